"""Publishing: a revision and what it makes the bot do are entered once, whoever is at it."""

from __future__ import annotations

import asyncio

from bot.config import Settings
from bot.delivery.inspection import Which
from bot.storage.store import open_store
from bot.subscription.model import Preferences, Rhythm
from tests.support.queue import STORY, Queue, a_queue, later, place
from tests.support.stores import Clock


async def test_a_revision_is_published_once(queue: Queue) -> None:
    assert await queue.publish(2, "once")
    assert not await queue.publish(2, "once")
    assert await queue.rows("SELECT revision, task FROM announcement") == [(2, "once")]


async def test_a_number_that_has_not_risen_is_not_published(queue: Queue) -> None:
    assert await queue.publish(3)
    assert not await queue.publish(2, "loud")
    assert await queue.store.revisions.since(STORY, 0, 2) != []
    assert await queue.store.revisions.snapshot(STORY, 2) is None
    assert await queue.rows("SELECT task FROM announcement") == []


async def test_of_two_publishers_at_once_one_publishes(settings: Settings, clock: Clock) -> None:
    async with a_queue(settings, clock) as one, open_store(settings, clock=clock) as second:
        both = (one, Queue(second, clock))
        done = await asyncio.gather(*(each.publish(2, "once", "edit") for each in both for _ in range(5)))
        assert sorted(done) == [False] * 9 + [True]
        assert await one.rows("SELECT task FROM announcement ORDER BY id") == [("once",), ("edit",)]


async def test_stories_do_not_mind_each_other(queue: Queue) -> None:
    assert await queue.publish(1, "once", story="harbour")
    assert await queue.publish(2, "once")


async def test_when_it_was_published_is_the_stores_word(queue: Queue) -> None:
    queue.clock.go(hours=1)
    await queue.publish(2)
    head = await queue.store.revisions.head(STORY)
    assert head is not None
    assert head.published == queue.clock()


async def test_a_soon_that_has_not_begun_is_taken_along_by_the_next_and_keeps_its_time(queue: Queue) -> None:
    await queue.publish(2, "soon", after=900)
    first = later(queue.clock, seconds=900)
    queue.clock.go(minutes=10)
    await queue.publish(3, "soon", after=900)
    waits = "SELECT revision, due_at FROM announcement WHERE done_at IS NULL"
    assert await queue.rows(waits) == [(3, first.timestamp())]


async def test_a_soon_waits_on_where_the_next_revision_has_none(queue: Queue) -> None:
    await queue.publish(2, "soon", after=900)
    await queue.publish(3, "digest")
    assert await queue.rows("SELECT revision, task FROM announcement ORDER BY id") == [
        (2, "soon"),
        (3, "digest"),
    ]


async def test_a_soon_that_has_begun_goes_on(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(3))
    await queue.publish(2, "soon")
    assert await queue.outbox.spread(most=2)
    await queue.publish(3, "soon")
    assert await queue.spread(most=2) == 1 + 3
    assert len(await queue.states()) == 6


async def test_a_soon_of_another_story_waits_on(queue: Queue) -> None:
    await queue.publish(2, "soon", story="harbour")
    await queue.publish(2, "soon")
    assert len(await queue.rows("SELECT 1 FROM announcement")) == 2


async def test_a_soon_that_is_taken_along_leaves_no_message_behind(queue: Queue) -> None:
    """Whose quiet hours are over meanwhile is told on its account already."""
    await queue.follow([place(1)], Preferences(rhythm=Rhythm(quiet_from="08:00", quiet_to="10:00")))
    await queue.publish(2, "soon")
    await queue.spread()
    queue.clock.go(hours=1, minutes=55)
    await queue.publish(3, "soon", after=900)
    queue.clock.go(minutes=5)
    assert await queue.outbox.release() == 1
    await queue.publish(4, "soon", after=900)
    delivery = await queue.one()
    assert (delivery.task, delivery.revision) == ("soon", 4)
    assert await queue.store.inspection.deliveries(Which(), 5) != []
