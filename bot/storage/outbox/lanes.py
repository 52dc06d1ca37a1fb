"""What is done with many lanes at once, and when one may go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.announcement import PRIORITY
from bot.storage.queue_tables import lane
from bot.storage.statements import is_file

PRIORITIES = tuple(sorted(set(PRIORITY.values())))
# Times farther ahead than anything that is ever set were noted before the clock was put back: they count as
# now. Seconds.
LONGEST_LEASE, LONGEST_WAIT = 600.0, 25 * 3600.0

Number = float | ColumnElement[Any]


def leased(now: Number, of: Any = lane.c) -> ColumnElement[bool]:
    """Whether a worker holds the lane."""
    return and_(of.lease_until > now, of.lease_until <= now + LONGEST_LEASE)


def free(now: Number) -> ColumnElement[bool]:
    """Whether no worker holds the lane."""
    until = lane.c.lease_until
    return or_(until.is_(None), until <= now, until > now + LONGEST_LEASE)


def ready(now: Number) -> ColumnElement[bool]:
    """Whether the lane's head may go, were it not for a lease."""
    return or_(lane.c.ready_at <= now, lane.c.ready_at > now + LONGEST_WAIT)


async def hold(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Keep lanes from others until the end of the transaction; in order, lest two wait for each other.

    Whoever changes lanes and subscriptions, or makes messages, takes the lanes first, for the same reason.
    """
    if not is_file(connection):
        held = select(lane.c.id).where(which).order_by(lane.c.id)
        await connection.execute(held.with_for_update())
