"""Settling: what became of a delivery is entered whole, by whoever holds its lane, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from bot.delivery.outbox import Again, Delivery, Ended, Progress, Result
from bot.errors import RowError
from bot.query.request import Place
from bot.subscription.model import Told
from tests.support.queue import STORY, Queue, later, next_due, place, post, thread


async def one(queue: Queue, where: Place | None = None) -> Delivery:
    """The first message for a place."""
    await queue.follow([where or place(1)])
    await queue.publish(2, "once")
    await queue.spread()
    return await queue.one()


async def next_one(queue: Queue, number: int) -> Delivery:
    await queue.publish(number, "once")
    await queue.spread()
    return await queue.one()


def strike(delivery: Delivery, queue: Queue, **fields: Any) -> Again:
    ready = later(queue.clock, minutes=10)
    return Again(delivery=delivery, ready=ready, reason="no access", strike=True, **fields)


async def test_what_was_sent_is_on_the_ledger_and_the_cursors_have_moved(queue: Queue) -> None:
    delivery = await one(queue)
    said = replace(post(place(1), "m-1", 2), said=b"{}")
    told = Told(loud=2, once=2, soon=1, digest=1)
    assert await queue.outbox.settle([Ended(delivery=delivery, state="sent", told=told, posts=(said,))]) == [
        True
    ]
    assert await queue.states() == ["sent"]
    assert await queue.store.ledger.find(place(1), "m-1") == said
    (subscription,) = await queue.store.subscriptions.here(place(1))
    assert subscription.told == told
    assert await next_due(queue.store) is None


async def test_who_lost_the_lease_changes_nothing(queue: Queue) -> None:
    delivery = await one(queue)
    queue.clock.go(seconds=61)
    holder = await queue.one()
    posts, told = (post(place(1), "m-1", 2),), Told.until(2)
    late: list[Result] = [
        Progress(delivery=delivery, part=1, posts=posts),
        strike(delivery, queue, parked=True),
        Ended(delivery=delivery, state="sent", posts=posts, told=told),
    ]
    assert await queue.outbox.settle(late) == [False, False, False]
    assert await queue.store.ledger.find(place(1), "m-1") is None
    (subscription,) = await queue.store.subscriptions.here(place(1))
    assert (subscription.told, subscription.paused) == (Told.until(1), "")
    assert await queue.states() == ["pending"]
    await queue.end(holder)


async def test_a_delivery_ends_once(queue: Queue) -> None:
    ended = Ended(delivery=await one(queue), state="sent")
    assert await queue.outbox.settle([ended, ended]) == [True, False]
    assert await queue.outbox.settle([ended]) == [False]
    assert await queue.outbox.settle([]) == []


async def test_what_cannot_be_entered_whole_is_not_entered_at_all(queue: Queue) -> None:
    delivery = await one(queue)
    bad: Any = None  # no column for words is without words
    broken = replace(post(place(1), "m-1", 2), asked=bad)
    with pytest.raises(RowError):
        await queue.outbox.settle(
            [Ended(delivery=delivery, state="sent", told=Told.until(2), posts=(broken,))]
        )
    assert await queue.states() == ["pending"]
    await queue.end(delivery)


async def test_parts_that_arrived_are_remembered_and_the_lane_stays_leased(queue: Queue) -> None:
    delivery = await one(queue)
    parts = [replace(post(place(1), f"m-{number}", 2), part=number) for number in range(2)]
    progress = [Progress(delivery=delivery, part=n + 1, posts=(parts[n],)) for n in range(2)]
    assert await queue.outbox.settle(progress) == [True, True]
    assert await queue.claim() == []
    assert await queue.store.ledger.find(place(1), "m-1") == parts[1]
    queue.clock.go(seconds=61)
    assert (await queue.one()).part == 2


async def test_progress_and_end_come_together(queue: Queue) -> None:
    delivery = await one(queue)
    results: list[Result] = [Progress(delivery=delivery, part=1), Ended(delivery=delivery, state="sent")]
    assert await queue.outbox.settle(results) == [True, True]
    assert await queue.rows("SELECT part, state FROM outbox") == [(1, "sent")]


async def test_many_at_once_go_each_their_way(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(4))
    await queue.publish(2, "once")
    await queue.spread()
    first, second, third, fourth = sorted(await queue.claim(), key=lambda each: each.id)
    results: list[Result] = [
        Ended(delivery=first, state="sent"),
        Ended(delivery=second, state="filtered", reason="nothing that is wanted here"),
        strike(third, queue),
        Ended(delivery=replace(fourth, token="another"), state="sent"),
    ]
    assert await queue.outbox.settle(results) == [True, True, True, False]
    assert await queue.states() == ["sent", "filtered", "pending", "pending"]


async def test_a_cursor_never_goes_back(queue: Queue) -> None:
    await queue.end(await one(queue), told=Told.until(2))
    await queue.end(await next_one(queue, 3), told=Told(loud=3, once=1, soon=1, digest=1))
    (subscription,) = await queue.store.subscriptions.here(place(1))
    assert subscription.told == Told(loud=3, once=2, soon=2, digest=2)


async def test_refusals_in_a_row_are_counted_and_a_success_ends_the_row(queue: Queue) -> None:
    delivery = await one(queue)
    begun = queue.clock()
    for count in (1, 2):
        await queue.outbox.settle([strike(delivery, queue)])
        queue.clock.go(minutes=10)
        delivery = await queue.one()
        assert (delivery.lane.fails, delivery.lane.failing) == (count, begun)
    busy = Again(delivery=delivery, ready=queue.clock(), reason="busy")
    await queue.outbox.settle([busy])
    delivery = await queue.one()
    assert delivery.lane.fails == 2, "a platform that is busy refuses nothing"
    await queue.end(delivery)
    lane = (await next_one(queue, 3)).lane
    assert (lane.fails, lane.failing, lane.reason, lane.paused) == (0, None, "", None)


async def test_an_attempt_at_which_nothing_was_sent_does_not_count(queue: Queue) -> None:
    delivery = await one(queue)
    for tried, attempts in ((False, 1), (True, 2)):
        again = Again(delivery=delivery, ready=queue.clock(), reason="no room", tried=tried)
        assert await queue.outbox.settle([again]) == [True]
        delivery = await queue.one()
        assert delivery.attempts == attempts


async def test_a_parked_lane_says_since_when_and_why_until_a_message_arrives(queue: Queue) -> None:
    delivery = await one(queue)
    begun = queue.clock()
    await queue.outbox.settle([strike(delivery, queue)])
    queue.clock.go(hours=1)
    await queue.outbox.settle([strike(await queue.one(), queue, parked=True)])
    queue.clock.go(minutes=10)
    lane = (tried := await queue.one()).lane
    assert (lane.state, lane.reason, lane.paused, lane.fails) == ("parked", "no access", begun, 2)
    await queue.end(tried, state="filtered")
    lane = (tried := await next_one(queue, 3)).lane
    assert (lane.state, lane.paused) == ("parked", begun), "nothing has shown that access is back"
    await queue.end(tried, state="edited")
    lane = (tried := await next_one(queue, 4)).lane
    assert (lane.state, lane.reason, lane.paused) == ("active", "no access", begun), "nobody was told"
    await queue.end(tried)
    lane = (await next_one(queue, 5)).lane
    assert (lane.state, lane.reason, lane.paused) == ("active", "", None)


async def test_a_refusal_in_one_thread_of_slack_does_not_hold_up_the_others(queue: Queue) -> None:
    await queue.follow([thread(1), thread(2)])
    await queue.publish(2, "once")
    await queue.spread()
    refused = await queue.one()
    await queue.outbox.settle([strike(refused, queue)])
    assert (await queue.one()).lane.id != refused.lane.id


async def test_what_was_cancelled_on_its_way_was_sent_all_the_same(queue: Queue) -> None:
    delivery = await one(queue)
    await queue.store.subscriptions.unsubscribe(place(1), STORY)
    assert await queue.states() == ["cancelled"]
    said = post(place(1), "m-1", 2)
    ended = Ended(delivery=delivery, state="sent", told=Told.until(2), posts=(said,))
    assert await queue.outbox.settle([ended]) == [True]
    assert await queue.store.ledger.find(place(1), "m-1") == said, "a correction has to find it"
    assert await queue.states() == ["sent"]


async def test_what_was_cancelled_is_not_tried_again(queue: Queue) -> None:
    delivery = await one(queue)
    await queue.store.subscriptions.unsubscribe(place(1), STORY)
    await queue.outbox.settle([strike(delivery, queue)])
    queue.clock.go(hours=1)
    assert await queue.claim() == []
    assert await queue.states() == ["cancelled"]


async def test_a_message_that_came_meanwhile_goes_next(queue: Queue) -> None:
    delivery = await one(queue)
    await queue.publish(3, "loud")
    await queue.spread()
    await queue.end(delivery)
    assert (await queue.one()).task == "loud"
