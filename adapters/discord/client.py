"""The connection to Discord: what comes in over the gateway goes to whom it concerns."""

from __future__ import annotations

import logging
from collections.abc import Callable
from math import isfinite
from typing import Any

import aiohttp
import discord
import yarl
from discord import app_commands

from adapters.desk import Desk
from adapters.discord.access import AccessEvents
from adapters.discord.commands import build
from adapters.discord.interactions import Interactions
from adapters.discord.mentions import Mentions
from adapters.discord.places import PLATFORM
from adapters.discord.registration import Registration
from bot.delivery.access import Access
from bot.delivery.remembered import Registrations, Seen
from bot.telemetry.health import Pulse

log = logging.getLogger(__name__)

# Servers and their channels, and messages there and in direct conversations: none of it is privileged, and
# a message's words come only where it is for the bot (Discord docs: Gateway, "Message Content Intent").
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
# A wait longer than this is no use to somebody who has asked; the library raises instead (seconds).
_LONGEST_WAIT = 30.0
_LAUNCHES = 5
# discord.py would open one connection for each of two hundred answers at once: more than a server takes in
# one breath, and a handshake for each. Idle ones are kept (seconds) for the next question.
_CONNECTIONS = 100
_KEPT = 30.0
# Ready so soon (seconds) after the last server was told: nothing here waits for the whole list of them.
_SETTLING = 0.2
LOST = "the connection to Discord's gateway was lost; connecting again"


class Client(discord.AutoShardedClient):
    """One session. It keeps no members but the bot itself, and no messages: an answer needs none. `access`
    hears where the bot may post no more, or may again."""

    def __init__(
        self,
        desk: Desk,
        pulse: Pulse,
        seen: Seen,
        registrations: Registrations,
        access: Access | None = None,
    ) -> None:
        super().__init__(
            intents=INTENTS,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=_SETTLING,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=_LONGEST_WAIT,
            connector=aiohttp.TCPConnector(limit=0, limit_per_host=_CONNECTIONS, keepalive_timeout=_KEPT),
        )
        self._pulse = pulse
        self._metrics = desk.metrics
        self._interactions = Interactions(desk)
        self._mentions = Mentions(desk, seen)
        if access is not None:
            AccessEvents(desk, access).listen(self)
        self.heard = 0  # events that came in
        self._lost: set[int] = set()
        self._launches: dict[int, int] = {}
        parsers = self._connection.parsers
        parsers |= {event: self._guarded(event, read) for event, read in parsers.items() if event != "READY"}
        self.tree: app_commands.CommandTree[Any] = app_commands.CommandTree(self)
        self.tree.error(self._failed)
        for command in build(self._interactions.command, desk.bot.options):
            self.tree.add_command(command)
        self._registration = Registration(self.tree, registrations)

    async def setup_hook(self) -> None:
        await self._registration.begin(str(self.application_id))

    async def close(self) -> None:
        await self._registration.end()
        await super().close()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect a shard. discord.py would try for ever without a word; the runner does that better."""
        self._launches[shard_id] = self._launches.get(shard_id, 0) + 1
        if self._launches[shard_id] > _LAUNCHES:
            raise ConnectionError("Discord's gateway cannot be reached")
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def on_ready(self) -> None:
        self._lost.clear()
        self._up()

    async def on_shard_ready(self, shard_id: int) -> None:
        self._back(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        self._back(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        self._lost.add(shard_id)
        self._pulse.down(LOST)

    async def on_socket_event_type(self, _: str) -> None:
        self.heard += 1
        self._pulse.beat()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Commands are the tree's; everything else stands under a message, or is a form."""
        serve = {
            discord.InteractionType.component: self._interactions.control,
            discord.InteractionType.modal_submit: self._interactions.form,
        }.get(interaction.type)
        if serve is None:
            return
        try:
            await serve(interaction)
        except Exception as error:
            await self._interactions.failed(interaction, error)

    async def on_message(self, message: discord.Message) -> None:
        if self.user is not None:
            await self._mentions.hear(message, self.user.id)

    def measure(self) -> None:
        """Note how long a heartbeat takes there and back."""
        if self._pulse.connected and isfinite(self.latency):
            self._pulse.latency = self.latency

    def _guarded(self, event: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """discord.py ends the session at an event that it cannot read; here it is passed over instead."""

        def passed_over(data: Any) -> None:
            try:
                read(data)
            except Exception:
                log.exception("an event of Discord's cannot be read: %s", event)
                self._metrics.failed(PLATFORM, "event")

        return passed_over

    async def _failed(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        self._registration.doubt(error)
        await self._interactions.failed(interaction, error)

    def _back(self, shard_id: int) -> None:
        self._lost.discard(shard_id)
        if self.is_ready() and not self._lost:
            self._up()

    def _up(self) -> None:
        self._pulse.up()
        self.measure()
