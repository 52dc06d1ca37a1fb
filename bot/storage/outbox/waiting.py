"""What waits, and until when."""

from __future__ import annotations

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.outbox import Waiting
from bot.storage.outbox.lanes import LONGEST_WAIT, PRIORITIES, leased, ready
from bot.storage.outbox.ready import next_lanes, platforms
from bot.storage.packed import moment_or_none
from bot.storage.queue_tables import PENDING, announcement, lane, outbox, subscription


async def waiting(connection: AsyncConnection, now: float) -> list[Waiting]:
    """What waits, by platform."""
    messages = select(outbox.c.lane, func.count().label("messages")).where(PENDING)
    waits = messages.group_by(outbox.c.lane).subquery()
    may_go, wanted = ready(now), and_(lane.c.state == "active", lane.c.fails == 0)
    counted = select(
        lane.c.platform,
        func.coalesce(func.sum(waits.c.messages), 0).label("pending"),
        func.coalesce(func.sum(case((may_go, waits.c.messages), else_=0)), 0).label("due"),
        func.coalesce(func.sum(case((wanted, waits.c.messages), else_=0)), 0).label("wanted"),
        func.min(case((and_(may_go, waits.c.messages > 0), lane.c.ready_at))).label("oldest"),
        func.coalesce(func.sum(case((lane.c.state == "parked", 1), else_=0)), 0).label("parked"),
    )
    counted = counted.select_from(lane.outerjoin(waits, waits.c.lane == lane.c.id))
    rows = await connection.execute(counted.group_by(lane.c.platform).order_by(lane.c.platform))
    return [
        Waiting(
            platform=row.platform,
            pending=int(row.pending),
            due=int(row.due),
            oldest=None if row.oldest is None else moment_or_none(min(row.oldest, now)),
            parked=int(row.parked),
            wanted=int(row.wanted),
        )
        for row in rows
    ]


async def next_due(connection: AsyncConnection, now: float) -> float | None:
    """When the next announcement, subscription or lane is due; not after `now` means now."""
    task = select(func.min(announcement.c.due_at)).where(announcement.c.done_at.is_(None))
    told = select(func.min(subscription.c.due_at)).where(subscription.c.due_at.is_not(None))
    both = (await connection.execute(select(task.scalar_subquery(), told.scalar_subquery()))).one()
    times = [*both, *await _lanes(connection, now)]
    return min((time for time in times if time is not None), default=None)


async def _lanes(connection: AsyncConnection, now: float) -> list[float]:
    """When lanes that nobody holds are ready and, if none is yet, when the leases of others end."""
    known = await platforms(connection)
    if not known:
        return []
    found = (await connection.execute(next_lanes(known), {"now": now, "most": 1})).all()
    times = [now if row.ready_at > now + LONGEST_WAIT else row.ready_at for row in found]
    if min(times, default=now + 1) > now:
        # Those that are ready are in somebody's hands then, and few.
        here = lane.c.platform.in_(known), lane.c.priority.in_(PRIORITIES), lane.c.ready_at <= now
        ends = await connection.scalar(select(func.min(lane.c.lease_until)).where(*here, leased(now)))
        times += [] if ends is None else [ends]
    return times
