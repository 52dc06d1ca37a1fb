"""Claiming: the heads of lanes, the most urgent first, each to one worker, its attempt counted."""

from __future__ import annotations

import asyncio

import pytest

from bot.config import Settings
from bot.delivery.outbox import Again, Ended
from bot.query.request import Place
from bot.storage.outbox.ready import ready_lanes
from bot.storage.store import open_store
from bot.subscription.model import Preferences, Told
from tests.support.queue import BOTH, STORY, Queue, a_queue, later, names, next_due, place, post, thread
from tests.support.stores import Clock


async def news(queue: Queue, *places: Place) -> None:
    """A message for each of these places."""
    await queue.follow(places)
    await queue.publish(2, "once")
    await queue.spread()


async def test_a_delivery_says_all_that_a_worker_needs(queue: Queue) -> None:
    await queue.follow([place(1)])
    await queue.publish(2, "once")
    await queue.spread()
    await queue.publish(3)
    delivery = await queue.one()
    assert (delivery.task, delivery.story, delivery.announced, delivery.revision) == ("once", STORY, 2, 3)
    assert (delivery.part, delivery.attempts, delivery.first) == (0, 1, queue.clock())
    assert (delivery.told, delivery.preferences) == (Told.until(1), Preferences())
    assert (delivery.lane.place, delivery.lane.state, delivery.lane.paused) == (place(1), "active", None)


async def test_what_is_claimed_is_not_claimed_again(queue: Queue) -> None:
    await news(queue, place(1))
    assert len(await queue.claim()) == 1
    assert await queue.claim() == []


async def test_two_workers_get_different_lanes(settings: Settings, clock: Clock) -> None:
    async with a_queue(settings, clock) as one, open_store(settings, clock=clock) as second:
        await news(one, *(place(number) for number in range(60)))
        stores = (one.outbox, second.outbox)
        claimed = await asyncio.gather(
            *(each.claim(["discord"], 10, 60.0) for each in stores for _ in range(5))
        )
        claimed += [await one.claim()]
        assert sorted(names(each for share in claimed for each in share)) == sorted(
            place(number).channel for number in range(60)
        )


async def test_only_the_platforms_that_are_asked_for(queue: Queue) -> None:
    await news(queue, place(1), place(2, "slack"), place(3, "console"))
    assert names(await queue.claim(platforms=["slack"])) == ["C2"]
    assert sorted(names(await queue.claim(platforms=["discord", "console"]))) == ["C1", "C3"]
    assert await queue.claim(platforms=[]) == []


async def test_no_more_than_are_wanted_those_that_wait_longest_first(queue: Queue) -> None:
    await news(queue, place(1), place(2))
    queue.clock.go(seconds=1)
    await queue.follow([place(3)], story="harbour")
    await queue.publish(2, "once", story="harbour")
    await queue.spread()
    assert sorted(names(await queue.claim(most=2))) == ["C1", "C2"]
    assert names(await queue.claim(most=2)) == ["C3"]


async def test_corrections_go_first(queue: Queue) -> None:
    await news(queue, *(place(number) for number in range(3)))
    await queue.follow([place(9)], story="harbour")
    await queue.publish(2, "loud", story="harbour")
    await queue.spread()
    assert names(await queue.claim(most=1)) == ["C9"]


async def test_the_most_urgent_comes_first_whatever_its_platform(queue: Queue) -> None:
    await news(queue, place(1), place(2, "slack"))
    await queue.follow([place(9, "slack")], story="harbour")
    await queue.publish(2, "loud", story="harbour")
    await queue.spread()
    assert names(await queue.claim())[0] == "C9"


async def test_a_lane_with_a_correction_goes_before_others_its_oldest_message_first(queue: Queue) -> None:
    await news(queue, *(place(number) for number in range(3)))
    await queue.follow([place(2)], story="harbour")
    await queue.publish(2, "loud", "soon", story="harbour")
    await queue.spread()
    (first,) = await queue.claim(most=1)
    assert (first.lane.place, first.task) == (place(2), "once")
    await queue.end(first)
    (then,) = await queue.claim(most=1)
    assert (then.lane.place, then.task) == (place(2), "loud")


async def test_a_message_does_not_wait_for_the_edits_of_earlier_posts(queue: Queue) -> None:
    await queue.store.ledger.record([post(place(1), f"M{number}") for number in range(3)])
    await queue.follow([place(1)])
    await queue.publish(2, "edit")
    await queue.spread()
    first = await queue.one()
    assert first.task == "edit"
    await queue.publish(3, "loud")
    await queue.spread()
    await queue.end(first, state="edited")
    second = await queue.one()
    assert second.task == "loud"
    await queue.end(second, told=Told.until(3))
    assert [(await queue.one()).task] == ["edit"]


async def test_the_order_within_a_lane_stays_through_a_back_off(queue: Queue) -> None:
    await news(queue, place(1))
    await queue.publish(3, "once")
    await queue.spread()
    first = await queue.one()
    again = Again(delivery=first, ready=later(queue.clock, minutes=1), reason="the platform failed")
    assert await queue.outbox.settle([again]) == [True]
    await queue.publish(4, "loud")
    await queue.spread()
    assert await queue.claim() == [], "the lane waits, whatever comes"
    queue.clock.go(minutes=1)
    told = []
    while found := await queue.claim():
        told += [each.announced for each in found]
        await queue.end(*found)
    assert told == [2, 3, 4]


async def test_the_revision_is_settled_at_the_first_attempt_only(queue: Queue) -> None:
    await news(queue, place(1))
    await queue.publish(3)
    await queue.publish(9, story="harbour")
    first = await queue.one()
    await queue.outbox.settle([Again(delivery=first, ready=queue.clock(), reason="")])
    await queue.publish(4)
    queue.clock.go(seconds=5)
    second = await queue.one()
    assert (first.revision, second.revision) == (3, 3)
    assert (second.attempts, second.first) == (2, first.first)


async def test_a_lease_that_has_run_out_hands_the_lane_to_another(queue: Queue) -> None:
    await news(queue, place(1))
    lost = await queue.one()
    queue.clock.go(seconds=61)
    found = await queue.one()
    assert (found.id, found.attempts) == (lost.id, 2)
    told = Told.until(2)
    assert await queue.outbox.settle([Ended(delivery=lost, state="sent", told=told)]) == [False]
    assert await queue.states() == ["pending"]
    await queue.end(found)


async def test_who_has_a_file_alone_need_not_wait_for_the_leases_of_a_process_that_died(
    settings: Settings, clock: Clock
) -> None:
    async with a_queue(settings, clock) as died:
        await news(died, place(1))
        assert names(await died.claim()) == ["C1"]
        async with open_store(settings, clock=clock) as beside:
            assert await beside.outbox.claim(["discord"], 10, 60.0) == []
        async with open_store(settings, clock=clock, sole=True) as next:
            again = await next.outbox.claim(["discord"], 10, 60.0)
            # A server is for several: another process may be sending that very message.
            assert [each.attempts for each in again] == ([2] if next.database.is_file else [])


async def test_a_lease_that_has_run_out_still_counts_while_nobody_else_has_the_lane(queue: Queue) -> None:
    await news(queue, place(1))
    slow = await queue.one()
    queue.clock.go(seconds=61)
    await queue.end(slow)
    assert await queue.states() == ["sent"]


async def test_two_threads_of_one_channel_of_slack_are_never_sent_to_at_once(queue: Queue) -> None:
    await news(queue, thread(1), thread(2), place(3, "slack"))
    first = await queue.claim()
    assert len({(each.lane.place.tenant, each.lane.place.channel) for each in first}) == len(first) == 2
    assert await queue.claim() == []
    await queue.end(*first)
    assert len(await queue.claim()) == 1


async def test_nor_by_two_workers(settings: Settings, clock: Clock) -> None:
    async with a_queue(settings, clock) as one, open_store(settings, clock=clock) as second:
        await news(one, *(thread(number) for number in range(20)))
        stores = (one.outbox, second.outbox)
        claimed = await asyncio.gather(*(each.claim(BOTH, 5, 60.0) for each in stores for _ in range(10)))
        assert sum(map(len, claimed)) == 1


async def test_a_thread_of_discord_is_a_channel_of_its_own(queue: Queue) -> None:
    await news(queue, *(Place(platform="discord", tenant="9", channel=f"{n}", thread=f"{n}") for n in "12"))
    assert len(await queue.claim()) == 2


async def test_a_pause_of_a_channel_of_slack_holds_for_its_threads(queue: Queue) -> None:
    await news(queue, thread(1), thread(2))
    (first,) = await queue.claim()
    pause = later(queue.clock, seconds=1.05)
    assert await queue.outbox.settle([Ended(delivery=first, state="sent", ready=pause)]) == [True]
    assert await queue.claim() == []
    assert await next_due(queue.store) == pause
    queue.clock.go(seconds=1.1)
    assert len(await queue.claim()) == 1


async def test_a_pause_holds_for_a_message_that_comes_in_it(queue: Queue) -> None:
    await news(queue, place(1, "slack"))
    pause = later(queue.clock, seconds=1.05)
    await queue.outbox.settle([Ended(delivery=await queue.one(), state="sent", ready=pause)])
    await queue.publish(3, "once")
    await queue.spread()
    assert await queue.claim() == []
    queue.clock.go(seconds=1.1)
    assert len(await queue.claim()) == 1


async def test_a_lane_whose_messages_were_taken_from_it_is_empty(queue: Queue) -> None:
    await news(queue, place(1))
    async with queue.store.database.writing() as connection:
        await connection.exec_driver_sql("UPDATE outbox SET state = 'cancelled'")
    assert await queue.claim() == []
    assert await next_due(queue.store) is None


@pytest.mark.parametrize("jump", [{"days": 30}, {"days": -30}], ids=["forward", "back"])
async def test_a_clock_that_jumps_keeps_no_lane_from_going(queue: Queue, jump: dict[str, float]) -> None:
    await news(queue, place(1), place(2), place(3, "slack"))
    one, other, third = await queue.claim()
    wait = Again(delivery=one, ready=later(queue.clock, hours=1), reason="")
    await queue.outbox.settle([wait, Ended(delivery=third, state="sent", ready=later(queue.clock, hours=1))])
    assert other.lane.place == place(2)
    queue.clock.go(**jump)
    assert sorted(names(await queue.claim())) == ["C1", "C2"]


async def test_claiming_looks_at_no_lane_that_backs_off(queue: Queue) -> None:
    if not queue.store.database.is_file:
        pytest.skip("the planner of PostgreSQL chooses by size; benchmarks/deep_queue.py measures it")
    compiled = ready_lanes(BOTH).compile(queue.store.database.engine.sync_engine)
    parameters = tuple(
        {"now": 1.0, "most": 5}.get(name, compiled.params[name]) for name in compiled.positiontup or ()
    )
    async with queue.store.database.reading() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", parameters)
        steps = [str(row.detail) for row in plan]
    looks = [step for step in steps if " lane" in step]
    assert looks
    assert [step for step in looks if "lane_ready (platform=? AND priority=? AND ready_at" not in step] == []
