"""What goes wrong between a published revision and the channels, against a real store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.config import Settings
from bot.delivery.inspection import Which
from bot.delivery.outbox import Result
from bot.delivery.sender import Gone, Posted, Rejected, RetryLater, Unauthorised, Unknown, Unreached
from bot.errors import StoreError
from bot.storage.store import open_store
from tests.support.deliveries import HERE, House, Platform, corrected
from tests.support.ferry import ferry_brief
from tests.support.stores import Clock
from tests.support.waiting import until

THERE = replace(HERE, channel="200")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = Clock()
    async with open_store(Settings(data_dir=tmp_path / "var"), clock=clock) as store:
        yield House(store, clock)


async def test_what_came_through_although_no_answer_did_is_not_sent_again(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    house.platform.knows_keys = False
    house.platform.faults = [(Unknown("the connection broke"), True)]
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    await house.go(minutes=1)
    assert house.platform.asked == ["send", "find"]
    assert len(house.platform.messages) == 1


async def test_where_nobody_can_look_a_repeat_is_accepted_and_said(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    house.platform.knows_keys = house.platform.sees = False
    house.platform.faults = [(Unknown("the connection broke"), True)]
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    await house.go(minutes=1)
    assert len(house.platform.messages) == 2
    [listed] = await house.store.inspection.deliveries(Which(), 10)
    assert listed.state == "sent"
    assert listed.reason.startswith("it may stand there twice")


async def test_what_was_certainly_not_taken_is_sent_again_without_a_look(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    house.platform.faults = [
        Unreached("nobody was there"),
        RetryLater(2.0, "channel", "rate limited"),
        RetryLater(2.0, "platform", "rate limited"),
    ]
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    for _ in range(3):
        await house.go(seconds=10)
    assert house.platform.asked == ["send"] * 4
    assert len(house.platform.messages) == 1


async def test_a_crash_between_two_parts_resumes_at_the_next_part(house: House) -> None:
    house.platform.size, house.platform.knows_keys = 2, False
    await house.publish(ferry_brief())
    await house.follow()
    house.platform.faults = [(Posted(message="m1"), True), Unreached("nobody was there")]
    await house.publish(corrected(s_safe="It is not safe yet.", s_plan="They will mend it."))
    await house.step()
    assert len(house.platform.messages) == 1
    await house.go(seconds=5)
    keys = [each.key for each in house.platform.messages]
    assert len(keys) > 2
    assert len(keys) == len(set(keys))
    assert "– As of revision 4, 7 Mar 2026, 09:30 UTC." in house.platform.lines(HERE)


async def test_after_refusals_over_an_hour_a_lane_is_parked_and_says_so_when_access_is_back(
    house: House,
) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    house.platform.faults = [Gone("the bot may not post in this channel (50013)")] * 4
    await house.publish(corrected(s_safe="It is not safe yet."))
    for hours in (0.0, 0.25, 1.1):
        await house.go(hours=hours)
    [subscription] = await house.store.subscriptions.here(HERE)
    assert subscription.paused == "the bot may not post in this channel (50013)"
    for _ in range(4):
        await house.go(hours=3)
    [message] = house.platform.messages
    assert message.lines[0].endswith("because the bot may not post in this channel (50013).")
    assert "Corrected" in message.lines


async def test_a_token_that_is_not_taken_stops_the_platform_and_loses_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.publish(ferry_brief())
    for channel in range(30):
        await house.follow(replace(HERE, channel=str(channel)))
    house.platform.faults = [Unauthorised("the token is not taken (401)")]
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    assert len(house.platform.asked) < 3
    assert "discord:bot is left alone for 300 s" in caplog.text
    house.platform.faults = []
    for _ in range(3):
        await house.go(minutes=4)
    assert len(house.platform.messages) == 30


async def test_a_sender_that_breaks_its_word_does_not_stop_the_worker(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    send = house.platform.send
    house.platform.send = raising  # type: ignore[method-assign, assignment]
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    assert "the sender for discord raised" in caplog.text
    house.platform.send = send  # type: ignore[method-assign]
    await house.go(minutes=1)
    assert len(house.platform.messages) == 1


async def raising(*_: object, **__: object) -> None:
    raise RuntimeError("a bug of the sender")


async def test_no_second_has_more_messages_than_the_platform_takes(house: House) -> None:
    await house.publish(ferry_brief())
    for channel in range(120):
        await house.follow(replace(HERE, channel=str(channel)))
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    times = [each.at.timestamp() for each in house.platform.messages]
    assert len(times) == 120
    assert min(later - sooner for sooner, later in zip(times, times[50:], strict=False)) > 1 - 0.05
    assert times[-1] - times[0] < 120 / 49 / 0.97


async def test_a_stopped_worker_lets_what_is_on_its_way_arrive_and_leaves_the_rest(house: House) -> None:
    await house.publish(ferry_brief())
    for channel in range(60):
        await house.follow(replace(HERE, channel=str(channel)))
    await house.publish(corrected(s_safe="It is not safe yet."))
    running = asyncio.create_task(house.worker.run())
    house.worker.wake()
    await until(lambda: len(house.platform.messages) > 5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    house.worker = house.new_worker()
    await house.step()
    assert sorted(each.place.channel for each in house.platform.messages) == sorted(map(str, range(60)))
    assert "find" not in house.platform.asked


async def test_a_platform_without_a_sender_here_is_left_to_other_processes(house: House) -> None:
    await house.publish(ferry_brief())
    slack = replace(HERE, platform="slack", tenant="T1", channel="C1")
    await house.follow(slack)
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    other = House(house.store, house.clock, Platform(house.clock, "slack"))
    await other.step()
    assert [each.place for each in other.platform.messages] == [slack]


async def test_two_workers_share_the_work_and_send_nothing_twice(house: House) -> None:
    await house.publish(ferry_brief())
    for channel in range(80):
        await house.follow(replace(HERE, channel=str(channel)))
    house.platform.knows_keys = False
    await house.publish(corrected(s_safe="It is not safe yet."))
    running = [asyncio.create_task(each.run()) for each in (house.worker, house.new_worker())]
    house.worker.wake()
    await until(lambda: len(house.platform.messages) >= 80)
    for each in running:
        each.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    house.worker = house.new_worker()
    await house.go(minutes=5)
    assert len(house.platform.messages) == len({each.key for each in house.platform.messages}) == 80


async def test_a_store_that_fails_for_a_while_is_waited_for_with_what_was_sent_in_hand(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.publish(ferry_brief())
    for channel in range(10):
        await house.follow(replace(HERE, channel=str(channel)))
    await house.publish(corrected(s_safe="It is not safe yet."))
    house.platform.knows_keys = False
    settle, left = house.store.outbox.settle, [3]

    async def failing(results: Sequence[Result]) -> list[bool]:
        left[0] -= 1
        if left[0] >= 0:
            raise StoreError("the database does not answer")
        return await settle(results)

    house.store.outbox.settle = failing  # type: ignore[method-assign]
    await house.step()
    await house.go(minutes=5)
    assert house.platform.asked == ["send"] * 10
    assert "deliveries wait to be entered: the database does not answer" in caplog.text
    assert not any(each.pending for each in await house.store.outbox.waiting())


async def test_who_follows_from_before_anything_was_kept_hears_of_what_came_since(
    house: House,
) -> None:
    await house.publish(ferry_brief())
    await house.follow(revision=1)  # from before anything was kept
    await house.publish(corrected(s_refund="Half is refunded."))
    await house.step()
    [message] = house.platform.messages
    assert "As of revision 4" in " ".join(message.lines)


async def test_a_message_of_several_parts_that_breaks_off_goes_on_where_it_was_without_a_look(
    house: House,
) -> None:
    house.platform.size, house.platform.knows_keys = 3, False
    await house.publish(ferry_brief())
    await house.follow()
    house.platform.faults = [(Posted(message="m1"), True), RetryLater(1.0, "channel", "slower")]
    await house.publish(corrected(s_safe="It is not safe yet.", s_plan="They will mend it."))
    await house.step()
    await house.go(seconds=2)
    assert "find" not in house.platform.asked
    assert len({each.key for each in house.platform.messages}) == len(house.platform.messages) > 1


async def test_what_a_platform_refuses_is_told_in_its_new_shape_with_the_next_revision(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    house.platform.faults = [Rejected("the message is too large (40005)")]
    await house.publish(first := corrected(s_refund="Half is refunded."))
    await house.step()
    [listed] = await house.store.inspection.deliveries(Which(), 10)
    assert (listed.state, listed.reason) == ("rejected", "the message is too large (40005)")
    await house.publish(corrected(first, s_lund="He is for it."))
    await house.step()
    [message] = house.platform.messages
    assert {"s-refund", "s-lund"} <= set(message.part.items)


async def test_a_doubt_stays_through_attempts_that_certainly_came_to_nothing(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    house.platform.knows_keys = house.platform.sees = False
    house.platform.faults = [(Unknown("the connection broke"), True), RetryLater(1.0, "channel", "slower")]
    await house.publish(corrected(s_safe="It is not safe yet."))
    for _ in range(3):
        await house.go(minutes=1)
    [listed] = await house.store.inspection.deliveries(Which(), 10)
    assert listed.reason.startswith("it may stand there twice")
