"""Deleting many rows in many short transactions, so that others get their turn to write."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, select

from bot.storage.engine import Database

AT_ONCE = 1000  # rows deleted in one transaction
WINDOW = 20_000  # rows looked at in one transaction where no index leads to those that go


async def sweep(database: Database, table: Table, *where: ColumnElement[bool]) -> int:
    """Delete the rows that an index leads to; how many. The table has one key, `id`."""
    total, gone = 0, AT_ONCE
    while gone == AT_ONCE:
        few = select(table.c.id).where(*where).limit(AT_ONCE)
        async with database.writing() as connection:
            gone = (await connection.execute(delete(table).where(table.c.id.in_(few)))).rowcount
        total += gone
    return total


async def comb(database: Database, table: Table, *where: ColumnElement[bool]) -> int:
    """Delete rows that no index leads to, going through the whole table by its key `id`; how many."""
    total, last = 0, 0
    while (end := await _end_of_window(database, table.c.id, last)) is not None:
        async with database.writing() as connection:
            window = table.c.id > last, table.c.id <= end
            total += (await connection.execute(delete(table).where(*window, *where))).rowcount
        last = end
    return total


async def _end_of_window(database: Database, id: ColumnElement[Any], after: int) -> int | None:
    window = select(id.label("id")).where(id > after).order_by(id).limit(WINDOW).subquery()
    async with database.reading() as connection:
        end: int | None = await connection.scalar(select(func.max(window.c.id)))
        return end
