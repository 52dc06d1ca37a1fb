"""One update to very many subscriptions, beside the same rows and lanes in one raw transaction."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psutil

from benchmarks.apart import hand_over
from benchmarks.queues import empty, follow, publish, tidy
from benchmarks.results import Result
from bot.storage.store import Store

TABLE = "Fan-out of one update"
RATIO, MEMORY_MB, FIRST_MS = 1.5, 120.0, 300.0

# What the outbox itself says to the database, of all subscriptions at once.
ROWS = """
INSERT INTO outbox (announcement, lane, priority)
SELECT (SELECT max(id) FROM announcement), lane, 1 FROM subscription WHERE story = 'ferry'
ON CONFLICT DO NOTHING
"""
LANES = """
UPDATE lane SET
    ready_at = coalesce(ready_at, CASE WHEN free_at > 1.0 THEN free_at ELSE 1.0 END),
    priority = CASE WHEN ready_at IS NOT NULL AND priority <= 1 THEN priority ELSE 1 END
WHERE id IN (SELECT lane FROM subscription WHERE story = 'ferry')
"""


async def measure(kind: str, places: int) -> list[Result]:
    """Seconds for both, each on a store of its own that was filled in the same way."""
    raw = await _timed(kind, places, _raw)
    ours, grown, first = await _ours(kind, places)
    row = f"{kind}, {places:,} subscriptions"
    cells = [
        ("raw", raw, "s", None),
        ("spread", ours, "s", None),
        ("ratio", ours / raw, "", RATIO),
        ("memory", grown, "MB", MEMORY_MB),
        ("publish to first claim", first, "ms", FIRST_MS),
    ]
    return [
        Result(table=f"{TABLE}: {column}", row=row, column=column, value=value, unit=unit, aim=aim)
        for column, value, unit, aim in cells
    ]


async def _timed(kind: str, places: int, work: Callable[[Store], Awaitable[None]]) -> float:
    async with _filled(kind, places) as store:
        await publish(store, 2, "once")
        start = time.perf_counter()
        await work(store)
        return time.perf_counter() - start


async def _ours(kind: str, places: int) -> tuple[float, float, float]:
    """Seconds for all, MB that it took at most, ms from publishing to the first claim."""
    async with _filled(kind, places) as store:
        before = most = _memory()
        start = time.perf_counter()
        await publish(store, 2, "once")
        await store.outbox.spread()
        if not await store.outbox.claim(["discord"], 10, 60.0):
            raise SystemExit("nothing can be claimed after the first step")
        first = time.perf_counter() - start
        published = time.perf_counter()
        while await store.outbox.spread() is not None:
            most = max(most, _memory())
        rest = time.perf_counter() - published
    return first + rest, most - before, first * 1000


async def _raw(store: Store) -> None:
    async with store.database.writing(hurried=False) as connection:
        await connection.exec_driver_sql(ROWS)
        await connection.exec_driver_sql(LANES)


def _memory() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


@asynccontextmanager
async def _filled(kind: str, places: int) -> AsyncIterator[Store]:
    async with empty(kind) as store:
        await publish(store, 1)
        await follow(store, places)
        await tidy(store)
        yield store


if __name__ == "__main__":
    hand_over(asyncio.run(measure(sys.argv[1], int(sys.argv[2]))))
