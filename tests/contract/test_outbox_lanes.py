"""Lanes as a whole: parked, let go on, counted, and when the next is due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.delivery.compose import pause_told
from bot.delivery.inspection import Where
from bot.delivery.outbox import Again, Waiting
from bot.query.request import Place
from bot.reply.model import Reply
from bot.reply.plain import plain
from tests.support.queue import Queue, daily, later, names, next_due, place, thread
from tests.support.stores import SLACK

TENANT = Place(platform="slack", tenant="T1", channel="")


async def news(queue: Queue, *places: Place) -> None:
    await queue.follow(places)
    await queue.publish(2, "once")
    await queue.spread()


@pytest.mark.parametrize(
    ("where", "parked"), [(thread(1), 1), (SLACK, 3), (TENANT, 4)], ids=["thread", "channel", "workspace"]
)
async def test_a_place_is_parked_with_all_below_it_and_goes_on_as_wide(
    queue: Queue, where: Place, parked: int
) -> None:
    elsewhere = Place(platform="slack", tenant="T2", channel="C1")
    everywhere = (SLACK, thread(1), thread(2), place(9, "slack"), elsewhere)
    await news(queue, *everywhere)
    assert await queue.outbox.park(where, "the bot was removed") == parked
    assert sum(each.parked for each in await queue.outbox.waiting()) == parked
    assert await queue.outbox.unpark(where) == parked
    assert sum(each.parked for each in await queue.outbox.waiting()) == 0
    assert len(await queue.claim()) == 3, "one a channel"


async def test_a_parked_lane_is_tried_only_now_and_then(queue: Queue) -> None:
    await news(queue, place(1))
    parked = queue.clock()
    await queue.outbox.park(place(1), "the bot was removed")
    assert await queue.claim() == []
    queue.clock.go(hours=1)
    lane = (await queue.one()).lane
    assert (lane.state, lane.reason, lane.paused) == ("parked", "the bot was removed", parked)


async def test_a_lane_that_was_parked_while_empty_stays_so_when_something_comes(
    queue: Queue,
) -> None:
    await queue.follow([place(1)])
    await queue.outbox.park(place(1), "the bot was removed")
    await queue.publish(2, "once")
    await queue.spread()
    assert await queue.claim() == []
    await queue.outbox.unpark(place(1))
    assert names(await queue.claim()) == ["C1"]


async def by_the_platform(queue: Queue) -> int:
    return await queue.outbox.unpark(place(1))


async def by_an_operator(queue: Queue) -> int:
    return await queue.store.inspection.unpark(Where(platform="discord"))


@pytest.mark.parametrize("unpark", [by_the_platform, by_an_operator])
async def test_who_is_let_go_on_is_told_since_when_and_why_nothing_came(
    queue: Queue, unpark: Callable[[Queue], Awaitable[int]]
) -> None:
    await news(queue, place(1))
    await queue.publish(3, "once")
    await queue.spread()
    await queue.outbox.park(place(1), "the bot was removed")
    queue.clock.go(minutes=5)
    assert await unpark(queue) == 1
    first = await queue.one()
    assert (first.lane.state, first.lane.fails) == ("active", 0)
    told = plain(pause_told(Reply(kind="update", blocks=()), first.lane))
    assert told.endswith(
        "– Updates were paused here since 2 Mar 2026, 08:00 UTC, because the bot was removed."
    )
    await queue.end(first)
    then = await queue.one()
    assert then.announced == 3, "the next goes at once"
    assert (then.lane.paused, then.lane.reason) == (None, "")


async def test_parking_a_lane_does_not_take_it_from_who_is_sending(queue: Queue) -> None:
    await news(queue, place(1))
    delivery = await queue.one()
    await queue.outbox.park(place(1), "the bot was removed")
    await queue.end(delivery)
    assert await queue.states() == ["sent"]


async def test_what_waits_is_counted_by_platform(queue: Queue) -> None:
    await news(queue, place(1), place(2), SLACK)
    since = queue.clock()
    await queue.publish(3, "once")
    await queue.spread()
    (slack,) = await queue.claim(platforms=["slack"])
    queue.clock.go(minutes=1)
    away = Again(delivery=slack, ready=later(queue.clock, hours=1), reason="busy")
    assert await queue.outbox.settle([away]) == [True]
    assert await queue.outbox.waiting() == [
        Waiting(platform="discord", pending=4, due=4, oldest=since, parked=0, wanted=4),
        Waiting(platform="slack", pending=2, due=0, oldest=None, parked=0, wanted=2),
    ]


async def test_what_waits_where_something_was_refused_is_not_counted_as_wanted(queue: Queue) -> None:
    await news(queue, place(1), place(2))
    one, other = await queue.claim()
    struck = Again(delivery=one, ready=later(queue.clock, minutes=10), reason="no access", strike=True)
    failed = Again(delivery=other, ready=later(queue.clock, minutes=5), reason="busy")
    await queue.outbox.settle([struck, failed])
    assert [(each.pending, each.wanted) for each in await queue.outbox.waiting()] == [(2, 1)]


async def test_where_nothing_waits_nothing_is_due(queue: Queue) -> None:
    await queue.follow([place(1)])
    assert await next_due(queue.store) is None
    assert await queue.outbox.waiting() == [
        Waiting(platform="discord", pending=0, due=0, oldest=None, parked=0)
    ]


async def test_the_next_is_an_announcement_a_subscription_or_a_lane(queue: Queue) -> None:
    await queue.follow([place(1)])
    await queue.follow([place(2)], daily("09:00"))
    await queue.publish(2, "soon", after=900)
    assert await next_due(queue.store) == later(queue.clock, minutes=15)
    queue.clock.go(minutes=15)
    await queue.spread()
    assert await next_due(queue.store) == queue.clock()
    again = Again(delivery=await queue.one(), ready=later(queue.clock, minutes=5), reason="busy")
    await queue.outbox.settle([again])
    assert await next_due(queue.store) == later(queue.clock, minutes=5)
    queue.clock.go(minutes=5)
    delivery = await queue.one()
    assert await next_due(queue.store) == later(queue.clock, minutes=1), "when the lease ends"
    await queue.end(delivery)
    assert await next_due(queue.store) == queue.clock().replace(hour=9, minute=0)


async def test_what_an_event_tells_is_not_undone_by_a_message_that_left_before_it(queue: Queue) -> None:
    """Access was lost after a message had arrived, and comes back while a parked lane is being tried."""
    await queue.follow([place(1)])
    await queue.publish(2, "once")
    await queue.spread()
    await queue.publish(3, "once")
    await queue.spread()
    arrived = await queue.one()
    await queue.outbox.park(place(1), "no access")
    await queue.end(arrived)
    assert (await queue.outbox.waiting())[0].parked == 1
    queue.clock.go(hours=1)
    trial = await queue.one()
    await queue.outbox.unpark(place(1))
    again = Again(
        delivery=trial, ready=later(queue.clock, hours=1), reason="no access", strike=True, parked=True
    )
    await queue.outbox.settle([again])
    assert (await queue.outbox.waiting())[0].parked == 0
    assert (await queue.one()).id == trial.id
