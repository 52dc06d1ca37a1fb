"""What an operator looks up in the outbox and does there by hand, in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, null, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.inspection import RETRIED, Fanning, LaneListed, Listed, Parking, Retried, Where, Which
from bot.query.request import Place
from bot.storage.engine import Database
from bot.storage.lanes import change, free, within
from bot.storage.listing import (
    chosen,
    chosen_lanes,
    count,
    follows,
    joined,
    listed,
    listed_lane,
    listing,
    pending_in_lane,
    spread_over,
)
from bot.storage.queue_tables import PENDING, announcement, lane, outbox, subscription
from bot.storage.statements import among
from bot.storage.tables import post

AT_ONCE = 5000  # deliveries in one transaction


class StoredInspection:
    """The Inspection of bot.delivery.inspection."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def deliveries(self, which: Which, most: int) -> Sequence[Listed]:
        now = self._now()
        wanted = listing().where(*chosen(which)).order_by(outbox.c.id.desc()).limit(most)
        async with self._database.reading() as connection:
            return [listed(row, now) for row in await connection.execute(wanted)]

    async def lanes(self, where: Where, state: Parking | None, most: int) -> Sequence[LaneListed]:
        now = self._now()
        wanted = select(lane, pending_in_lane().label("pending"), follows().label("follows"))
        wanted = wanted.where(*chosen_lanes(where), *([lane.c.state == state] if state else []))
        waits_longest = lane.c.ready_at.is_(None), lane.c.ready_at, lane.c.id
        wanted = wanted.order_by(lane.c.state.desc(), *waits_longest).limit(most)
        async with self._database.reading() as connection:
            return [listed_lane(row, now) for row in await connection.execute(wanted)]

    async def retry(self, which: Which) -> Retried:
        total, some = 0, AT_ONCE
        while some == AT_ONCE:
            async with self._database.writing() as connection:
                some = await _again(connection, which, self._now())
            total += some
        async with self._database.writing() as connection:
            return Retried(total, await _hasten(connection, which, self._now()))

    async def unpark(self, where: Where) -> int:
        async with self._database.writing() as connection:
            return await free(connection, and_(true(), *chosen_lanes(where)), self._clock())

    async def kept(self, place: Place) -> Mapping[str, int]:
        lanes = select(lane.c.id).where(*within(lane, place))
        counts = {
            "subscription": count(subscription, subscription.c.lane.in_(lanes)),
            "post": count(post, *within(post, place)),
            "outbox": count(outbox, outbox.c.lane.in_(lanes)),
            "lane": count(lane, *within(lane, place)),
        }
        every = select(*(count.label(name) for name, count in counts.items()))
        async with self._database.reading() as connection:
            return dict((await connection.execute(every)).mappings().one())

    async def fanning(self) -> Sequence[Fanning]:
        begun = announcement.c.done_at.is_(None), announcement.c.cursor > 0
        columns = announcement.c.story, announcement.c.revision, announcement.c.task
        done, all_of_it = spread_over(upto=announcement.c.cursor), spread_over()
        wanted = select(*columns, done.label("done"), all_of_it.label("of")).where(*begun)
        async with self._database.reading() as connection:
            rows = await connection.execute(wanted.order_by(announcement.c.priority, announcement.c.id))
            return [Fanning(**row) for row in rows.mappings()]

    def _now(self) -> float:
        return self._clock().timestamp()


async def _again(connection: AsyncConnection, which: Which, now: float) -> int:
    """Make pending again some of what ended without reaching anybody: how many.

    What had arrived in part goes on with the revision that it began with; anything else is made anew.
    """
    ended = joined(select(outbox.c.id).where(outbox.c.state.in_(RETRIED), *chosen(which)))
    begun = case((outbox.c.part > 0, outbox.c.revision), else_=null())
    afresh = update(outbox).where(outbox.c.id.in_(ended.order_by(outbox.c.id).limit(AT_ONCE)))
    afresh = afresh.values(state="pending", ended_at=None, reason=None, revision=begun)
    lanes = (await connection.scalars(afresh.returning(outbox.c.lane))).all()
    await _go(connection, among(connection, lane.c.id, sorted(set(lanes))), now)
    return len(lanes)


async def _hasten(connection: AsyncConnection, which: Which, now: float) -> int:
    """Let lanes go at once that wait with some of these; how many."""
    waiting = joined(select(outbox.c.lane).where(PENDING, *chosen(which)))
    return await _go(connection, and_(lane.c.id.in_(waiting), lane.c.ready_at > now), now)


async def _go(connection: AsyncConnection, which: ColumnElement[bool], now: float) -> int:
    """Let lanes go at once, whatever they were waiting for; how many."""
    urgent = select(func.min(outbox.c.priority)).where(outbox.c.lane == lane.c.id, PENDING)
    ahead = func.coalesce(urgent.scalar_subquery(), lane.c.priority)
    return await change(connection, which, {"ready_at": now, "priority": ahead})
