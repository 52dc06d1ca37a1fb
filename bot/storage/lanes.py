"""Lanes by their places: found, made where they are missing, woken, parked and let go on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, func, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.query.request import Place
from bot.storage.packed import seconds
from bot.storage.queue_tables import lane
from bot.storage.statements import among, insert, is_file

PLACE = ("platform", "tenant", "channel", "thread")
FIRST_TRY = timedelta(hours=1)  # after which a parked lane is tried for the first time

Where = tuple[str, str, str, str]


def where_of(place: Place) -> Where:
    """What tells one lane from another; whether a conversation is direct follows from the channel."""
    return place.platform, place.tenant, place.channel, place.thread


def at(table: Table, place: Place) -> tuple[ColumnElement[bool], ...]:
    """The rows of exactly this place."""
    return tuple(table.c[name] == getattr(place, name) for name in PLACE)


def within(table: Table, place: Place) -> tuple[ColumnElement[bool], ...]:
    """The rows of a place and below it: a thread "" is the channel with its threads, a channel "" all."""
    names = PLACE[: 4 if place.thread else 3 if place.channel else 2]
    return tuple(table.c[name] == getattr(place, name) for name in names)


async def lanes_of(connection: AsyncConnection, places: Collection[Place]) -> Mapping[Where, int]:
    """The lanes' ids of some hundreds of places at most, held until the end of the transaction; a lane is
    made where there is none."""
    by_where = {where_of(place): place for place in sorted(places, key=where_of)}
    rows = [
        {**dict(zip(PLACE, where, strict=True)), "direct": place.direct} for where, place in by_where.items()
    ]
    places_given = tuple_(*(lane.c[name] for name in PLACE)).in_(list(by_where))
    wanted = select(lane.c.id, *(lane.c[name] for name in PLACE)).where(places_given)
    found: Mapping[Where, int] = {}
    while len(found) < len(rows):  # one that is deleted just then is made anew
        await connection.execute(insert(connection, lane).values(rows).on_conflict_do_nothing())
        held = await connection.execute(wanted.order_by(lane.c.id).with_for_update())
        found = {(row.platform, row.tenant, row.channel, row.thread): row.id for row in held}
    return found


async def change(connection: AsyncConnection, which: ColumnElement[bool], values: Mapping[str, Any]) -> int:
    """Change lanes; how many. They are taken in the order of their ids, as everywhere: of two who change
    many lanes each would else wait for one that the other has."""
    if not is_file(connection):
        held = select(lane.c.id).where(which).order_by(lane.c.id).with_for_update().cte("held")
        which = lane.c.id.in_(select(held.c.id))
    return (await connection.execute(update(lane).where(which).values(values))).rowcount


async def wake(
    connection: AsyncConnection, lanes: Iterable[int] | Select[Any], priority: int, now: float
) -> None:
    """Something of this priority waits in these lanes."""
    which = lane.c.id.in_(lanes) if isinstance(lanes, Select) else among(connection, lane.c.id, lanes)
    await change(connection, which, woken(priority, now))


def woken(priority: int, now: float) -> dict[str, ColumnElement[Any]]:
    """How a lane changes in which something of this priority waits from now on: an empty one may go as soon
    as the place takes a message, one that waits goes on waiting."""
    soonest = case((lane.c.free_at > now, lane.c.free_at), else_=literal(now))
    waits = lane.c.ready_at.is_not(None) & (lane.c.priority <= priority)
    return {
        "ready_at": func.coalesce(lane.c.ready_at, soonest),
        "priority": case((waits, lane.c.priority), else_=literal(priority)),
    }


async def park(connection: AsyncConnection, place: Place, reason: str, now: datetime) -> int:
    """Park the lanes of a place and below it; how many were not parked before."""
    later = seconds(now + FIRST_TRY)
    parked: dict[str, Any] = {
        "state": "parked",
        "reason": reason,
        "paused_at": case((lane.c.paused_at.is_(None), literal(seconds(now))), else_=lane.c.paused_at),
        "ready_at": case((lane.c.ready_at.is_(None), None), else_=literal(later)),
        "free_at": later,
    }
    return await change(connection, and_(*within(lane, place), lane.c.state != "parked"), parked)


async def unpark(connection: AsyncConnection, place: Place, now: datetime, *, below: bool = True) -> int:
    """Let the parked lanes of a place (and below it) go on at once; how many. That nothing got through for
    a time, `paused_at`, the worker tells there before it clears it."""
    which = within(lane, place) if below else at(lane, place)
    return await free(connection, and_(*which), now)


async def free(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> int:
    """Let those of these lanes go on at once that are parked; how many."""
    freed: dict[str, Any] = {
        "state": "active",
        "fails": 0,
        "failing_at": None,
        "free_at": 0,
        "ready_at": case((lane.c.ready_at.is_(None), None), else_=literal(seconds(now))),
    }
    return await change(connection, and_(which, lane.c.state == "parked"), freed)


async def reclaim(connection: AsyncConnection) -> None:
    """End the leases of all lanes."""
    held = lane.c.lease_token.is_not(None)
    await connection.execute(update(lane).where(held).values(lease_until=None, lease_token=None))
