"""Earlier posts that are to be edited: a row for each in the lane of its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, literal, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.amending import FIXED
from bot.storage.lanes import PLACE, wake
from bot.storage.outbox.lanes import hold
from bot.storage.packed import read_items
from bot.storage.queue_tables import lane, outbox
from bot.storage.statements import insert
from bot.storage.tables import post, post_item


def left(task: Row[Any]) -> Select[Any]:
    """The posts that are left of those which carry the items, by id."""
    items = read_items(task.items)
    if not items:
        return (
            select(post.c.id).where(post.c.story == task.story, post.c.id > task.cursor).order_by(post.c.id)
        )
    found = select(post_item.c.post).distinct().order_by(post_item.c.post)
    carried = post_item.c.story == task.story, post_item.c.item.in_(items)
    return found.where(*carried, post_item.c.post > task.cursor)


async def make(connection: AsyncConnection, task: Row[Any], upto: int, now: float) -> int:
    """Make the rows of a chunk; how many. Those that cannot be edited have ended, with the reason."""
    here = and_(*_older(task, upto))
    places = select(*(post.c[name] for name in PLACE), post.c.direct).distinct().where(here)
    places = places.order_by(*(post.c[name] for name in PLACE))
    entry = insert(connection, lane).from_select([*PLACE, "direct"], places)
    await connection.execute(entry.on_conflict_do_nothing())
    await hold(connection, lane.c.id.in_(select(lane.c.id).select_from(_placed()).where(here)))
    made = await connection.execute(_rows(connection, task, here, now))
    edited = select(lane.c.id).select_from(_placed()).where(here, _editable())
    await wake(connection, edited, task.priority, now)
    return made.rowcount


def _older(task: Row[Any], upto: int) -> Iterator[ColumnElement[bool]]:
    """The posts of a chunk that say what an earlier revision said."""
    yield post.c.story == task.story
    yield post.c.id > task.cursor
    yield post.c.id <= upto
    yield post.c.revision < task.revision
    items = read_items(task.items)
    if items:
        carried = select(post_item.c.post).where(
            post_item.c.story == task.story,
            post_item.c.item.in_(items),
            post_item.c.post > task.cursor,
            post_item.c.post <= upto,
        )
        yield post.c.id.in_(carried)


def _rows(connection: AsyncConnection, task: Row[Any], here: ColumnElement[bool], now: float) -> Any:
    editable = _editable()
    row = select(
        literal(task.id),
        lane.c.id,
        post.c.id,
        literal(task.priority),
        case((editable, "pending"), else_="expired"),
        case((editable, null()), else_=now),
        case((editable, null()), else_=FIXED),
    )
    columns = ["announcement", "lane", "post", "priority", "state", "ended_at", "reason"]
    rows = row.select_from(_placed()).where(here)
    return insert(connection, outbox).from_select(columns, rows).on_conflict_do_nothing()


def _placed() -> Any:
    return post.join(lane, and_(*(lane.c[name] == post.c[name] for name in PLACE)))


def _editable() -> ColumnElement[bool]:
    return and_(post.c.editable, post.c.message.is_not(None))
