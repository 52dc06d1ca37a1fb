"""What was said where, in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, func, null, select

from bot.delivery.ledger import Post
from bot.query.request import Place
from bot.storage.engine import Database
from bot.storage.entering import enter as enter
from bot.storage.tables import post, post_item, saying
from bot.storage.together import Together

AT_ONCE = 50  # replies entered in one transaction


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
            await enter(connection, [each for posts in several for each in posts], now)
        return [None] * len(several)

    async def find(self, place: Place, message: str) -> Post | None:
        wanted = select(post, saying.c.reply, post_item.c.item).outerjoin(post_item)
        wanted = wanted.outerjoin(saying, saying.c.sha256 == post.c.said).where(*_message(place, message))
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted.order_by(post_item.c.position))).all()
        return read_post(rows) if rows else None

    async def story_in(self, place: Place) -> str | None:
        looks = list(_looks(place))
        if not looks:
            return None
        async with self._database.reading() as connection:
            story: str | None = await connection.scalar(select(func.coalesce(*looks, null())))
            return story


def read_post(rows: Sequence[Row[Any]]) -> Post:
    """One post from its rows, one an item (`item`) in order, or a single row without item; `reply` is that
    of its saying."""
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
        said=line.reply or b"",
    )


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
