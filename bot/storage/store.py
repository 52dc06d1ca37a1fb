"""The store: all that must outlive a restart, behind one object."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from bot.config import Settings
from bot.errors import StoreError
from bot.storage.address import find_database
from bot.storage.engine import Database
from bot.storage.ledger import StoredLedger
from bot.storage.registrations import StoredRegistrations
from bot.storage.schema import Versions, migrate, prepare
from bot.storage.seen import StoredSeen
from bot.storage.statements import insert
from bot.storage.tables import probe

ENOUGH = 2.0  # seconds that a health page may wait for the store

Clock = Callable[[], datetime]


class Store:
    """The stores of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.ledger = StoredLedger(database, clock)
        self.seen = StoredSeen(database, clock)
        self.registrations = StoredRegistrations(database, clock)
        self._clock = clock
        self._probing: asyncio.Task[bool] | None = None

    async def writable(self) -> bool:
        """Whether a row can be written now. False after two seconds; the attempt goes on meanwhile, so that
        many who ask a store that hangs are one attempt."""
        if self._probing is None or self._probing.done():
            self._probing = asyncio.create_task(self._probe())
        done, _ = await asyncio.wait({self._probing}, timeout=ENOUGH)
        return bool(done) and self._probing.result()

    async def migrate(self) -> Versions:
        """Bring the tables to the newest version. Raises StoreError."""
        return await migrate(self.database)

    async def close(self) -> None:
        """Close the connections."""
        if self._probing is not None:
            self._probing.cancel()
            with suppress(asyncio.CancelledError):
                await self._probing
        await self.database.close()

    async def _probe(self) -> bool:
        now = {"at": self._clock()}
        try:
            async with self.database.writing() as connection:
                note = insert(connection, probe).values(id=1, **now)
                await connection.execute(note.on_conflict_do_update(index_elements=["id"], set_=now))
        except StoreError:
            return False
        return True


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_store(
    settings: Settings, *, clock: Clock = utc_now, prepared: bool = True
) -> AsyncIterator[Store]:
    """The store that DATABASE_URL names, with its tables made ready unless `prepared` is false.

    Raises UsageError for a wrong address and where `onrecord migrate` is to be run first, and StoreError.
    """
    store = Store(Database(find_database(settings)), clock)
    try:
        if prepared:
            await prepare(store.database)
        yield store
    finally:
        await store.close()
