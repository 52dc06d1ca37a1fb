"""Lanes leased to a worker, with the message at the head of each, its attempt counted."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.ledger import Post
from bot.delivery.outbox import Delivery
from bot.storage.ledger import read_post
from bot.storage.outbox.heads import HEAD, details, read_delivery
from bot.storage.outbox.lanes import free, ready
from bot.storage.outbox.ready import PACED, ready_lanes
from bot.storage.queue_tables import announcement, lane, outbox, revision
from bot.storage.statements import among, is_file
from bot.storage.tables import post, post_item, saying

SPARE = 4  # times as many lanes are looked at as are wanted: other workers take some of them
PACED_LOCK = 5_108_470_216_302_117_551  # any number, always the same


async def claim(
    connection: AsyncConnection, platforms: Collection[str], most: int, lease: float, now: float
) -> list[Delivery]:
    """Lease lanes and count the attempts; the most urgent first."""
    wanted = tuple(sorted(platforms))
    chosen = await _choose(connection, wanted, most, now) if wanted and most > 0 else []
    if not chosen:
        return []
    token = secrets.token_hex(8)
    leased = await _lease(connection, chosen, most, now, now + lease, token)
    heads = await _count(connection, leased, now)
    await _idle(connection, leased - heads.keys())
    rows = (await connection.execute(details().where(among(connection, outbox.c.id, heads.values())))).all()
    posts = await _posts(connection, [row.post for row in rows if row.post])
    found = {row.lane: read_delivery(row, token, posts.get(row.post)) for row in rows}
    return [found[id] for id in chosen if id in found]


async def _choose(
    connection: AsyncConnection, platforms: tuple[str, ...], most: int, now: float
) -> list[int]:
    """Lanes that may go, more than are wanted; of a channel of Slack one alone."""
    if PACED in platforms and not is_file(connection):
        # Two workers must not take two lanes of one channel, of which neither sees the other's lease yet.
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": PACED_LOCK})
    spare = most if is_file(connection) else most * SPARE
    rows = (await connection.execute(ready_lanes(platforms), {"now": now, "most": spare})).all()
    in_order = sorted(rows, key=lambda row: (row.priority, row.ready_at))
    return list(_one_a_channel(in_order))


def _one_a_channel(rows: list[Row[Any]]) -> Iterator[int]:
    taken: set[tuple[str, str]] = set()
    for row in rows:
        if row.platform == PACED:
            if (row.tenant, row.channel) in taken:
                continue
            taken.add((row.tenant, row.channel))
        yield row.id


async def _lease(
    connection: AsyncConnection, chosen: list[int], most: int, now: float, until: float, token: str
) -> set[int]:
    """Those of the lanes that no other worker has taken meanwhile, `most` at most, now ours."""
    still: ColumnElement[bool] = and_(among(connection, lane.c.id, chosen), ready(now), free(now))
    urgent = select(lane.c.id).where(still).order_by(lane.c.priority, lane.c.ready_at).limit(most)
    ours = update(lane).where(lane.c.id.in_(urgent.with_for_update(skip_locked=True)))
    taken = await connection.scalars(ours.values(lease_until=until, lease_token=token).returning(lane.c.id))
    return set(taken.all())


async def _count(connection: AsyncConnection, leased: set[int], now: float) -> Mapping[int, int]:
    """Count the attempt of each head, and at the first settle up to which revision it tells; its id by
    its lane's."""
    heads = select(HEAD).where(among(connection, lane.c.id, leased))
    newest = select(func.max(revision.c.number)).join_from(
        announcement, revision, revision.c.story == announcement.c.story
    )
    pinned = newest.where(announcement.c.id == outbox.c.announcement).scalar_subquery()
    counted = update(outbox).where(outbox.c.id.in_(heads))
    counted = counted.values(
        attempts=outbox.c.attempts + 1,
        first_at=func.coalesce(outbox.c.first_at, now),
        revision=func.coalesce(outbox.c.revision, pinned),
    )
    rows = await connection.execute(counted.returning(outbox.c.lane, outbox.c.id))
    return {row.lane: row.id for row in rows}


async def _idle(connection: AsyncConnection, empty: Collection[int]) -> None:
    """Lanes whose last message was taken from them."""
    if empty:
        idle = update(lane).where(among(connection, lane.c.id, empty))
        await connection.execute(idle.values(ready_at=None, lease_until=None, lease_token=None))


async def _posts(connection: AsyncConnection, ids: Collection[int]) -> Mapping[int, Post]:
    """The posts that are to be edited."""
    if not ids:
        return {}
    wanted = select(post, saying.c.reply, post_item.c.item).outerjoin(post_item)
    wanted = wanted.outerjoin(saying, saying.c.sha256 == post.c.said)
    wanted = wanted.where(among(connection, post.c.id, ids)).order_by(post.c.id, post_item.c.position)
    rows = (await connection.execute(wanted)).all()
    return {id: read_post(list(lines)) for id, lines in groupby(rows, lambda row: int(row.id))}
