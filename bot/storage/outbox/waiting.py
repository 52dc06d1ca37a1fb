"""What waits, counted."""

from __future__ import annotations

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.outbox import Waiting
from bot.storage.outbox.lanes import ready
from bot.storage.packed import moment_or_none
from bot.storage.queue_tables import PENDING, lane, outbox


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
