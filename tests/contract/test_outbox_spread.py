"""Spreading and releasing: a message for each who follows, now or when its time comes, in steps."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.config import Settings
from bot.delivery.announcement import Spreading
from bot.delivery.outbox import Again
from bot.storage.outbox import messages
from bot.storage.store import open_store
from bot.subscription.model import Preferences, Rhythm
from tests.support.queue import STORY, Queue, a_queue, daily, later, names, next_due, place
from tests.support.stores import Clock

FOUR = {"discord": 4}


async def test_everybody_who_follows_gets_a_message(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(7))
    await queue.follow([place(8)], story="harbour")
    await queue.publish(2, "once")
    steps = [await queue.outbox.spread(most=3) for _ in range(4)]
    rows = [(3, False), (3, False), (1, True)]
    assert steps == [Spreading(STORY, 2, "once", made, done) for made, done in rows] + [None]
    assert len(await queue.states()) == 7


async def test_a_story_that_nobody_follows_is_done_at_once(queue: Queue) -> None:
    await queue.publish(2, "loud")
    assert await queue.outbox.spread() == Spreading(STORY, 2, "loud", 0, True)
    assert await queue.outbox.spread() is None


async def test_what_is_not_due_yet_waits(queue: Queue) -> None:
    await queue.follow([place(1)])
    await queue.publish(2, "soon", after=900)
    assert await queue.outbox.spread() is None
    queue.clock.go(minutes=15)
    assert await queue.spread() == 1


async def test_corrections_are_spread_before_news_and_news_before_digests(queue: Queue) -> None:
    await queue.publish(2, "digest", "soon", "once", "loud")
    order = [step.task for step in [await queue.outbox.spread() for _ in range(4)] if step]
    assert order == ["loud", "once", "soon", "digest"]


async def test_a_step_that_breaks_leaves_nothing_half_done(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(*_: object) -> None:
        raise KeyboardInterrupt

    await queue.follow(place(number) for number in range(6))
    await queue.publish(2, "once")
    await queue.outbox.spread(most=4)
    with monkeypatch.context() as patch:
        patch.setattr(messages, "wake", break_down)
        with pytest.raises(KeyboardInterrupt):
            await queue.outbox.spread(most=4)
    assert len(await queue.states()) == 4, "rows without lanes would never go"
    assert await queue.spread(most=4) == 2
    assert len(await queue.claim()) == 6


async def test_spreading_goes_on_at_its_cursor_after_a_restart(settings: Settings, clock: Clock) -> None:
    async with a_queue(settings, clock) as queue:
        await queue.follow(place(number) for number in range(5))
        await queue.publish(2, "once")
        assert await queue.outbox.spread(most=3)
    async with open_store(settings, clock=clock) as store:
        assert await Queue(store, clock).spread() == 2


async def test_two_who_spread_at_once_make_each_message_once(settings: Settings, clock: Clock) -> None:
    async with a_queue(settings, clock) as one, open_store(settings, clock=clock) as second:
        await one.follow(place(number) for number in range(60))
        await one.publish(2, "once", "digest")
        await asyncio.gather(*(each.spread(most=5) for each in (one, Queue(second, clock)) for _ in range(2)))
        await one.spread()
        rows = "SELECT count(*), count(DISTINCT lane) FROM outbox GROUP BY announcement"
        assert await one.rows(rows) == [(60, 60)]


async def test_who_subscribes_during_a_fan_out_gets_the_rest(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(4))
    await queue.publish(2, "once")
    await queue.outbox.spread(most=2)
    await queue.follow([place(9)])
    await queue.spread()
    assert "C9" in names(await queue.claim())


async def test_who_subscribes_with_an_older_revision_in_view_is_told_what_came_since_once(
    queue: Queue,
) -> None:
    await queue.publish(2, "once", "edit")
    await queue.spread()
    await queue.publish(3, "soon", after=900)
    await queue.follow([place(1)])
    await queue.follow([place(2)], daily("09:00"))
    first = await queue.one()
    assert first.lane.place == place(1)
    await queue.end(first)
    queue.clock.go(minutes=15)
    await queue.spread()
    assert await queue.outbox.release() == 1
    assert [(each.lane.place, each.task) for each in await queue.claim()] == [(place(1), "soon")]
    queue.clock.go(minutes=45)
    assert await queue.outbox.release() == 1
    assert sorted(await queue.states()) == ["pending", "pending", "sent"]


async def test_who_unsubscribes_during_a_fan_out_gets_nothing_more(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(4))
    await queue.publish(2, "once")
    await queue.outbox.spread(most=2)
    for gone in (0, 3):
        assert await queue.store.subscriptions.unsubscribe(place(gone), STORY)
    await queue.spread()
    assert await queue.states() == ["cancelled", "pending", "pending"]
    assert sorted(names(await queue.claim())) == ["C1", "C2"]


async def test_nothing_more_is_spread_while_enough_waits(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(9))
    await queue.publish(2, "once")
    assert await queue.outbox.spread(mark=FOUR, most=5)
    assert await queue.outbox.spread(mark=FOUR, most=5) is None
    (first, *_) = await queue.claim(most=1)
    await queue.end(first)
    assert await queue.outbox.spread(mark=FOUR, most=5)


async def test_enough_for_one_platform_is_not_enough_for_another(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(9))
    await queue.follow([place(9, "slack")])
    await queue.publish(2, "once")
    both = FOUR | {"slack": 4}
    assert [await queue.outbox.spread(mark=both, most=5) for _ in range(2)] != [None, None]
    assert len(await queue.states()) == 10


async def test_lanes_that_back_off_do_not_hold_up_the_others(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(9))
    await queue.publish(2, "once")
    await queue.outbox.spread(mark=FOUR, most=5)
    hour = later(queue.clock, hours=1)
    wait = [Again(delivery=each, ready=hour, reason="busy") for each in await queue.claim()]
    assert await queue.outbox.settle(wait) == [True] * 5
    assert await queue.outbox.spread(mark=FOUR, most=5)


async def test_corrections_do_not_wait_for_news(queue: Queue) -> None:
    await queue.follow(place(number) for number in range(9))
    await queue.publish(2, "once")
    await queue.spread()
    await queue.publish(3, "loud")
    assert await queue.outbox.spread(mark=FOUR)


async def test_a_digest_waits_for_its_time_and_is_then_a_message(queue: Queue) -> None:
    await queue.follow([place(1)])
    await queue.publish(2, "digest")
    assert await queue.spread() == 1
    assert (await queue.states(), await next_due(queue.store)) == ([], later(queue.clock, hours=1))
    assert await queue.outbox.release() == 0
    queue.clock.go(hours=1)
    assert await queue.outbox.release() == 1
    assert await queue.outbox.release() == 0
    delivery = await queue.one()
    assert (delivery.task, delivery.revision, delivery.announced) == ("digest", 2, 2)


async def test_those_with_one_time_are_released_together_and_the_others_wait(queue: Queue) -> None:
    await queue.follow([place(1), place(2)], daily("09:00"))
    await queue.follow([place(3)], daily("10:00"))
    await queue.follow([place(4)])
    await queue.publish(2, "once")
    assert await queue.spread() == 4
    at_once = await queue.claim()
    assert names(at_once) == ["C4"]
    await queue.end(*at_once)
    queue.clock.go(hours=1)
    assert await queue.outbox.release() == 2
    assert [each.task for each in await queue.claim()] == ["digest", "digest"], "daily tells everything"


async def test_what_waits_for_the_end_of_quiet_hours_keeps_its_level(queue: Queue) -> None:
    quiet = Preferences(rhythm=Rhythm(quiet_from="07:00", quiet_to="08:30"))
    await queue.follow([place(1)], quiet)
    await queue.publish(2, "once")
    await queue.spread()
    queue.clock.go(minutes=30)
    assert await queue.outbox.release() == 1
    assert (await queue.one()).task == "once"


async def test_a_correction_does_not_wait(queue: Queue) -> None:
    await queue.follow([place(1)], daily())
    await queue.publish(2, "loud")
    await queue.spread()
    assert (await queue.one()).task == "loud"


async def test_the_first_time_counts_and_the_widest_level(queue: Queue) -> None:
    night = Preferences(rhythm=Rhythm(at="09:00", quiet_from="07:00", quiet_to="08:30"))
    await queue.follow([place(1)], night)
    await queue.publish(2, "once", "digest")
    assert await queue.spread() == 2
    assert await queue.rows("SELECT due_at, due_level FROM subscription") == [
        (later(queue.clock, minutes=30).timestamp(), 3)
    ]


async def test_releasing_is_bounded_and_tells_the_newest_revision(queue: Queue) -> None:
    await queue.follow((place(number) for number in range(5)), daily())
    await queue.publish(2, "once")
    await queue.spread()
    await queue.publish(3)
    queue.clock.go(hours=1)
    assert [await queue.outbox.release(most=3) for _ in range(3)] == [3, 2, 0]
    assert {each.announced for each in await queue.claim()} == {3}


async def test_who_was_told_already_is_not_told_twice_by_a_release(queue: Queue) -> None:
    await queue.follow([place(1)], daily("09:00"))
    for _ in range(2):
        await queue.publish(2, "once")
        await queue.spread()
        queue.clock.go(hours=1)
        await queue.outbox.release()
    assert await queue.states() == ["pending"]


async def test_two_who_release_at_once_make_each_message_once(settings: Settings, clock: Clock) -> None:
    async with a_queue(settings, clock) as one, open_store(settings, clock=clock) as second:
        await one.follow((place(number) for number in range(40)), daily())
        await one.publish(2, "once")
        await one.spread()
        clock.go(hours=1)
        released = await asyncio.gather(
            *(each.release(most=7) for each in (one.outbox, second.outbox) for _ in range(8))
        )
        released += [await one.outbox.release()]
        assert sum(released) == 40 == len(await one.states())


async def test_a_time_that_a_jump_of_the_clock_made_far_counts_as_now(queue: Queue) -> None:
    await queue.follow([place(1)], daily())
    await queue.publish(2, "once")
    await queue.spread()
    queue.clock.go(days=-30)
    assert await queue.outbox.release() == 1


async def test_who_changes_the_rhythm_during_a_fan_out_is_told_all_the_same(
    settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever spreads knows the rhythms of a chunk, and somebody takes up another one just then."""
    sort = messages._sorted
    async with a_queue(settings, clock) as queue, open_store(settings, clock=clock) as second:
        changing: list[asyncio.Task[bool]] = []

        async def slowly(*given: Any) -> Any:
            found = await sort(*given)
            hourly = Preferences(rhythm=Rhythm(when="hourly", zone="Asia/Kolkata"))
            change = second.subscriptions.subscribe(place(1), STORY, hourly, by="U1", revision=1)
            changing.append(asyncio.create_task(change))
            await asyncio.wait(changing, timeout=0.2)  # it may have to wait for this one's end
            return found

        await queue.follow([place(1)])
        await queue.follow([place(2)], daily("09:00"))
        await queue.publish(2, "once")
        with monkeypatch.context() as patch:
            patch.setattr(messages, "_sorted", slowly)
            await queue.spread()
        assert await asyncio.gather(*changing) == [False] * len(changing)
        queue.clock.go(days=1)
        await queue.outbox.release()
        assert sorted(names(await queue.claim())) == ["C1", "C2"]
