"""A platform that refuses, drops, fails or is slow: every channel is told, once, in order."""

from __future__ import annotations

from typing import Any

import pytest

from bot.delivery.inspection import ANYWHERE
from tests.support.throttled.rig import Rig, places
from tests.support.throttled.story import marker

EVERYWHERE = [*places("discord", 4), *places("slack", 3)]
FAULTS: dict[str, dict[str, Any]] = {
    "the reply is dropped": {"act": "drop"},
    "nobody answers": {"act": "cut"},
    "it fails after it took the message": {"act": "500 after"},
    "it fails": {"act": "500"},
    "too fast for a channel": {"act": "429", "after": 3.0},
    "too fast for everything": {"act": "429 global", "after": 3.0},
    "too fast, without words": {"act": "429 bare", "after": 3.0},
    "the token is not taken": {"act": "401"},
}


async def test_each_channel_is_told_once_whatever_goes_wrong(rig: Rig) -> None:
    await rig.followed_by(EVERYWHERE)
    revised = []
    for name, fault in FAULTS.items():
        for skip in (0, 1, 2):
            rig.fake.order(**fault, skip=skip)
        rig.fake.order(**fault, channel="2", times=2)
        rig.fake.order(**fault, channel="C2", times=2)
        revised.append("news")
        await rig.deliver(*revised)
        everything = list(range(2, 2 + len(revised)))
        assert rig.told(EVERYWHERE) == [everything] * len(EVERYWHERE), name
        rig.fake.clear()


async def test_a_late_answer_after_the_lease_has_ended_repeats_nothing(rig: Rig) -> None:
    following = places("discord", 1) + places("slack", 1)
    await rig.followed_by(following)
    rig.fake.order("hold", channel="1")
    rig.fake.order("hold", channel="C1")
    rig.revise("news")
    slow = rig.start()
    rig.fake.until("held", 2)
    rig.fake.go(300)
    if rig.settings.database_url:  # another process may take over; on SQLite there is one only
        assert rig.run() == 0
    rig.fake.release()
    assert rig.end(slow) == 0
    assert rig.told(following) == [[2], [2]]


async def test_a_nonce_that_discord_has_forgotten_is_not_relied_on(rig: Rig) -> None:
    following = places("discord", 3)
    await rig.followed_by(following)
    rig.fake.order("500 after", times=3)
    rig.revise("news")
    async with rig.bot() as bot:
        await bot.publish()
        await bot.work(lambda: rig.counted("fault 500 after", 3))
    rig.fake.go(3600)
    await rig.deliver("news")
    assert rig.told(following) == [[2]] * 3
    assert rig.fake.page().counts["looked"] == 3


async def test_without_a_look_into_the_history_slack_is_told_twice_and_the_record_says_so(
    blind: Rig,
) -> None:
    following = places("slack", 1)
    await blind.followed_by(following)
    blind.fake.order("drop")
    await blind.deliver("news")
    assert blind.told(following) == [[2, 2]]
    (delivery,) = await blind.deliveries()
    assert "channels:history" in delivery.reason


@pytest.mark.parametrize("refusal", ["403", "404"])
async def test_access_that_was_lost_comes_back_and_everything_is_told_in_order(
    rig: Rig, refusal: str
) -> None:
    lost, others = places("discord", 1), places("discord", 2, first=2)
    await rig.followed_by([*lost, *others])
    rig.fake.order(refusal, channel="1", times=-1)
    revised = []
    async with rig.bot() as bot:
        for _ in range(4):
            revised.append("news")
            rig.revise(*revised)
            await bot.publish()
            await rig.pass_time(bot, 3600)
        (lane,) = await bot.store.inspection.lanes(ANYWHERE, "parked", 10)
        assert (lane.place, bool(lane.reason)) == (lost[0], True)
        assert rig.told(others) == [[2, 3, 4, 5]] * 2
        rig.fake.clear()
        await rig.pass_time(bot, 2 * 86400)
    first, *_ = rig.fake.page().texts("1")
    assert "paused" in first
    assert rig.told(lost) == [[2, 3, 4, 5]]


async def test_after_a_deep_back_off_one_message_tells_all_that_came_meanwhile(rig: Rig) -> None:
    following = places("discord", 1) + places("slack", 1)
    await rig.followed_by(following)
    rig.fake.order("500", times=-1)
    revised = []
    async with rig.bot() as bot:
        for _ in range(3):
            revised.append("news")
            rig.revise(*revised)
            await bot.publish()
            await rig.pass_time(bot, 600)
        rig.fake.clear()
        await rig.send_all(bot)
    assert rig.told(following) == [[2, 3, 4]] * 2
    assert len(rig.fake.page().texts("1")) <= 2


async def test_one_message_that_is_not_taken_holds_nothing_up(rig: Rig) -> None:
    following = places("discord", 2)
    await rig.followed_by(following)
    rig.fake.order("400", channel="1")
    await rig.deliver("news")
    await rig.deliver("news", "news")
    assert rig.told(following)[1] == [2, 3]
    assert marker(3) in "".join(rig.fake.page().texts("1"))
    rejected = [each for each in await rig.deliveries() if each.state == "rejected"]
    assert [each.place for each in rejected] == following[:1]
    assert rejected[0].reason
