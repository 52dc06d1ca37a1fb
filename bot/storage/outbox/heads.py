"""The head of a lane, with all that a worker needs to know of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, func, literal_column, select

from bot.delivery.ledger import Post
from bot.delivery.outbox import Delivery, Lane
from bot.query.request import Place
from bot.storage.packed import moment, moment_or_none, read_preferences, read_told
from bot.storage.queue_tables import announcement, lane, outbox, subscription


def head_of(line: ColumnElement[int], message: FromClause = outbox) -> ColumnElement[Any]:
    """The id of the oldest message that waits in a lane, or else of the oldest edit: a channel with a
    thousand posts must not hear of the next correction after all their edits."""
    pending = message.c.state == literal_column("'pending'")
    oldest = select(func.min(message.c.id)).where(message.c.lane == line, pending)
    return func.coalesce(oldest.where(message.c.post == 0).scalar_subquery(), oldest.scalar_subquery())


HEAD = head_of(lane.c.id)


@cache
def details() -> Select[Any]:
    """Messages with their announcement, lane and subscription."""
    followed = and_(subscription.c.lane == lane.c.id, subscription.c.story == announcement.c.story)
    joined = (
        outbox.join(announcement, announcement.c.id == outbox.c.announcement)
        .join(lane, lane.c.id == outbox.c.lane)
        .outerjoin(subscription, followed)
    )
    told = (subscription.c[f"told_{level}"] for level in ("loud", "once", "soon", "digest"))
    return select(
        outbox,
        announcement.c.story,
        announcement.c.task,
        announcement.c.revision.label("announced"),
        *(lane.c[name] for name in ("platform", "tenant", "channel", "thread", "direct")),
        lane.c.state.label("parking"),
        lane.c.reason.label("because"),
        *(lane.c[name] for name in ("fails", "failing_at", "paused_at")),
        *told,
        *(subscription.c[name] for name in ("rhythm", "wanted", "speakers")),
    ).select_from(joined)


def read_delivery(row: Row[Any], token: str, post: Post | None) -> Delivery:
    """A delivery of its row in `details`."""
    followed = row.wanted is not None
    return Delivery(
        id=row.id,
        token=token,
        lane=_lane(row),
        announcement=row.announcement,
        task=row.task,
        story=row.story,
        announced=row.announced,
        revision=row.revision,
        part=row.part,
        attempts=row.attempts,
        first=moment(row.first_at),
        told=read_told(row) if followed else None,
        preferences=read_preferences(row) if followed else None,
        post=post,
    )


def _lane(row: Row[Any]) -> Lane:
    place = Place(
        platform=row.platform, tenant=row.tenant, channel=row.channel, thread=row.thread, direct=row.direct
    )
    return Lane(
        id=row.lane,
        place=place,
        state=row.parking,
        reason=row.because,
        fails=row.fails,
        failing=moment_or_none(row.failing_at),
        paused=moment_or_none(row.paused_at),
    )
