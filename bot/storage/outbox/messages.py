"""Subscriptions told of an announcement: a message now, or the time when theirs is due."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.lanes import wake
from bot.storage.outbox.lanes import LONGEST_WAIT, hold
from bot.storage.packed import moment, read_rhythm, seconds
from bot.storage.queue_tables import lane, outbox, subscription
from bot.storage.statements import insert
from bot.subscription.model import LEVELS, Level
from bot.subscription.rhythm import due

DIGEST = LEVELS.index("digest")

Later = dict[tuple[float, int], list[str]]  # rhythms by their time and level


def left(task: Row[Any]) -> Select[Any]:
    """The subscriptions that are left, by id."""
    rest = subscription.c.story == task.story, subscription.c.id > task.cursor
    return select(subscription.c.id).where(*rest).order_by(subscription.c.id)


async def make(connection: AsyncConnection, task: Row[Any], upto: int, now: float) -> int:
    """Make the rows of a chunk, or put them off; how many."""
    here = and_(
        subscription.c.story == task.story, subscription.c.id > task.cursor, subscription.c.id <= upto
    )
    return await tell(connection, task, here, now)


async def tell(connection: AsyncConnection, task: Row[Any], which: ColumnElement[bool], now: float) -> int:
    """Make the rows of these subscriptions, or put them off; how many."""
    if task.task == "loud":
        return await _enter(connection, task, which, now)
    at_once, later = await _sorted(connection, task, which, now)
    if later:
        # Of those who just take up another rhythm, neither of the two would be seen.
        await hold(connection, lane.c.id.in_(select(subscription.c.lane).where(which)))
        at_once, later = await _sorted(connection, task, which, now)
    rows = 0
    if at_once:
        theirs = and_(which, subscription.c.rhythm.in_(at_once)) if later else which
        rows = await _enter(connection, task, theirs, now)
    # After the lanes, as everywhere: two who take them in another order would wait for each other.
    for (time, level), rhythms in later.items():
        rows += await _put_off(connection, and_(which, subscription.c.rhythm.in_(rhythms)), time, level)
    return rows


async def _sorted(
    connection: AsyncConnection, task: Row[Any], which: ColumnElement[bool], now: float
) -> tuple[list[str], Later]:
    """The rhythms of subscriptions: those that are told now, and the others by when they are told."""
    level: Level = task.task
    not_before = moment(task.due_at if now < task.due_at <= now + LONGEST_WAIT else now)
    at_once, later = [], defaultdict(list)
    for text in (await connection.scalars(select(subscription.c.rhythm).where(which).distinct())).all():
        rhythm = read_rhythm(text)
        time = seconds(due(rhythm, level, not_before))
        if time <= now:
            at_once.append(text)
        else:
            # Who is told by the hour or by the day is then told everything.
            told = LEVELS.index(level) if rhythm.when == "instantly" else DIGEST
            later[time, told].append(text)
    return at_once, later


async def _enter(connection: AsyncConnection, task: Row[Any], which: ColumnElement[bool], now: float) -> int:
    """A row for each of these subscriptions; their lanes may go."""
    row = select(literal(task.id), subscription.c.lane, literal(task.priority)).where(which)
    entry = insert(connection, outbox).from_select(["announcement", "lane", "priority"], row)
    await wake(connection, select(subscription.c.lane).where(which), task.priority, now)
    return (await connection.execute(entry.on_conflict_do_nothing())).rowcount


async def _put_off(connection: AsyncConnection, which: ColumnElement[bool], time: float, level: int) -> int:
    """Let these subscriptions be told at a time, with what waits for its time there already."""
    at, highest = subscription.c.due_at, subscription.c.due_level
    waits = update(subscription).where(which)
    waits = waits.values(
        due_at=case((or_(at.is_(None), at > time), time), else_=at),
        due_level=case((or_(highest.is_(None), highest < level), level), else_=highest),
    )
    return (await connection.execute(waits)).rowcount
