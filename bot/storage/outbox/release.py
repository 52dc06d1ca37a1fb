"""Subscriptions whose time has come: what waited for it becomes messages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.announcement import PRIORITY, task_of
from bot.storage.lanes import wake
from bot.storage.outbox.lanes import LONGEST_WAIT, hold
from bot.storage.queue_tables import announcement, lane, outbox, revision, subscription
from bot.storage.statements import among, insert
from bot.subscription.model import LEVELS, Level

FARTHEST = 2 * LONGEST_WAIT  # a daily time moved to the end of quiet hours is at most two days ahead


async def release(connection: AsyncConnection, most: int, now: float) -> int:
    """Make a row for each subscription that is due; how many were."""
    due = or_(subscription.c.due_at <= now, subscription.c.due_at > now + FARTHEST)
    some = select(subscription.c.id, subscription.c.lane).where(due)
    rows = (await connection.execute(some.order_by(subscription.c.due_at).limit(most))).all()
    if not rows:
        return 0
    await hold(connection, among(connection, lane.c.id, [row.lane for row in rows]))
    # Only now is nobody else at them, so that their time may have been taken from them meanwhile.
    theirs = and_(among(connection, subscription.c.id, [row.id for row in rows]), due)
    groups = select(subscription.c.story, subscription.c.due_level).where(theirs).distinct()
    for group in (await connection.execute(groups)).all():
        await _make(connection, group, theirs, now)
    told = update(subscription).where(theirs).values(due_at=None, due_level=None)
    return (await connection.execute(told)).rowcount


async def _make(connection: AsyncConnection, group: Row[Any, Any], theirs: Any, now: float) -> None:
    """The rows of one story and level."""
    level = LEVELS[group.due_level]
    known = await _announcement(connection, group.story, level, now)
    which = and_(theirs, subscription.c.story == group.story, subscription.c.due_level == group.due_level)
    priority = PRIORITY[task_of(level)]
    row = select(literal(known), subscription.c.lane, literal(priority)).where(which)
    entry = insert(connection, outbox).from_select(["announcement", "lane", "priority"], row)
    await connection.execute(entry.on_conflict_do_nothing())
    await wake(connection, select(subscription.c.lane).where(which), priority, now)


async def _announcement(connection: AsyncConnection, story: str, level: Level, now: float) -> int:
    """The announcement that tells a level of the newest revision; made, as one that is done, if need be."""
    newest = select(func.max(revision.c.number)).where(revision.c.story == story)
    number = await connection.scalar(newest)
    task = task_of(level)
    entry = insert(connection, announcement).values(
        story=story, revision=number, task=task, priority=PRIORITY[task], due_at=now, done_at=now
    )
    await connection.execute(entry.on_conflict_do_nothing())
    same = announcement.c.story == story, announcement.c.revision == number, announcement.c.task == task
    return int((await connection.scalars(select(announcement.c.id).where(*same))).one())
