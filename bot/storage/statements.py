"""Statements that each database spells in its own way."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, ColumnElement, Table, any_, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = sqlite.Insert | postgresql.Insert


def is_file(connection: AsyncConnection) -> bool:
    """Whether this is SQLite, where whoever writes is alone and locks nothing."""
    return connection.dialect.name == "sqlite"


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """`INSERT INTO table`, to be completed by `on_conflict_do_nothing` or `on_conflict_do_update`."""
    return sqlite.insert(table) if is_file(connection) else postgresql.insert(table)


def among(connection: AsyncConnection, column: Column[int], ids: Iterable[int]) -> ColumnElement[bool]:
    """`column IN (ids)` with the ids as one bound value: any number of them is the same statement."""
    given = list(ids)
    if not is_file(connection):
        return column == any_(bindparam(None, given, type_=postgresql.ARRAY(BigInteger), unique=True))
    values = func.json_each(str(given)).table_valued("value")
    return column.in_(select(values.c.value))
