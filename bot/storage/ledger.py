"""What was said where, in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, delete, func, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.ledger import Post
from bot.query.request import Place
from bot.storage.engine import Database
from bot.storage.statements import insert
from bot.storage.tables import post, post_item
from bot.storage.together import Together

KEY = ("platform", "tenant", "message", "channel")
AT_ONCE = 50  # replies entered in one transaction
EDITED = ("story", "revision", "asked", "part", "editable")  # who asked first, where and when, stays


class StoredLedger:
    """The Ledger of bot.delivery.ledger."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._record = Together(self._enter, AT_ONCE)

    async def record(self, posts: Sequence[Post]) -> None:
        if posts:
            await self._record(posts)

    async def _enter(self, several: Sequence[Sequence[Post]]) -> list[None]:
        """The posts of several replies, in one transaction."""
        now = self._clock()
        async with self._database.writing() as connection:
            for posts in several:
                for each in posts:
                    await _enter(connection, each, now)
        return [None] * len(several)

    async def find(self, place: Place, message: str) -> Post | None:
        wanted = select(post, post_item.c.item).outerjoin(post_item).where(*_message(place, message))
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted.order_by(post_item.c.position))).all()
        return _post(rows) if rows else None

    async def story_in(self, place: Place) -> str | None:
        looks = list(_looks(place))
        if not looks:
            return None
        async with self._database.reading() as connection:
            story: str | None = await connection.scalar(select(func.coalesce(*looks, null())))
            return story


async def _enter(connection: AsyncConnection, each: Post, now: datetime) -> None:
    """One post with its items; what an earlier one with the same message carried is replaced."""
    line = insert(connection, post).values(_row(each) | {"at": now})
    line = line.on_conflict_do_update(index_elements=KEY, set_={name: line.excluded[name] for name in EDITED})
    id = await connection.scalar(line.returning(post.c.id))
    if each.message is not None:
        await connection.execute(delete(post_item).where(post_item.c.post == id))
    if each.items:
        carried = [
            {"post": id, "position": position, "story": each.story, "item": item}
            for position, item in enumerate(each.items)
        ]
        await connection.execute(post_item.insert(), carried)


def _looks(place: Place) -> Iterator[ScalarSelect[Any]]:
    """Where the story of a place is looked for, nearest first; a post about none tells nothing."""
    here = post.c.platform == place.platform, post.c.tenant == place.tenant
    channel = post.c.channel == place.channel
    if place.thread:
        yield _last(*here, channel, post.c.thread == place.thread)
        # The message that a thread hangs on has the thread's id. On Slack both are in one channel, and the
        # id is unique only there. On Discord the thread is a channel itself, and the message lies in another.
        root = (*here, post.c.message == place.thread)
        yield _last(*root) if place.thread == place.channel else _last(*root, channel)
    if place.direct:
        yield _last(*here, channel, post.c.direct)


def _last(*where: ColumnElement[bool]) -> ScalarSelect[Any]:
    found = select(post.c.story).where(*where, post.c.story.is_not(None))
    return found.order_by(post.c.id.desc()).limit(1).scalar_subquery()


def _message(place: Place, message: str) -> tuple[ColumnElement[bool], ...]:
    return (
        post.c.platform == place.platform,
        post.c.tenant == place.tenant,
        post.c.channel == place.channel,
        post.c.message == message,
    )


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
    }


def _post(rows: Sequence[Row[Any]]) -> Post:
    """One post from its rows, one an item, or a single row without item."""
    line = rows[0]
    place = Place(
        platform=line.platform,
        tenant=line.tenant,
        channel=line.channel,
        thread=line.thread,
        direct=line.direct,
    )
    return Post(
        place=place,
        message=line.message,
        story=line.story,
        revision=line.revision,
        items=tuple(row.item for row in rows if row.item is not None),
        asked=line.asked,
        asker=line.asker,
        part=line.part,
        editable=line.editable,
    )
