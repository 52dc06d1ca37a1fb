"""The bot in a simulated Discord (simcord), with all that goes out checked at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import simcord

from adapters.desk import Desk
from adapters.discord.client import Client
from bot.bootstrap import stores_of
from bot.brief.library import Library
from bot.query.commands import VIEW_NAMES
from bot.service import Bot
from bot.storage.memory import MemoryLedger, MemoryStore
from bot.storage.store import Store
from bot.subscription.stores import Stores
from bot.telemetry.health import Pulse
from bot.telemetry.metrics import Metrics
from tests.support.discord_payload import read
from tests.support.discord_recorder import check_everything, without_defaults

Json = dict[str, Any]


class Room:
    """One server with a channel and two people, and the bot in it; with a `lasting` store stories can be
    followed there."""

    def __init__(self, library: Library, lasting: Store | None = None) -> None:
        self.store = MemoryStore()
        self._stores: Stores | None = None
        if lasting is not None:
            self.store.ledger = cast("MemoryLedger", lasting.ledger)
            self._stores = stores_of(lasting)
        self.bot = Bot(library, self.store.ledger, self._stores)
        self.desk = Desk(self.bot, Metrics())
        self.pulse = Pulse("discord")
        self.expected_errors = 0
        self.env: simcord.Env

    def client(self) -> Client:
        """A new session of the bot."""
        return Client(self.desk, self.pulse, self.store.seen, self.store.registrations)

    def furnish(self, env: simcord.Env) -> None:
        self.env = env
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("general")
        self.ann = self.guild.add_member(env.create_user("ann"))
        self.ben = self.guild.add_member(env.create_user("ben"))

    async def restart(self) -> None:
        """The bot goes, and comes back with nothing but its store."""
        self.desk = Desk(Bot(self.bot.library, self.store.ledger, self._stores), Metrics())
        await self.env.restart_bot(self.client())

    @property
    def me(self) -> str:
        """The bot's mention."""
        user = self.env.bot.user
        assert user is not None
        return user.mention

    async def deliver(self, message: Any, **changed: Any) -> None:
        """Deliver a message once more as Discord sent it, or changed as no app of Discord's would send it."""
        [payload] = [
            payload
            for kind, event, payload in self.env.backend.transcript
            if (kind, event) == ("GATEWAY", "MESSAGE_CREATE") and payload["id"] == str(message.id)
        ]
        self.env.backend.emit("MESSAGE_CREATE", {**payload, **changed})
        await self.env.settle()

    def thread(self, name: str, under: Any = None) -> simcord.ChannelHandle:
        """A thread in the channel, hanging on a message where one is given."""
        thread = self.env.backend.create_thread(
            self.channel.id, name, self.ann.id, message_id=under.id if under else None
        )
        return simcord.ChannelHandle(self.env, self.guild, thread)

    def responses(self) -> list[tuple[int, bool]]:
        """The first responses to interactions: Discord's type of each, and whether it was private."""
        calls = [each.json for each in self.env.http_requests if each.path.endswith("/callback")]
        return [(call["type"], bool((call.get("data") or {}).get("flags", 0) & 64)) for call in calls if call]

    def posted(self) -> list[Any]:
        """The messages of the bot in the channel, oldest first."""
        user = self.env.bot.user
        return [each for each in self.channel.history() if user is not None and each.author.id == user.id]


@asynccontextmanager
async def room(library: Library, lasting: Store | None = None) -> AsyncIterator[Room]:
    """A room; at the end everything that went out is checked, and that nothing was raised unseen."""
    made = Room(library, lasting)
    env = simcord.Env(made.client(), shard_count=1)
    await env.start()
    try:
        made.furnish(env)
        yield made
        check_everything(env)
        if len(env.errors) > made.expected_errors:
            env.raise_errors()
    finally:
        await env.shutdown()


def components(message: Any) -> list[Json]:
    """A message's components as plain data, whatever of simcord's or discord.py's holds it."""
    raw = [each if isinstance(each, dict) else each.to_dict() for each in message.components]
    return [without_defaults(each) for each in raw]


def shown(message: Any) -> str:
    """The words that a reader of the message sees."""
    return read({"components": components(message)})


def controls(message: Any) -> list[Json]:
    """Buttons and menus of a message, in order."""
    found: list[Json] = []
    queue = components(message)
    while queue:
        part = queue.pop(0)
        found += [part] if part["type"] in (2, 3) else []
        queue = [*part.get("components", []), *queue]
    return found


def label(view: str) -> str:
    """What stands on the button of a view."""
    return VIEW_NAMES[view].label
