"""The Discord platform itself, connected to the stand-in over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from adapters.desk import Desk
from adapters.discord.platform import DiscordPlatform
from bot.brief.library import Library
from bot.config import Settings, read_settings
from bot.delivery.access import Access
from bot.service import Bot
from bot.storage.memory import MemoryStore
from bot.telemetry.health import Pulse
from bot.telemetry.metrics import Metrics
from tests.support.discord_server import DiscordServer
from tests.support.waiting import until


class Running:
    """A platform and what it is made of."""

    def __init__(
        self,
        library: Library,
        settings: Settings,
        store: MemoryStore | None = None,
        access: Access | None = None,
    ) -> None:
        self.store = store or MemoryStore()
        self.desk = Desk(Bot(library, self.store.ledger), Metrics())
        self.turns: list[bool] = []  # whether it was connected, each time that this changed
        self.pulse = Pulse("discord", lambda _, connected: self.turns.append(connected))
        self.platform = DiscordPlatform(
            settings, self.desk, self.pulse, self.store.seen, self.store.registrations, access
        )
        self.task: asyncio.Task[None]

    async def stop(self) -> None:
        """Cancel it, as the runner does when it leaves, unless it has ended."""
        if self.task.done():
            return
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


def settings_of(server: DiscordServer, **changed: str) -> Settings:
    """Settings that lead to the stand-in."""
    return read_settings(server.settings | changed, Path("/nonexistent/.env"))


@asynccontextmanager
async def running(
    library: Library,
    server: DiscordServer,
    store: MemoryStore | None = None,
    access: Access | None = None,
) -> AsyncIterator[Running]:
    """A platform that is connected; at the end it is cancelled."""
    made = Running(library, settings_of(server), store, access)
    made.task = asyncio.create_task(made.platform.run())
    try:
        await until(lambda: made.pulse.connected or made.task.done(), what="a connection")
        yield made
    finally:
        await made.stop()
