"""Deliveries and lanes as an operator sees them: what is asked of the database, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Table,
    case,
    func,
    null,
    or_,
    select,
)

from bot.delivery.inspection import LaneListed, Listed, Where, Which
from bot.query.request import Place
from bot.storage.outbox.heads import head_of
from bot.storage.queue_tables import PENDING, announcement, lane, outbox, subscription
from bot.storage.tables import post

PLACE = (lane.c.platform, lane.c.tenant, lane.c.channel, lane.c.thread, lane.c.direct)


def joined(wanted: Select[Any]) -> Select[Any]:
    """Deliveries with what they may be chosen by."""
    return wanted.select_from(
        outbox.join(announcement, announcement.c.id == outbox.c.announcement).join(
            lane, lane.c.id == outbox.c.lane
        )
    ).correlate(None)


def listing() -> Select[Any]:
    edited = post.alias("edited")
    columns = (
        outbox,
        announcement.c.story,
        announcement.c.revision.label("announced"),
        announcement.c.task,
        *PLACE,
        lane.c.state.label("parking"),
        lane.c.reason.label("lane_reason"),
        lane.c.ready_at,
        lane.c.lease_until,
        edited.c.message.label("edits"),
        case((PENDING, head_of(outbox.c.lane, outbox.alias("head"))), else_=null()).label("head"),
    )
    return select(*columns).select_from(
        outbox.join(announcement, announcement.c.id == outbox.c.announcement)
        .join(lane, lane.c.id == outbox.c.lane)
        .outerjoin(edited, edited.c.id == outbox.c.post)
    )


def chosen(which: Which) -> Iterator[ColumnElement[bool]]:
    if which.ids:
        yield outbox.c.id.in_(which.ids)
    if which.story is not None:
        yield announcement.c.story == which.story
    if which.states:
        yield outbox.c.state.in_(which.states)
    yield from chosen_lanes(which.where)


def chosen_lanes(where: Where) -> Iterator[ColumnElement[bool]]:
    if where.platform is not None:
        yield lane.c.platform == where.platform
    if where.tenant is not None:
        yield lane.c.tenant == where.tenant
    if where.channel is not None:
        yield or_(lane.c.channel == where.channel, lane.c.thread == where.channel)
    if where.thread is not None:
        yield lane.c.thread == where.thread


def pending_in_lane() -> ScalarSelect[Any]:
    return select(func.count()).where(outbox.c.lane == lane.c.id, PENDING).scalar_subquery()


def follows() -> ScalarSelect[Any]:
    return select(func.count()).where(subscription.c.lane == lane.c.id).scalar_subquery()


def count(table: Table, *which: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(func.count()).select_from(table).where(*which).scalar_subquery()


def listed(row: Row[Any], now: float) -> Listed:
    leading = row.state == "pending" and row.head == row.id
    return Listed(
        id=row.id,
        story=row.story,
        announced=row.announced,
        until=row.revision,
        task=row.task,
        place=_place(row),
        state=row.state,
        reason=row.reason or (row.lane_reason if leading else ""),
        attempts=row.attempts,
        part=row.part,
        message=row.message,
        edits=row.edits,
        first=_moment(row.first_at),
        ended=_moment(row.ended_at),
        next=_moment(row.ready_at) if leading else None,
        behind=row.head if row.state == "pending" and not leading else None,
        parked=row.parking == "parked",
        sending=leading and _leased(row, now),
    )


def listed_lane(row: Row[Any], now: float) -> LaneListed:
    return LaneListed(
        id=row.id,
        place=_place(row),
        state=row.state,
        reason=row.reason,
        pending=row.pending,
        follows=row.follows,
        fails=row.fails,
        failing=_moment(row.failing_at),
        paused=_moment(row.paused_at),
        next=_moment(row.ready_at),
        sending=_leased(row, now),
    )


def _leased(row: Row[Any], now: float) -> bool:
    return row.lease_until is not None and row.lease_until > now


def _place(row: Row[Any]) -> Place:
    return Place(
        platform=row.platform,
        tenant=row.tenant,
        channel=row.channel,
        thread=row.thread,
        direct=row.direct,
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def spread_over(upto: Column[Any] | None = None) -> ColumnElement[int]:
    """Over how many rows an announcement is spread; `upto` is the last of them."""

    def of_story(table: Table) -> ScalarSelect[Any]:
        here = [] if upto is None else [table.c.id <= upto]
        return count(table, table.c.story == announcement.c.story, *here)

    return case((announcement.c.task == "edit", of_story(post)), else_=of_story(subscription))
