"""The store: all that must outlive a restart, behind one object."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from bot.config import Settings
from bot.errors import StoreError
from bot.storage.address import find_database
from bot.storage.clock import Clock, ServerClock, kept, utc_now
from bot.storage.engine import Database
from bot.storage.inspection import StoredInspection
from bot.storage.ledger import StoredLedger
from bot.storage.outbox import StoredOutbox
from bot.storage.rates import StoredRates
from bot.storage.readers import StoredReaders
from bot.storage.registrations import StoredRegistrations
from bot.storage.revisions import StoredRevisions
from bot.storage.schema import Versions, migrate, prepare
from bot.storage.seen import StoredSeen
from bot.storage.statements import insert
from bot.storage.subscriptions import StoredSubscriptions
from bot.storage.tables import probe
from bot.storage.tenants import StoredTenants

ENOUGH = 2.0  # seconds that a health page may wait for the store


class Store:
    """The stores of one database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.ledger = StoredLedger(database, clock)
        self.seen = StoredSeen(database, clock)
        self.registrations = StoredRegistrations(database, clock)
        self.inspection = StoredInspection(database, clock)
        self.revisions = StoredRevisions(database)
        self.subscriptions = StoredSubscriptions(database, clock)
        self.readers = StoredReaders(database, clock)
        self.tenants = StoredTenants(database, clock)
        self.outbox = StoredOutbox(database, clock)
        self.rates = StoredRates(database, clock)
        self.clock = clock
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
        now = {"at": self.clock()}
        try:
            async with self.database.writing() as connection:
                note = insert(connection, probe).values(id=1, **now)
                await connection.execute(note.on_conflict_do_update(index_elements=["id"], set_=now))
        except StoreError:
            return False
        return True


@asynccontextmanager
async def open_store(
    settings: Settings, *, clock: Clock | None = None, prepared: bool = True, sole: bool = False
) -> AsyncIterator[Store]:
    """The store that DATABASE_URL names, with its tables made ready unless `prepared` is false. Without a
    clock of its own it goes by this machine's for a file, and by the server's for a server. `sole` is for
    whoever holds the file alone: what a process that is gone had claimed is free at once.

    Raises UsageError for a wrong address and where `onrecord migrate` is to be run first, and StoreError.
    """
    database = Database(find_database(settings))
    of_server = ServerClock() if clock is None and not database.is_file else None
    store = Store(database, clock or of_server or utc_now)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        if prepared:
            await prepare(database)
        if sole and database.is_file:
            await store.outbox.reclaim()
        if of_server:
            await stack.enter_async_context(kept(of_server, database))
        yield store
