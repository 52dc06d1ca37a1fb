"""How the queue stands, on the health page, in the metrics and in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from adapters.backlog import EVERY, FRESH, LATE, LATE_IN_TURN, MOVING, SHARE, Backlog
from bot.delivery.inspection import Fanning
from bot.delivery.outbox import Waiting
from bot.errors import StoreError
from bot.telemetry.health import Look
from bot.telemetry.traffic import Traffic
from tests.support.stores import Clock

FAN = Fanning(story="ferry", revision=4, task="once", done=30, of=100)


class Store:
    """What an outbox and an inspection say; a look takes `takes` seconds."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.rows: list[Waiting] = []
        self.fans: Sequence[Fanning] = ()
        self.broken = False
        self.asked, self.takes = 0, 0.0
        self.steady = 0.0

    async def waiting(self) -> list[Waiting]:
        self.asked += 1
        self.steady += self.takes
        if self.broken:
            raise StoreError("the disk\nis full")
        return self.rows

    async def fanning(self) -> Sequence[Fanning]:
        return self.fans

    def waits(self, platform: str, since: timedelta, pending: int = 3, parked: int = 0) -> None:
        oldest = self.clock() - since
        self.rows = [Waiting(platform=platform, pending=pending, due=2, oldest=oldest, parked=parked)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> Store:
    return Store(clock)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def traffic(registry: CollectorRegistry, store: Store) -> Traffic:
    return Traffic(registry, lambda: store.steady)


@pytest.fixture
def backlog(store: Store, traffic: Traffic, clock: Clock) -> Backlog:
    platforms = ("discord", "slack")
    return Backlog(store, store, traffic, platforms, clock, lambda: store.steady)  # type: ignore[arg-type]


async def test_the_page_shows_what_waits_and_how_far_a_fan_out_is(backlog: Backlog, store: Store) -> None:
    store.waits("discord", timedelta(seconds=90), parked=1)
    store.fans = [FAN]
    look = await backlog.look()
    queue = {"pending": 3, "due": 2, "oldest": "2026-03-02T07:58:30.000Z", "parked": 1}
    spreading = {"story": "ferry", "revision": 4, "task": "once", "done": 30, "of": 100}
    assert look.shown == {"queue": {"discord": queue}, "spreading": [spreading]}
    assert look.wrong == ()


async def test_a_message_that_is_due_for_too_long_is_wrong(
    backlog: Backlog, store: Store, clock: Clock
) -> None:
    store.waits("slack", LATE)
    assert (await backlog.look()).wrong == ()
    clock.go(seconds=FRESH + 60)
    assert (await backlog.look()).wrong == ("the oldest message for slack has been due for 6 min",)


async def test_a_platform_that_takes_nothing_is_wrong_though_each_attempt_puts_the_messages_off(
    backlog: Backlog, store: Store, clock: Clock, traffic: Traffic
) -> None:
    store.rows = [Waiting(platform="slack", pending=3, due=0, oldest=None, parked=0, wanted=3)]
    assert (await backlog.look()).wrong == ()
    clock.go(minutes=6)
    assert (await backlog.look()).wrong == ("nothing has got through to slack for 6 min",)
    traffic.ended("slack", "once", "sent")
    clock.go(seconds=FRESH)
    assert (await backlog.look()).wrong == ()
    store.rows = [Waiting(platform="slack", pending=3, due=0, oldest=None, parked=1)]
    store.steady += MOVING + 1
    for _ in range(2):
        clock.go(minutes=6)
        assert (await backlog.look()).wrong == (), "a place that refuses is no fault of the platform"


async def test_a_queue_that_moves_may_be_longer(
    backlog: Backlog, store: Store, clock: Clock, traffic: Traffic
) -> None:
    store.waits("slack", timedelta(minutes=30))
    traffic.ended("slack", "once", "sent")
    assert (await backlog.look()).wrong == ()
    store.steady += MOVING + 1
    assert (await backlog.look()).wrong == ("the oldest message for slack has been due for 30 min",)
    traffic.ended("slack", "once", "sent")
    clock.go(seconds=(LATE_IN_TURN - timedelta(minutes=29)).total_seconds())
    assert len((await backlog.look()).wrong) == 1


async def test_what_waits_for_a_platform_that_is_not_enabled_is_nobodys_fault(
    backlog: Backlog, store: Store
) -> None:
    store.waits("console", timedelta(days=3))
    assert await backlog.look() == Look({"queue": {}, "spreading": []})


async def test_a_queue_that_cannot_be_looked_at_is_wrong_and_says_why(
    backlog: Backlog, store: Store, clock: Clock
) -> None:
    store.broken = True
    assert (await backlog.look()).wrong == ("the queue cannot be looked at: the disk\\nis full",)
    store.broken = False
    clock.go(seconds=FRESH)
    assert (await backlog.look()).wrong == ()


async def test_many_who_ask_are_one_look_and_a_long_one_is_seldom(
    backlog: Backlog, store: Store, clock: Clock
) -> None:
    store.takes = 1.0
    await asyncio.gather(*(backlog.look() for _ in range(5)))
    assert store.asked == 1
    clock.go(seconds=SHARE - 1)
    await backlog.look()
    assert store.asked == 1
    clock.go(seconds=1)
    await backlog.look()
    assert store.asked == 2


async def test_the_metrics_follow(backlog: Backlog, store: Store, registry: CollectorRegistry) -> None:
    store.waits("slack", timedelta(seconds=90), parked=4)
    await backlog.look()
    named = {"platform": "slack"}
    values = {
        name: registry.get_sample_value(f"onrecord_{name}", named)
        for name in ("pending", "due", "oldest_due_seconds", "parked_lanes")
    }
    assert values == {"pending": 3, "due": 2, "oldest_due_seconds": 90, "parked_lanes": 4}


async def keep(backlog: Backlog, clock: Clock, looks: int) -> None:
    """Let the backlog keep watch until it has looked so many times."""
    left, enough = looks, asyncio.Event()

    async def pause(seconds: float) -> None:
        nonlocal left
        assert seconds == EVERY
        clock.go(seconds=seconds)
        if left == 0:
            enough.set()
            await asyncio.Event().wait()
        left -= 1

    keeping = asyncio.create_task(backlog.keep(pause))
    async with asyncio.timeout(5):
        await enough.wait()
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping


async def test_the_log_tells_how_far_it_is_and_of_each_trouble_once(
    backlog: Backlog, store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    store.waits("slack", timedelta(minutes=10))
    store.fans = [FAN]
    await keep(backlog, clock, 3)
    assert caplog.text.count("ferry revision 4 (once): 30 of 100 made ready") == 3
    assert caplog.text.count("the oldest message for slack has been due for 10 min") == 1
