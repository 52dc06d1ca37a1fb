"""What Discord tells of the bot's own access: removed, deleted, permissions given again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from functools import wraps
from typing import Any, Final

import discord

from adapters.desk import Desk
from adapters.discord.places import PLATFORM
from adapters.discord.surroundings import hindrance
from bot.delivery.access import Access
from bot.errors import StoreError
from bot.query.request import Place
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

NO_CHANNEL: Final = "the channel was deleted"
NO_THREAD: Final = "the thread was deleted"
# A role matters only where it brings one of these.
_NEEDED: Final = discord.Permissions(
    administrator=True,
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    manage_threads=True,
)

Spot = discord.abc.GuildChannel | discord.Thread
May = Callable[[Spot], bool]
Listener = Callable[..., Coroutine[Any, Any, None]]


class AccessEvents:
    """Passes on what concerns the bot, in the order in which it came. Each event may come twice, which
    changes nothing. All of it comes with the intent for servers (Discord docs: Gateway, "List of Intents";
    there too, that changes of the bot's own member need no other)."""

    def __init__(self, desk: Desk, access: Access) -> None:
        self._desk = desk
        self._access = access
        self._turn = asyncio.Lock()

    def listen(self, client: discord.Client) -> None:
        """Register with the client, under the names by which it calls."""
        for heard in (
            self.on_guild_remove,
            self.on_guild_join,
            self.on_guild_available,
            self.on_guild_channel_create,
            self.on_guild_channel_delete,
            self.on_guild_channel_update,
            self.on_guild_role_update,
            self.on_member_update,
            self.on_raw_thread_delete,
            self.on_thread_join,
            self.on_thread_update,
        ):
            client.event(self._guarded(heard))

    def _guarded(self, heard: Listener) -> Listener:
        """What cannot be dealt with is passed over; that a place is lost shows in deliveries too."""

        @wraps(heard)
        async def listener(*about: Any) -> None:
            try:
                await heard(*about)
            except Exception:
                log.exception("an event of Discord's cannot be passed on: %s", heard.__name__)
                self._desk.metrics.failed(PLATFORM, "event")

        return listener

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed; a server that is only unavailable is another event."""
        log.warning("the bot was removed from a server")
        await self._pass_on("that the bot left a server", self._access.departed, PLATFORM, str(guild.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was added, perhaps again."""
        await self._pass_on("that the bot is in a server", self._access.returned, PLATFORM, str(guild.id))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server that the bot is in, told after connecting: it may have been added meanwhile."""
        await self.on_guild_join(guild)

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """A channel that is new, or that the bot sees again."""
        await self._back(channel, _now)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Its threads are told one by one."""
        await self._lost(_place(channel.guild.id, channel.id), NO_CHANNEL)

    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """A thread, whether it was known or not."""
        await self._lost(_place(event.guild_id, event.thread_id, thread=True), NO_THREAD)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Its threads have its permissions."""
        me = after.guild.me
        past = before.permissions_for(me)
        spots: list[Spot] = [after, *_threads(after)]
        for spot in spots:
            await self._back(spot, lambda each: not _may(past, each) and _now(each))

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role of the bot's that brings more than before."""
        me = after.guild.me
        gained = after.permissions.value & ~before.permissions.value & _NEEDED.value
        if gained and after in me.roles:
            for spot in _spots(after.guild):
                await self._back(spot, _now)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot's own roles, or the end of a time-out."""
        if after.id != after.guild.me.id:
            return
        for spot in _spots(after.guild):
            await self._back(spot, lambda each: not _may(each.permissions_for(before), each) and _now(each))

    async def on_thread_join(self, thread: discord.Thread) -> None:
        """A thread that is new, was archived, or that the bot sees again."""
        await self._back(thread, _now)

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread that was locked, and is no more."""
        if not _now(before):
            await self._back(after, _now)

    async def _lost(self, place: Place, reason: str) -> None:
        await self._pass_on(reason, self._access.lost, place, reason)

    async def _back(self, spot: Spot, if_so: May) -> None:
        """The bot may post in a place again, if so. What cannot be told is no reason to try."""
        try:
            if not if_so(spot):
                return
        except discord.ClientException as error:
            log.info("whether the bot may post in a place is not known: %s", one_line(str(error)))
            return
        place = _place(spot.guild.id, spot.id, thread=isinstance(spot, discord.Thread))
        await self._pass_on("that the bot may post in a place again", self._access.back, place)

    async def _pass_on(self, what: str, tell: Callable[..., Awaitable[None]], *about: Place | str) -> None:
        with self._desk.holding():
            async with self._turn:
                try:
                    await tell(*about)
                except StoreError as error:
                    log.error("%s is not noted: %s", what, one_line(str(error)))


def _place(guild: int, channel: int, *, thread: bool = False) -> Place:
    """A thread is a channel of its own."""
    id = str(channel)
    return Place(platform=PLATFORM, tenant=str(guild), channel=id, thread=id if thread else "")


def _now(spot: Spot) -> bool:
    """Whether the bot may post in a place by itself."""
    return _may(spot.permissions_for(spot.guild.me), spot)


def _may(permissions: discord.Permissions, spot: Spot) -> bool:
    """Whether it may with these permissions."""
    thread = isinstance(spot, discord.Thread)
    return not hindrance(permissions, thread=thread, locked=isinstance(spot, discord.Thread) and spot.locked)


def _threads(channel: discord.abc.GuildChannel) -> Iterator[discord.Thread]:
    yield from (each for each in channel.guild.threads if each.parent_id == channel.id)


def _spots(guild: discord.Guild) -> Iterator[Spot]:
    yield from guild.channels
    yield from guild.threads
