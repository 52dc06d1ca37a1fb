"""Rates that all workers share, in the database: slots evenly apart, without bursts (GCRA)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import Database
from bot.storage.packed import moment
from bot.storage.queue_tables import rate as table
from bot.storage.statements import insert

HALVED = 60.0  # seconds for which a rate is halved after the platform asked to wait
SLOTS_AHEAD = 60.0  # seconds, or slots where that is longer, that nobody reserves ahead
LONGEST_WAIT = 25 * 3600.0  # seconds; no platform asks for more


class StoredRates:
    """The Rates of bot.delivery.outbox."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def reserve(self, key: str, count: int, rate: float) -> list[datetime]:
        async with self._database.writing() as connection:
            next_at, halved_until = await _held(connection, key)
            now = self._clock().timestamp()
            first = _first(next_at, halved_until, rate, now)
            apart = (2 if now < halved_until <= now + LONGEST_WAIT else 1) / rate
            await _move(connection, key, next_at=first + count * apart)
        return [moment(first + number * apart) for number in range(count)]

    async def slow(self, key: str, wait: float, rate: float) -> None:
        async with self._database.writing() as connection:
            next_at, halved_until = await _held(connection, key)
            now = self._clock().timestamp()
            until = max(_first(next_at, halved_until, rate, now), now + wait)
            await _move(connection, key, next_at=until, halved_until=until + HALVED)


def _first(next_at: float, halved_until: float, rate: float, now: float) -> float:
    """When the next slot is. One farther ahead than anybody reserves was noted before the clock was put
    back, and counts as now; after a platform asked to wait it may be far."""
    halved = halved_until > now
    farthest = now + (LONGEST_WAIT if halved else SLOTS_AHEAD * max(1.0, 1 / rate))
    return now if next_at > farthest else max(now, next_at)


async def _held(connection: AsyncConnection, key: str) -> tuple[float, float]:
    """The rate's row, kept from others until the end of the transaction: `next_at` and `halved_until`."""
    await connection.execute(insert(connection, table).values(key=key, next_at=0).on_conflict_do_nothing())
    row = select(table.c.next_at, table.c.halved_until).where(table.c.key == key).with_for_update()
    next_at, halved_until = (await connection.execute(row)).one()
    return next_at, halved_until


async def _move(connection: AsyncConnection, key: str, **times: float) -> None:
    await connection.execute(update(table).where(table.c.key == key).values(**times))
