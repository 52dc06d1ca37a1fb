"""What tests of the outbox share: places that follow a story, revisions of it, messages sent one by one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from sqlalchemy import select, text

from bot.config import Settings
from bot.delivery.announcement import Announcement, Task
from bot.delivery.ledger import Post
from bot.delivery.outbox import Delivery, Ended, Ending
from bot.query.request import Place
from bot.revision.published import Revision
from bot.storage.outbox.lanes import LONGEST_LEASE, LONGEST_WAIT
from bot.storage.queue_tables import announcement, lane, subscription
from bot.storage.store import Store, open_store
from bot.subscription.model import Preferences, Rhythm, Told
from tests.support.ferry import ferry_brief
from tests.support.stores import SLACK, Clock

STORY = "ferry"
BOTH = ("discord", "slack", "console")
LEASE = 60.0
INSTANTLY = Preferences()


def place(number: int, platform: str = "discord") -> Place:
    return Place(platform=platform, tenant="T1", channel=f"C{number}")


def thread(number: int) -> Place:
    """A thread of a channel of Slack."""
    return replace(SLACK, thread=f"{number}.0")


def daily(at: str = "09:00") -> Preferences:
    return Preferences(rhythm=Rhythm(when="daily", at=at))


class Queue:
    """A store with a story, of which nothing was published yet but revision 1, and its clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.outbox = store.outbox
        self.clock = clock

    async def publish(
        self, number: int, *tasks: Task, items: Sequence[str] = (), after: float = 0.0, story: str = STORY
    ) -> bool:
        """Publish a revision with these tasks, due in so many seconds."""
        due = self.clock() + timedelta(seconds=after)
        revision = Revision(
            story=story,
            number=number,
            sha256=f"{number:064x}",
            changes=(),
            at="2026-03-01",
            note=None,
            published=self.clock(),
        )
        wanted = [Announcement(task=task, due=due, items=tuple(items)) for task in tasks]
        return await self.outbox.publish(revision, ferry_brief(), wanted)

    async def follow(
        self, places: Iterable[Place], preferences: Preferences = INSTANTLY, story: str = STORY
    ) -> None:
        for each in places:
            await self.store.subscriptions.subscribe(each, story, preferences, by="U1", revision=1)

    async def spread(self, most: int = 5000) -> int:
        """Spread all that is due; how many rows were made or put off."""
        rows = 0
        while (step := await self.outbox.spread(most=most)) is not None:
            rows += step.rows
        return rows

    async def claim(
        self, most: int = 100, lease: float = LEASE, platforms: Collection[str] = BOTH
    ) -> list[Delivery]:
        return await self.outbox.claim(platforms, most, lease)

    async def one(self) -> Delivery:
        """The one delivery that may go."""
        (delivery,) = await self.claim()
        return delivery

    async def end(self, *deliveries: Delivery, state: Ending = "sent", told: Told | None = None) -> None:
        ended = [Ended(delivery=each, state=state, told=told) for each in deliveries]
        assert await self.outbox.settle(ended) == [True] * len(ended)

    async def states(self) -> list[str]:
        """What became of every message, in order."""
        return [str(row[0]) for row in await self.rows("SELECT state FROM outbox ORDER BY id")]

    async def rows(self, statement: str) -> list[Sequence[object]]:
        async with self.store.database.reading() as connection:
            return [tuple(row) for row in await connection.execute(text(statement))]


@asynccontextmanager
async def a_queue(settings: Settings, clock: Clock) -> AsyncIterator[Queue]:
    async with open_store(settings, clock=clock) as store:
        queue = Queue(store, clock)
        assert await queue.publish(1)
        yield queue


def post(where: Place, message: str | None, revision: int = 1, *items: str, editable: bool = True) -> Post:
    return Post(
        place=where,
        message=message,
        story=STORY,
        revision=revision,
        items=items or ("s-1", "s-2"),
        asked=f"/brief {STORY}",
        editable=editable,
    )


def names(deliveries: Iterable[Delivery]) -> list[str]:
    """The channels that deliveries go to."""
    return [each.lane.place.channel for each in deliveries]


def later(clock: Clock, **time: float) -> datetime:
    return clock() + timedelta(**time)


async def next_due(store: Store) -> datetime | None:
    """When the next announcement, subscription or lane is due, or the lease on a lane that is ends; None if
    nothing waits."""
    now = store.clock().timestamp()
    tasks = select(announcement.c.due_at).where(announcement.c.done_at.is_(None))
    told = select(subscription.c.due_at).where(subscription.c.due_at.is_not(None))
    lanes = select(lane.c.ready_at, lane.c.lease_until).where(lane.c.ready_at.is_not(None))
    async with store.database.reading() as connection:
        times = [*(await connection.scalars(tasks)).all(), *(await connection.scalars(told)).all()]
        for ready, lease in await connection.execute(lanes):
            held = lease is not None and now < lease <= now + LONGEST_LEASE
            times.append(max(lease, ready) if held else now if ready > now + LONGEST_WAIT else ready)
    return None if not times else datetime.fromtimestamp(max(min(times), 0.0), UTC)
