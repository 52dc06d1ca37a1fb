"""aiosqlite with one visit to its thread a statement, where it makes four."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import aiosqlite

# Opening a cursor, executing, fetching and closing are four visits to another thread, each about a tenth of
# a millisecond, which is what most statements themselves take. SQLAlchemy wants all rows at once anyway.
#
# aiosqlite's `_execute`, `_conn` and `_thread` are not public; this module alone knows them.


class Cursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        await self._run(lambda cursor: cursor.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> None:
        await self._run(lambda cursor: cursor.executemany(statement, parameters))

    async def fetchall(self) -> Sequence[Any]:
        return self._rows

    async def close(self) -> None:
        """Each statement has closed its own."""

    async def _run(self, work: Callable[[sqlite3.Cursor], Any]) -> None:
        await self._connection.visit(self._work, work)

    def _work(self, connection: sqlite3.Connection, work: Callable[[sqlite3.Cursor], Any]) -> None:
        """In the connection's thread."""
        cursor = connection.cursor()
        try:
            work(cursor)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else ()
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


class Connection(aiosqlite.Connection):
    """A connection with such cursors."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def visit(self, work: Callable[..., None], *given: Any) -> None:
        """Run `work` in the thread of the connection, which comes before what it is given."""
        await self._execute(lambda: work(self._conn, *given))  # type: ignore[no-untyped-call]


async def connect(path: Path, patience: float) -> Connection:
    """Open a file; `patience` in seconds is for the locks of other programs."""
    connection = Connection(lambda: sqlite3.connect(path, timeout=patience, isolation_level=None), 1)
    connection._thread.daemon = True  # a program that ends does not wait for it
    await connection
    return connection
