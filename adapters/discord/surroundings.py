"""What an answer about subscriptions depends on and only Discord knows: who may, and whether the bot can."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, Final

import discord
from msgspec import Struct

from adapters.discord.faults import TROUBLE
from adapters.discord.invite import invite_url
from adapters.discord.places import place_of_interaction, place_of_message
from bot.query.request import Place

IN_CHANNEL: Final = "Only somebody with the permission Manage Channels may change what this channel follows."
IN_THREAD: Final = (
    "Only somebody with the permission Manage Threads or Manage Channels may change what this thread follows."
)
_NOT_TOLD: Final = (
    "I cannot find out here whether you may change this. The slash commands know it: use /subscribe,"
    " /unsubscribe or the buttons under /subscriptions."
)
_NOT_SEEN: Final = "I cannot find out whether I may post here. The slash command knows it: use /subscribe."
_ELSEWHERE: Final = (
    "I am not in this conversation, so I could not post here by myself. Use the command in a server that I am"
    " in, or in a direct message to me."
)
_LOCKED: Final = (
    "This thread is locked, so I could not post here by myself: somebody with the permission Manage Threads"
    " can unlock it."
)


class Sight(Struct, frozen=True):
    """What who asks may do in a place, and the bot: None where it is not there itself; and whether the place
    is a thread that is locked."""

    theirs: discord.Permissions
    mine: discord.Permissions | None
    locked: bool = False


Look = Callable[[], Awaitable[Sight | None]]


class DiscordSurroundings:
    """See `bot.query.request.Surroundings`. `look` gives None where Discord does not tell; `application` is
    the bot's id, for its invitation."""

    def __init__(self, place: Place, look: Look, application: str) -> None:
        self._place = place
        self._look = look
        self._application = application
        self._seen: Sight | None = None

    async def refusal(self) -> str:
        """Looked at here too, although the commands demand it: a server's administrators can lift that
        (Discord docs: Application Commands, "Permissions")."""
        if not self._place.tenant:  # a conversation belongs to those who are in it
            return ""
        sight = await self._sight()
        if sight is None:
            return _NOT_TOLD
        if may_manage(sight.theirs, thread=bool(self._place.thread)):
            return ""
        return IN_THREAD if self._place.thread else IN_CHANNEL

    async def obstacle(self) -> str:
        """Discord docs: Permissions; Threads, "Permissions"."""
        if self._place.direct:
            return ""
        if not self._place.tenant:
            return _ELSEWHERE
        sight = await self._sight()
        if sight is None:
            return _NOT_SEEN
        if sight.mine is None:
            return (
                "I am not in this server, so I could not post here by myself. Somebody with the permission"
                f" Manage Server can add me with {invite_url(self._application)}"
            )
        return hindrance(sight.mine, thread=bool(self._place.thread), locked=sight.locked)

    async def zone(self) -> str:
        """Discord tells nobody's."""
        return ""

    async def _sight(self) -> Sight | None:
        if self._seen is None:
            self._seen = await self._look()
        return self._seen


def may_manage(permissions: discord.Permissions, *, thread: bool) -> bool:
    """Whether somebody with these permissions decides what is posted there."""
    manages = permissions.manage_channels or permissions.administrator
    return manages or (thread and permissions.manage_threads)


def hindrance(mine: discord.Permissions, *, thread: bool, locked: bool = False) -> str:
    """What keeps the bot from posting with these permissions, and the way out; "" if nothing does.

    That a thread is archived does not: a message opens it again, unless it is locked (Discord docs: Threads,
    "Active & Archived Threads").
    """
    if mine.administrator:
        return ""
    missing = list(_missing(mine, thread=thread))
    if missing:
        return _lacking(missing, thread=thread)
    return _LOCKED if locked and not mine.manage_threads else ""


def _missing(mine: discord.Permissions, *, thread: bool) -> Iterator[str]:
    if not mine.view_channel:
        yield "View Channel"
    if thread and not mine.send_messages_in_threads:
        yield "Send Messages in Threads"
    if not thread and not mine.send_messages:
        yield "Send Messages"


def _lacking(missing: Iterable[str], *, thread: bool) -> str:
    names = " and ".join(missing)
    lacked = f"permission{'s' if ' and ' in names else ''} {names}"
    where, edit = (
        ("this thread", "Edit Channel of its channel") if thread else ("this channel", "Edit Channel")
    )
    return (
        f"I could not post in {where} by myself: I lack the {lacked}. To mend that: {edit} →"
        f" Permissions → add me or my role → allow {names}; then try again."
    )


def of_interaction(interaction: discord.Interaction[Any]) -> DiscordSurroundings:
    """Discord tells the permissions with each interaction (Discord docs: Receiving and Responding)."""

    async def look() -> Sight:
        channel = interaction.channel
        locked = isinstance(channel, discord.Thread) and channel.locked
        elsewhere = interaction.is_user_integration() and not interaction.is_guild_integration()
        return Sight(interaction.permissions, None if elsewhere else interaction.app_permissions, locked)

    return DiscordSurroundings(place_of_interaction(interaction), look, str(interaction.application_id))


def of_message(message: discord.Message, me: int) -> DiscordSurroundings:
    """Of a message Discord tells its author's roles: with the server's they make the permissions."""

    async def look() -> Sight | None:
        guild, member = message.guild, message.author
        if guild is None or guild.me is None or not isinstance(member, discord.Member):
            return None
        try:
            channel = await _known(message.channel, guild)
            theirs, mine = channel.permissions_for(member), channel.permissions_for(guild.me)
        except (*TROUBLE, discord.ClientException, AttributeError):
            return None
        return Sight(theirs, mine, isinstance(channel, discord.Thread) and channel.locked)

    return DiscordSurroundings(place_of_message(message), look, str(me))


async def _known(channel: Any, guild: discord.Guild) -> Any:
    """The channel with all that Discord tells of it; asked for where only its id is known, such as of a
    thread that was archived when the bot connected."""
    return (
        await guild.fetch_channel(channel.id) if isinstance(channel, discord.PartialMessageable) else channel
    )
