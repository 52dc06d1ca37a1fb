"""What became of deliveries, entered together: a few statements for any number of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Float, Integer, Row, and_, bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.outbox import Again, Ended, Progress, Result
from bot.storage.entering import enter
from bot.storage.outbox.after import Standing, after
from bot.storage.outbox.ready import PACED
from bot.storage.packed import seconds, told_row
from bot.storage.queue_tables import PENDING, lane, outbox, subscription
from bot.storage.statements import among
from bot.storage.stories import hold_unpublished
from bot.subscription.model import Told

Lanes = Mapping[int, Row[Any]]

STANDING = tuple(Standing.__struct_fields__)
ENDING = ("state", "reason", "message")
MESSAGE, LINE = outbox.c.id == bindparam("message_id"), lane.c.id == bindparam("lane_id")


async def settle(connection: AsyncConnection, results: Sequence[Result], now: datetime) -> list[bool]:
    """Enter results, in their order; False for each whose lease was lost."""
    await hold_unpublished(connection, {result.delivery.story for result in results})
    lanes = await _held(connection, results)
    accepted = list(_accepted(results, lanes))
    valid = [result for result, fine in zip(results, accepted, strict=True) if fine]
    if not valid:
        return accepted
    progress = [result for result in valid if isinstance(result, Progress)]
    final = [result for result in valid if not isinstance(result, Progress)]
    await _arrived(connection, progress)
    await _ended(connection, [result for result in final if isinstance(result, Ended)], seconds(now))
    await _put_off(connection, [result for result in final if isinstance(result, Again)])
    posts = [post for result in valid if not isinstance(result, Again) for post in result.posts]
    await enter(connection, posts, now)
    await _go_on(connection, final, lanes, seconds(now))
    return accepted


async def _held(connection: AsyncConnection, results: Sequence[Result]) -> Lanes:
    """The lanes, kept from others until the end of the transaction; for Slack all of their channels too."""
    ids = {result.delivery.lane.id for result in results}
    wanted = among(connection, lane.c.id, sorted(ids))
    if any(result.delivery.lane.place.platform == PACED for result in results):
        beside = lane.alias("beside")
        same = [lane.c[name] == beside.c[name] for name in ("platform", "tenant", "channel")]
        paced = select(beside.c.id).join(lane, and_(*same)).where(wanted, lane.c.platform == PACED)
        ids |= set((await connection.scalars(paced)).all())
        wanted = among(connection, lane.c.id, sorted(ids))
    columns = lane.c.id, lane.c.lease_token, *(lane.c[name] for name in STANDING)
    held = select(*columns).where(wanted).order_by(lane.c.id).with_for_update()
    return {row.id: row for row in await connection.execute(held)}


def _accepted(results: Sequence[Result], lanes: Lanes) -> Iterator[bool]:
    """Whether each lease is still held; whoever ended a delivery has given it back."""
    back: set[int] = set()
    for result in results:
        line = lanes.get(result.delivery.lane.id)
        fine = line is not None and line.lease_token == result.delivery.token and line.id not in back
        if fine and not isinstance(result, Progress):
            back.add(result.delivery.lane.id)
        yield fine


async def _arrived(connection: AsyncConnection, progress: Sequence[Progress]) -> None:
    if progress:
        rows = [{"message_id": each.delivery.id, "arrived": each.part} for each in progress]
        await connection.execute(update(outbox).where(MESSAGE).values(part=bindparam("arrived")), rows)


async def _ended(connection: AsyncConnection, ended: Sequence[Ended], now: float) -> None:
    if not ended:
        return
    columns = {name: bindparam(f"new_{name}", type_=outbox.c[name].type) for name in ENDING}
    ending = update(outbox).where(MESSAGE).values(ended_at=bindparam("now"), **columns)
    await connection.execute(ending, [_ending(each, now) for each in ended])
    told = [_cursors(each, each.told) for each in ended if each.told is not None]
    if told:
        await connection.execute(_tell(), told)


def _ending(result: Ended, now: float) -> dict[str, Any]:
    return {
        "message_id": result.delivery.id,
        "now": now,
        "new_state": result.state,
        "new_reason": result.reason or None,
        "new_message": result.posts[0].message if result.posts else None,
    }


def _cursors(result: Ended, told: Told) -> dict[str, Any]:
    return {
        "lane_id": result.delivery.lane.id,
        "of_story": result.delivery.story,
        **{f"new_{name}": number for name, number in told_row(told).items()},
    }


def _tell() -> Any:
    """Move a subscription's cursors; none goes back."""
    moved = {}
    for level in ("loud", "once", "soon", "digest"):
        cursor, new = subscription.c[f"told_{level}"], bindparam(f"new_told_{level}", type_=BigInteger)
        moved[cursor.name] = case((cursor < new, new), else_=cursor)
    here = subscription.c.lane == bindparam("lane_id"), subscription.c.story == bindparam("of_story")
    return update(subscription).where(*here).values(moved)


async def _put_off(connection: AsyncConnection, again: Sequence[Again]) -> None:
    if again:
        rows = [
            {"message_id": each.delivery.id, "why": each.reason, "untried": int(not each.tried)}
            for each in again
        ]
        attempts = outbox.c.attempts - bindparam("untried", type_=Integer)
        waits = update(outbox).where(MESSAGE).values(reason=bindparam("why"), attempts=attempts)
        await connection.execute(waits, rows)


async def _go_on(
    connection: AsyncConnection, final: Sequence[Ended | Again], lanes: Lanes, now: float
) -> None:
    """Give the lanes back: each waits for its time, or for new messages."""
    if not final:
        return
    waiting = await _waiting(connection, [result.delivery.lane.id for result in final])
    rows = [_lane(lanes[result.delivery.lane.id], result, waiting, now) for result in final]
    names = "ready_at", "priority", *STANDING
    back = {name: bindparam(f"new_{name}", type_=lane.c[name].type) for name in names}
    given_back = update(lane).where(LINE).values(lease_until=None, lease_token=None, **back)
    await connection.execute(given_back, rows)
    pauses = [pause for result in final for pause in _pauses(result)]
    if pauses:
        await connection.execute(_hold_channel(), pauses)


async def _waiting(connection: AsyncConnection, ids: Sequence[int]) -> Mapping[int, int]:
    """The most urgent priority of what waits, by lane."""
    waits = among(connection, outbox.c.lane, ids), PENDING
    first = select(outbox.c.lane, func.min(outbox.c.priority)).where(*waits).group_by(outbox.c.lane)
    return {row[0]: row[1] for row in await connection.execute(first)}


def _lane(row: Row[Any], result: Ended | Again, waiting: Mapping[int, int], now: float) -> dict[str, Any]:
    before = Standing(**{name: getattr(row, name) for name in STANDING})
    standing = after(before, result, now)
    values = {f"new_{name}": value for name, value in msgspec.structs.asdict(standing).items()}
    ready_at = max(now, standing.free_at) if row.id in waiting else None
    return {"lane_id": row.id, "new_ready_at": ready_at, "new_priority": waiting.get(row.id, 0), **values}


def _pauses(result: Ended | Again) -> Iterator[dict[str, Any]]:
    """Until when the whole channel has to wait: Slack counts what goes to a channel and to its threads as
    one. A refusal may concern the thread alone."""
    place = result.delivery.lane.place
    refused = isinstance(result, Again) and result.strike
    if place.platform == PACED and result.ready is not None and not refused:
        yield {"of_tenant": place.tenant, "of_channel": place.channel, "until": seconds(result.ready)}


def _hold_channel() -> Any:
    until = bindparam("until", type_=Float)
    same = lane.c.tenant == bindparam("of_tenant"), lane.c.channel == bindparam("of_channel")
    return (
        update(lane)
        .where(lane.c.platform == PACED, *same)
        .values(
            free_at=case((lane.c.free_at < until, until), else_=lane.c.free_at),
            ready_at=case((lane.c.ready_at < until, until), else_=lane.c.ready_at),
        )
    )
