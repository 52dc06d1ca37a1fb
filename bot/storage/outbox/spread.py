"""One announcement spread over those that it concerns, a chunk at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.announcement import Spreading
from bot.storage.outbox import edits, messages
from bot.storage.outbox.lanes import LONGEST_WAIT
from bot.storage.queue_tables import announcement, lane


async def spread(
    connection: AsyncConnection, mark: Mapping[str, int], most: int, now: float
) -> Spreading | None:
    """Make the rows of one chunk and move the cursor behind it; None if nothing is due, or enough waits."""
    task = await _most_urgent(connection, now)
    if task is None or await _enough(connection, task.priority, mark, now):
        return None
    way = edits if task.task == "edit" else messages
    upto, done = await _chunk(connection, way.left(task), most)
    rows = 0
    if upto is not None:
        rows = await way.make(connection, task, upto, now)
    moved = {"cursor": upto or task.cursor, "done_at": now if done else None}
    await connection.execute(update(announcement).where(announcement.c.id == task.id).values(moved))
    return Spreading(story=task.story, revision=task.revision, task=task.task, rows=rows, done=done)


async def _chunk(connection: AsyncConnection, left: Select[Any], most: int) -> tuple[int | None, bool]:
    """The id up to which the next `most` reach, None if nothing is left, and whether they are the last."""
    upto = await connection.scalar(left.offset(most - 1).limit(1))
    if upto is not None:
        return upto, False
    rest = left.subquery()
    return await connection.scalar(select(func.max(rest.c[0]))), True


async def _most_urgent(connection: AsyncConnection, now: float) -> Row[Any] | None:
    """The announcement to go on with, kept from others; what another process is at is left to it."""
    due = or_(announcement.c.due_at <= now, announcement.c.due_at > now + LONGEST_WAIT)
    wanted = select(announcement).where(announcement.c.done_at.is_(None), due)
    order = announcement.c.priority, announcement.c.due_at, announcement.c.id
    first = wanted.order_by(*order).limit(1).with_for_update(skip_locked=True)
    return (await connection.execute(first)).first()


async def _enough(connection: AsyncConnection, priority: int, mark: Mapping[str, int], now: float) -> bool:
    """Whether on each platform more lanes of a priority may go than its mark says. Those that back off do
    not count: they would stop everything for hours."""
    for platform, most in mark.items():
        here = lane.c.platform == platform, lane.c.priority == priority, lane.c.ready_at <= now
        some = select(lane.c.id).where(*here).limit(most + 1).subquery()
        if (await connection.scalar(select(func.count()).select_from(some)) or 0) <= most:
            return False
    return bool(mark)
