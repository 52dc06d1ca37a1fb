"""A deep queue: most lanes back off, the others are worked off as if the network took no time."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update

from benchmarks.apart import hand_over
from benchmarks.queues import STORY, empty, follow, publish, tidy
from benchmarks.results import Result
from bot.delivery.ledger import Post
from bot.delivery.outbox import Delivery, Ended
from bot.storage.queue_tables import announcement, lane, outbox
from bot.storage.store import Store
from bot.subscription.model import Told

TABLE = "Deep queue, 90 % of the lanes backing off, every message on the ledger with five items"
AIMS = {"SQLite": 4000, "PostgreSQL": 1000}
DEPTH = 50
ITEMS = tuple(f"s-{number}" for number in range(5))


async def measure(kind: str, lanes: int, batch: int) -> list[Result]:
    """Messages a second: claimed, their attempt counted, settled with a post each."""
    async with empty(kind) as store:
        await _fill(store, lanes)
        start, sent, claims = time.perf_counter(), 0, 0
        while deliveries := await store.outbox.claim(["discord"], batch, 60.0):
            results = await store.outbox.settle([_sent(each) for each in deliveries])
            sent += sum(results)
            claims += 1
        seconds = time.perf_counter() - start
    if sent != lanes // 10 * DEPTH:
        raise SystemExit(f"{sent} messages were sent")
    row = f"{kind}, {batch} at once"
    return [
        Result(
            table=TABLE,
            row=row,
            column="µs a message",
            value=seconds / sent * 1e6,
            unit="µs",
            aim=1e6 / AIMS[kind],
        ),
    ]


async def _fill(store: Store, lanes: int) -> None:
    await publish(store, 1)
    await follow(store, lanes)
    for number in range(2, DEPTH + 2):
        await publish(store, number, "once")
    done = update(announcement).values(done_at=0.0)
    rows = select(announcement.c.id, lane.c.id, announcement.c.priority).join_from(
        announcement, lane, onclause=announcement.c.id > 0
    )
    entry = insert(outbox).from_select(["announcement", "lane", "priority"], rows)
    hour = datetime.now(UTC) + timedelta(hours=1)
    async with store.database.writing(hurried=False) as connection:
        await connection.execute(done)
        await connection.execute(entry)
        await connection.execute(update(lane).values(priority=1, ready_at=hour.timestamp()))
        await connection.execute(update(lane).where(lane.c.id % 10 == 0).values(ready_at=1.0))
    await tidy(store)


def _sent(delivery: Delivery) -> Ended:
    post = Post(
        place=delivery.lane.place,
        message=str(delivery.id),
        story=STORY,
        revision=delivery.revision,
        items=ITEMS,
        asked="",
        said=b'{"kind":"update"}',
    )
    return Ended(delivery=delivery, state="sent", told=Told.until(delivery.revision), posts=(post,))


if __name__ == "__main__":
    kind, lanes, batch = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    hand_over(asyncio.run(measure(kind, lanes, batch)))
