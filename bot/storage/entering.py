"""Posts entered on the ledger, many in few statements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from msgspec.structs import replace
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.ledger import Post
from bot.storage.amending import amend_late
from bot.storage.statements import insert
from bot.storage.stories import hold_unpublished
from bot.storage.tables import post, post_item, saying

KEY = ("platform", "tenant", "message", "channel")
EDITED = ("story", "revision", "asked", "part", "editable", "said")  # who asked first, where, when: stays

Key = tuple[str, str, str | None, str]


async def enter(connection: AsyncConnection, posts: Sequence[Post], now: datetime) -> None:
    """Enter posts, with their items, in their order; what an earlier one with the same message carried is
    replaced. One that is older than a correction which went round already is put down to be edited."""
    posts = _merged(posts)
    if not posts:
        return
    await hold_unpublished(connection, {each.story for each in posts})
    await _keep_sayings(connection, posts)
    entered = await _enter(connection, posts, now)
    replaced = [id for id, each in entered if each.message is not None]
    if replaced:
        await connection.execute(delete(post_item).where(post_item.c.post.in_(replaced)))
    carried = [row for id, each in entered for row in _items(id, each)]
    if carried:
        await connection.execute(post_item.insert(), carried)
    await amend_late(connection, entered, now)


async def _enter(connection: AsyncConnection, posts: Sequence[Post], now: datetime) -> list[tuple[int, Post]]:
    """The posts with their ids, which rise with their order."""
    entered: list[tuple[int, Post]] = []
    for known, several in groupby(posts, lambda each: each.message is not None):
        run = list(several)
        rows = [_row(each) | {"at": now} for each in run]
        ids = await (_upsert if known else _insert)(connection, rows)
        entered += zip(ids, run, strict=True)
    return entered


async def _upsert(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    line = insert(connection, post)
    line = line.on_conflict_do_update(index_elements=KEY, set_={name: line.excluded[name] for name in EDITED})
    found = await connection.execute(line.returning(post.c.id, *(post.c[name] for name in KEY)), rows)
    ids = {tuple(row[1:]): row.id for row in found}
    return [ids[tuple(row[name] for name in KEY)] for row in rows]


async def _insert(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Messages that nothing tells apart."""
    line = post.insert().returning(post.c.id, sort_by_parameter_order=True)
    return list(await connection.scalars(line, rows))


async def _keep_sayings(connection: AsyncConnection, posts: Iterable[Post]) -> None:
    """Keep the replies themselves, and hold them until the posts are in: whoever deletes those that are no
    more used passes over what is held."""
    replies = {digest(each.said): each.said for each in posts if each.said}
    if not replies:
        return
    rows = [{"sha256": sha256, "reply": reply} for sha256, reply in sorted(replies.items())]
    held = select(saying.c.sha256).where(saying.c.sha256.in_(sorted(replies)))
    missing = rows
    while missing:
        await connection.execute(insert(connection, saying).on_conflict_do_nothing(), missing)
        there = set(await connection.scalars(held.with_for_update(read=True, key_share=True)))
        missing = [row for row in rows if row["sha256"] not in there]


def digest(said: bytes) -> str:
    """The key of a saying; "" of none."""
    return hashlib.sha256(said).hexdigest() if said else ""


def _merged(posts: Sequence[Post]) -> list[Post]:
    """The same, each message once: as it was last, in the place and with the asker of the first."""
    merged: list[Post] = []
    known: dict[Key, int] = {}
    for each in posts:
        key = each.place.platform, each.place.tenant, each.message, each.place.channel
        if each.message is None or key not in known:
            known[key] = len(merged)
            merged.append(each)
        else:
            first = merged[known[key]]
            merged[known[key]] = replace(each, place=first.place, asker=first.asker)
    return merged


def _items(id: int, each: Post) -> list[dict[str, Any]]:
    return [
        {"post": id, "position": position, "story": each.story, "item": item}
        for position, item in enumerate(each.items)
    ]


def _row(each: Post) -> dict[str, Any]:
    return {
        "platform": each.place.platform,
        "tenant": each.place.tenant,
        "channel": each.place.channel,
        "thread": each.place.thread,
        "direct": each.place.direct,
        "message": each.message,
        "story": each.story,
        "revision": each.revision,
        "asked": each.asked,
        "asker": each.asker,
        "part": each.part,
        "editable": each.editable,
        "said": digest(each.said),
    }
