"""The connections: short transactions on SQLite or PostgreSQL, with every fault as a StoreError."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from functools import partial
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import StoreError, UsageError
from bot.storage.address import ALLOWED, Address, Server, SqliteFile
from bot.storage.faults import told

BUSY = 5.0  # seconds to wait for another program's write to a file, or for a server to take a connection
PATIENCE = 10.0  # seconds for one transaction, waiting included
CONNECTIONS = 5
AGAIN = 0.02  # seconds between two attempts to set up a file that others are setting up
CLOSING = 2.0  # seconds for transactions in hand, once the store is closed


class Database:
    """One database. Reading takes no transaction, since each look-up is a single statement."""

    def __init__(self, address: Address) -> None:
        self.where = address.where
        self.is_file = isinstance(address, SqliteFile)
        self.engine = _file_engine(address) if isinstance(address, SqliteFile) else _server_engine(address)
        self._writer = self.engine.execution_options(isolation_level="READ COMMITTED")
        # Waiting in SQLite is polling, and unfair; here whoever comes first writes first.
        self._turn = asyncio.Lock()
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to look something up with. Raises StoreError."""
        with told(self.where), self._counted():
            async with asyncio.timeout(PATIENCE), self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self, *, hurried: bool = True) -> AsyncIterator[AsyncConnection]:
        """A transaction, committed at the end and rolled back on an error. Raises StoreError."""
        with told(self.where), self._counted():
            async with asyncio.timeout(PATIENCE if hurried else None), AsyncExitStack() as stack:
                if self.is_file:
                    await stack.enter_async_context(self._turn)
                    connection = await stack.enter_async_context(self.engine.begin())
                    # A transaction that begins by reading may not become a writing one once another wrote.
                    await connection.exec_driver_sql("BEGIN IMMEDIATE")
                else:
                    connection = await stack.enter_async_context(self._writer.begin())
                yield connection

    async def close(self) -> None:
        """Close the connections, once what is in hand has come to its end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), CLOSING)
        await self.engine.dispose()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._in_hand += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()


def _server_engine(server: Server) -> AsyncEngine:
    """asyncpg reads the address itself, as libpq would; SQLAlchemy, which could show it, never gets it."""
    import asyncpg  # type: ignore[import-untyped]

    async def dial(*_: Any, **__: Any) -> Any:
        try:
            return await asyncpg.connect(server.dsn.reveal(), timeout=BUSY)
        except ValueError:  # its text may quote the address
            raise UsageError(f"DATABASE_URL (not shown) cannot be read; {ALLOWED}") from None

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=dial,
        isolation_level="AUTOCOMMIT",
        pool_size=CONNECTIONS,
        pool_timeout=BUSY,
        pool_pre_ping=True,  # a server that was restarted is met again without a failure
        hide_parameters=True,
    )


def _file_engine(file: SqliteFile) -> AsyncEngine:
    from bot.storage.driver import connect

    _create(file)
    _try(file)
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(file.path)),
        async_creator=partial(connect, file.path, BUSY),
        isolation_level="AUTOCOMMIT",  # the driver begins nothing by itself
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _create(file: SqliteFile) -> None:
    """A new file is its owner's only, since it tells who asked what; SQLite's own beside it take its mode."""
    try:
        if file.ours:
            file.path.parent.mkdir(parents=True, exist_ok=True)
        if not file.path.exists():
            os.close(os.open(file.path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"the database {file.where}: the file cannot be made ({error.strerror}); "
            "look whether its folder is there and may be written"
        ) from error


def _try(file: SqliteFile) -> None:
    """Whether the file is a database; WAL, which it keeps from now on, lets others read during a write.

    Here and not in aiosqlite, which leaves a thread behind where opening fails.
    """
    with told(file.where), closing(sqlite3.connect(file.path, timeout=BUSY)) as connection:
        until = monotonic() + BUSY
        while not _is_in_wal(connection, last=monotonic() > until):
            sleep(AGAIN)


def _is_in_wal(connection: sqlite3.Connection, *, last: bool) -> bool:
    """Switch to WAL. Where several begin at once SQLite does not wait for the others by itself."""
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _set_up(connection: Any, _: object) -> None:
    """FULL keeps what was committed through a loss of power."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
