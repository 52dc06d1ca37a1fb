"""The worker as the runner keeps it, and the parts of the health page about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from adapters.delivering import Delivering, per_second
from bot.brief.library import Library
from bot.config import Settings
from bot.delivery.publish import Publisher
from bot.delivery.sender import Sender
from bot.storage.store import Store, open_store
from bot.subscription.model import Preferences
from bot.telemetry.health import Health, Look, Pulse
from bot.telemetry.traffic import Traffic
from tests.support.deliveries import HERE, Platform, corrected
from tests.support.ferry import ferry_brief
from tests.support.waiting import until


class Senders:
    """Opens one platform, and counts how often it was opened and closed."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.opened, self.closed = 0, 0

    @asynccontextmanager
    async def __call__(self, settings: Settings) -> AsyncIterator[Sequence[Sender]]:
        self.opened += 1
        try:
            yield [self.platform]
        finally:
            self.closed += 1


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data_dir=tmp_path / "var")) as opened:
        yield opened


@pytest.fixture
def senders(store: Store) -> Senders:
    return Senders(Platform(store.clock))


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def delivering(store: Store, senders: Senders, registry: CollectorRegistry) -> Delivering:
    traffic = Traffic(registry)
    return Delivering(Settings(discord_rate=20.0), store, senders, traffic, Pulse("delivery"))


@asynccontextmanager
async def running(delivering: Delivering) -> AsyncIterator[None]:
    task = asyncio.create_task(delivering.run())
    await until(lambda: delivering.pulse.connected)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_what_is_published_is_told_and_the_senders_are_closed_at_the_end(
    delivering: Delivering, store: Store, senders: Senders, registry: CollectorRegistry
) -> None:
    publisher = Publisher(store.revisions, store.outbox, store.clock)
    await publisher.publish(Library.of([ferry_brief()]))
    await store.subscriptions.subscribe(HERE, "ferry", Preferences(), by="U1", revision=3)
    async with running(delivering):
        await publisher.publish(Library.of([corrected(s_safe="It was checked.")]))
        delivering.wake()
        await until(lambda: senders.platform.messages)
        assert (senders.opened, senders.closed) == (1, 0)
    assert (senders.opened, senders.closed) == (1, 1)
    assert registry.get_sample_value("onrecord_rate_limit", {"platform": "discord"}) == 20
    ended = {"platform": "discord", "task": "loud", "state": "sent"}
    assert registry.get_sample_value("onrecord_deliveries_total", ended) == 1


async def test_health_says_whether_it_runs_and_why_not(delivering: Delivering) -> None:
    async def well() -> bool:
        return True

    health = Health(well)
    health.parts["delivery"] = delivering.look
    page = await health.report()
    assert (page["ready"], page["why"]) == (False, ["nothing is delivered: the worker is not running"])
    async with running(delivering):
        page = await health.report()
        assert (page["ready"], page["why"], page["delivery"]["running"]) == (True, [], True)
    page = await health.report()
    assert (page["ready"], page["why"]) == (False, ["nothing is delivered: not running"])
    delivering.pulse.down("OSError: no way out")
    assert (await health.report())["delivery"]["trouble"] == "OSError: no way out"
    assert (await health.report())["why"] == ["nothing is delivered: OSError: no way out"]


async def test_a_store_that_cannot_be_written_is_told_with_all_else_that_is_wrong() -> None:
    async def broken() -> bool:
        return False

    async def late() -> Look:
        return Look({"slack": {}}, ("the oldest message for slack has been due for 6 min",))

    health = Health(broken)
    health.parts["queue"] = late
    page = await health.report()
    assert (page["ready"], page["store"], page["queue"]) == (False, False, {"slack": {}})
    assert page["why"] == [
        "the store cannot be written",
        "the oldest message for slack has been due for 6 min",
    ]


async def test_nobody_is_woken_before_the_worker_runs(delivering: Delivering) -> None:
    delivering.wake()
    assert not (await delivering.look()).shown["running"]


def test_rates_are_those_of_the_settings() -> None:
    rates = per_second(Settings(discord_rate=20.0, slack_rate=2.0))
    assert (rates["discord"], rates["slack"]) == (20.0, 2.0)
