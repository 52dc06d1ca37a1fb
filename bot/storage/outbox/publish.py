"""A revision and what it makes the bot do, entered once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.brief.model import Brief
from bot.delivery.announcement import PRIORITY, Announcement
from bot.revision.published import Revision
from bot.storage.packed import items_text, revision_row, seconds
from bot.storage.queue_tables import announcement
from bot.storage.queue_tables import revision as table
from bot.storage.stories import publish_alone


async def publish(
    connection: AsyncConnection,
    revision: Revision,
    snapshot: Brief,
    tasks: Sequence[Announcement],
    now: datetime,
) -> bool:
    """Enter a revision with its tasks; False where it or a higher number is there."""
    await publish_alone(connection, revision.story)
    if await _known(connection, revision):
        return False
    await connection.execute(table.insert().values(revision_row(replace(revision, published=now), snapshot)))
    earlier = await _take_along(connection, revision.story, seconds(now)) if _tells_soon(tasks) else None
    if tasks:
        rows = [_row(revision, task, earlier) for task in tasks]
        await connection.execute(announcement.insert(), rows)
    return True


async def _known(connection: AsyncConnection, revision: Revision) -> bool:
    later = or_(table.c.number >= revision.number, table.c.sha256 == revision.sha256)
    found = select(table.c.number).where(table.c.story == revision.story, later).limit(1)
    return await connection.scalar(found) is not None


def _tells_soon(tasks: Sequence[Announcement]) -> bool:
    return any(task.task == "soon" for task in tasks)


async def _take_along(connection: AsyncConnection, story: str, now: float) -> float | None:
    """A `soon` that has not begun is done, since the new one tells it too; its time, which stays. It is kept:
    whose own time came meanwhile has a message on its account."""
    waits = announcement.c.done_at.is_(None), announcement.c.cursor == 0
    done = update(announcement).where(announcement.c.story == story, announcement.c.task == "soon", *waits)
    times = await connection.scalars(done.values(done_at=now).returning(announcement.c.due_at))
    return min(times.all(), default=None)


def _row(revision: Revision, task: Announcement, earlier: float | None) -> dict[str, object]:
    due = seconds(task.due)
    if task.task == "soon" and earlier is not None:
        due = min(due, earlier)
    return {
        "story": revision.story,
        "revision": revision.number,
        "task": task.task,
        "priority": PRIORITY[task.task],
        "items": items_text(task.items),
        "due_at": due,
    }
