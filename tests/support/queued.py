"""What tests of the queue's tables put into them, and look up there."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Table, func, select

from bot.brief.model import Brief
from bot.delivery.announcement import PRIORITY, Task
from bot.delivery.ledger import Post
from bot.query.request import Place
from bot.revision.changes import Change
from bot.revision.published import Revision
from bot.storage.lanes import lanes_of, where_of
from bot.storage.packed import items_text, revision_row
from bot.storage.queue_tables import announcement, lane, outbox, revision
from bot.storage.store import Store
from bot.subscription.model import Preferences
from tests.support.ferry import ferry_brief
from tests.support.stores import SLACK, said

THEN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def places(count: int, tenant: str = "T1") -> list[Place]:
    """So many channels of one workspace."""
    return [replace(SLACK, tenant=tenant, channel=f"C{number}") for number in range(1, count + 1)]


def revised(
    number: int, *, changes: Sequence[Change] = (), at: datetime = THEN, story: str = "ferry"
) -> tuple[Revision, Brief]:
    """A revision of the ferry's brief."""
    brief = ferry_brief()
    snapshot = replace(brief, revision=replace(brief.revision, number=number))
    published = Revision(
        story=story,
        number=number,
        sha256=hashlib.sha256(f"{story} {number}".encode()).hexdigest(),
        changes=tuple(changes),
        at="2026-03-01T09:00:00+01:00",
        note=f"The {number}th.",
        published=at,
    )
    return published, snapshot


async def put_revision(store: Store, number: int, **given: Any) -> tuple[Revision, Brief]:
    """A published revision of the ferry's brief (as in `revised`), without any task."""
    published, snapshot = revised(number, **given)
    async with store.database.writing() as connection:
        await connection.execute(revision.insert().values(revision_row(published, snapshot)))
    return published, snapshot


async def put_announcement(
    store: Store,
    task: Task = "digest",
    *,
    number: int = 4,
    items: Sequence[str] = (),
    done: float | None = 5.0,
    story: str = "ferry",
) -> int:
    """A task of a revision, spread over all at `done`."""
    row = {"story": story, "revision": number, "task": task, "priority": PRIORITY[task], "due_at": 1.0}
    line = announcement.insert().values(row | {"items": items_text(items), "done_at": done})
    async with store.database.writing() as connection:
        return int((await connection.execute(line.returning(announcement.c.id))).scalar_one())


async def put_delivery(store: Store, place: Place, announced: int, **columns: Any) -> None:
    """A delivery to a place, pending unless `columns` say otherwise."""
    async with store.database.writing() as connection:
        line = (await lanes_of(connection, [place]))[where_of(place)]
        row = {"announcement": announced, "lane": line, "priority": 3} | columns
        await connection.execute(outbox.insert().values(row))
        if row.get("state", "pending") == "pending":
            await connection.execute(lane.update().where(lane.c.id == line).values(ready_at=1.0))


async def put_much(store: Store, there: Sequence[Place], announced: int) -> None:
    """In each place a subscription, a delivery that waits, one that ended, and two posts."""
    for place in there:
        await store.subscriptions.subscribe(place, "ferry", Preferences(), by="U1", revision=3)
    posts: list[Post] = [said(place, f"1.{number}") for place in there for number in range(2)]
    await store.ledger.record(posts)
    await asyncio.gather(*(put_delivery(store, place, announced) for place in there))
    await asyncio.gather(
        *(put_delivery(store, place, announced, post=1, state="sent", ended_at=9.0) for place in there)
    )


async def rows(store: Store, table: Table, **where: Any) -> list[dict[str, Any]]:
    """The rows of a table with these values, by its first column."""
    wanted = select(table).where(*(table.c[name] == value for name, value in where.items()))
    async with store.database.reading() as connection:
        found = await connection.execute(wanted.order_by(*table.primary_key.columns))
        return [dict(row) for row in found.mappings()]


async def count(store: Store, table: Table) -> int:
    async with store.database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
