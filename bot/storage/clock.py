"""The store's clock: the machine's for a file, the server's where several machines must agree on the time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from sqlalchemy import text

from bot.errors import StoreError
from bot.storage.engine import Database

Clock = Callable[[], datetime]

AGAIN = 60.0  # seconds between two looks at the server's clock


def utc_now() -> datetime:
    return datetime.now(UTC)


class ServerClock:
    """The server's time as of the last look, and what has passed since then on this machine; until the first
    look, this machine's. A clock of this machine that is wrong or jumps is no matter."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._base = time.time() - elapsed()

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self._base + self._elapsed(), UTC)

    async def look(self, database: Database) -> None:
        """Ask the server for the time; half of what the answer took has passed since. Raises StoreError."""
        asked = text("SELECT cast(extract(epoch FROM clock_timestamp()) AS double precision)")
        async with database.reading() as connection:
            await connection.scalar(text("SELECT 1"))  # a new connection takes longer than an answer
            before = self._elapsed()
            there = float(await connection.scalar(asked) or 0.0)
            self._base = there - (before + self._elapsed()) / 2


@asynccontextmanager
async def kept(clock: ServerClock, database: Database, every: float = AGAIN) -> AsyncIterator[None]:
    """Look at the server's clock now, and now and then until the end of the block. Raises StoreError where
    the first look fails; later ones may."""
    await clock.look(database)
    looking = asyncio.create_task(_look(clock, database, every))
    try:
        yield
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


async def _look(clock: ServerClock, database: Database, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        with suppress(StoreError):
            await clock.look(database)
