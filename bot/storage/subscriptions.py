"""Who follows which story, in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, delete, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.query.request import Place
from bot.storage.engine import Database
from bot.storage.lanes import at, lanes_of, unpark, where_of
from bot.storage.outbox.messages import tell
from bot.storage.packed import preferences_row, read_preferences, read_rhythm, read_told, seconds, told_row
from bot.storage.queue_tables import PENDING, announcement, lane, outbox, subscription
from bot.storage.statements import insert
from bot.storage.stories import hold_unpublished
from bot.subscription.model import Preferences, Subscription, Told, When

MOST = 500  # subscriptions of a tenant that are listed
UNSUBSCRIBED = "nobody here follows this story any more"


class StoredSubscriptions:
    """The Subscriptions of bot.subscription.subscriptions."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def subscribe(
        self,
        place: Place,
        story: str,
        preferences: Preferences,
        *,
        by: str,
        revision: int,
        due: datetime | None = None,
    ) -> bool:
        now = self._clock()
        changed: dict[str, Any] = preferences_row(preferences) | {"user": by}
        async with self._database.writing() as connection:
            await hold_unpublished(connection, [story])
            line = (await lanes_of(connection, [place]))[where_of(place)]
            # Whoever may subscribe has been found to be able to post there.
            await unpark(connection, place, now, below=False)
            row = {"story": story, "lane": line, "at": now} | changed | told_row(Told.until(revision))
            enter = insert(connection, subscription).values(row).on_conflict_do_nothing()
            new: int | None = await connection.scalar(enter.returning(subscription.c.id))
            if new is not None:
                await _tell_later(connection, new, story, revision, seconds(now))
                return True
            if due is not None:
                changed |= {"due_at": _put_off(due)}
            await connection.execute(update(subscription).where(*_followed(line, story)).values(changed))
            return False

    async def unsubscribe(self, place: Place, story: str) -> bool:
        now = seconds(self._clock())
        async with self._database.writing() as connection:
            line = await connection.scalar(select(lane.c.id).where(*at(lane, place)).with_for_update())
            if line is None:
                return False
            ended = await connection.execute(delete(subscription).where(*_followed(line, story)))
            if not ended.rowcount:
                return False
            await _cancel(connection, line, story, now)
            return True

    async def here(self, place: Place) -> list[Subscription]:
        return await self._find(_joined().where(*at(lane, place)))

    async def tenant(self, platform: str, tenant: str) -> list[Subscription]:
        wanted = _joined().where(lane.c.platform == platform, lane.c.tenant == tenant)
        order = lane.c.channel, lane.c.thread, subscription.c.story
        return await self._find(wanted.order_by(*order).limit(MOST))

    async def followers(self, story: str) -> Mapping[When, int]:
        counted = select(subscription.c.rhythm, func.count().label("places")).group_by(subscription.c.rhythm)
        async with self._database.reading() as connection:
            rows = (await connection.execute(counted.where(subscription.c.story == story))).all()
        found: Counter[When] = Counter()
        for row in rows:
            found[read_rhythm(row.rhythm).when] += row.places
        return found

    async def _find(self, wanted: Select[Any]) -> list[Subscription]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        # Each database sorts letters in an order of its own.
        return sorted((_subscription(row) for row in rows), key=_order)


async def _tell_later(connection: AsyncConnection, id: int, story: str, revision: int, now: float) -> None:
    """Tell a new subscription what was published after the revision that it begins with: it may have been
    spread over all others already. Whatever is told twice makes one row."""
    later = announcement.c.revision > revision, announcement.c.task != "edit"
    missed = select(announcement).where(announcement.c.story == story, *later)
    for task in (await connection.execute(missed.order_by(announcement.c.id))).all():
        await tell(connection, task, subscription.c.id == id, now)


async def _cancel(connection: AsyncConnection, line: int, story: str, now: float) -> None:
    """End what is on its way in a lane about a story, but for the edits of posts: they are no news."""
    of_story = select(announcement.c.id).where(announcement.c.story == story)
    waiting = outbox.c.lane == line, PENDING
    cancelled = update(outbox).where(*waiting, outbox.c.post == 0, outbox.c.announcement.in_(of_story))
    await connection.execute(cancelled.values(state="cancelled", ended_at=now, reason=UNSUBSCRIBED))
    empty = update(lane).where(lane.c.id == line, ~exists().where(*waiting))
    await connection.execute(empty.values(ready_at=None))


def _put_off(due: datetime) -> ColumnElement[Any]:
    """What waits for its time waits until `due`; where nothing waits, nothing is to come."""
    waits = subscription.c.due_at.is_not(None)
    return case((waits, literal(seconds(due))), else_=None)


def _followed(line: int, story: str) -> Sequence[ColumnElement[bool]]:
    return subscription.c.lane == line, subscription.c.story == story


def _joined() -> Select[Any]:
    places = lane.c.platform, lane.c.tenant, lane.c.channel, lane.c.thread, lane.c.direct
    return select(subscription, *places, lane.c.state, lane.c.reason).join(lane)


def _subscription(row: Row[Any]) -> Subscription:
    place = Place(
        platform=row.platform,
        tenant=row.tenant,
        channel=row.channel,
        thread=row.thread,
        direct=row.direct,
    )
    return Subscription(
        place=place,
        story=row.story,
        preferences=read_preferences(row),
        told=read_told(row),
        by=row.user,
        paused=row.reason if row.state == "parked" else "",
    )


def _order(found: Subscription) -> tuple[str, str, str]:
    return found.place.channel, found.place.thread, found.story
