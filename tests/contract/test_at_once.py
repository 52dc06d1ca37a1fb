"""Several processes at work on the same rows: nobody waits for ever, and nothing falls between two."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.delivery.announcement import Spreading
from bot.delivery.outbox import Delivery, Ended
from bot.query.request import Place
from bot.storage import entering, subscriptions
from bot.storage.outbox import claim, messages
from bot.storage.store import open_store
from tests.support.databases import settings_of
from tests.support.queue import Queue, a_queue, daily, names, place, post, thread
from tests.support.stores import Clock

TENANT = Place(platform="discord", tenant="T1", channel="")
# Of whoever waits for a lock of another connection of this database.
WAITING = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'"""


async def waits_for_a_lock(queue: Queue, working: asyncio.Future[Any]) -> None:
    """Until the work has come as far as it gets: to a lock, or to its end."""
    async with asyncio.timeout(10):
        while not working.done() and await queue.rows(WAITING) == [(0,)]:
            await asyncio.wait({working}, timeout=0.01)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A server: a file has one writer at a time."""
    return settings_of("postgresql", tmp_path, request)


Work = Callable[[], Awaitable[Any]]


async def meanwhile(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, work: Work, other: Work
) -> Any:
    """Do `work`, and begin the other while it stands before its commit, having done `name` of `module`; what
    the other gives."""
    original = getattr(module, name)
    begun: list[asyncio.Future[Any]] = []

    async def stop(*given: Any, **more: Any) -> Any:
        found = await original(*given, **more)
        if not begun:
            begun.append(asyncio.ensure_future(other()))
            await waits_for_a_lock(queue, begun[0])
        return found

    monkeypatch.setattr(module, name, stop)
    await work()
    return await begun[0]


async def news(queue: Queue) -> None:
    await queue.publish(2, "once", "edit")
    await queue.spread()


async def test_who_subscribes_while_something_is_published_is_told(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meanwhile(
        queue,
        monkeypatch,
        subscriptions,
        "_tell_later",
        lambda: queue.follow([place(1)]),
        lambda: news(queue),
    )
    assert names(await queue.claim()) == ["C1"]


async def test_a_post_that_is_entered_while_a_correction_is_published_is_edited(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = post(place(1), "m-1")
    await meanwhile(
        queue,
        monkeypatch,
        entering,
        "amend_late",
        lambda: queue.store.ledger.record([said]),
        lambda: news(queue),
    )
    assert [each.post for each in await queue.claim()] == [said]


async def test_of_a_channel_of_slack_one_thread_alone_is_claimed_whatever_comes_meanwhile(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue.follow([thread(1)])
    await queue.follow([thread(2)], story="harbour")
    await news(queue)

    async def another() -> list[Delivery]:
        await queue.publish(2, "loud", story="harbour")
        await queue.spread()
        return await queue.claim()

    assert await meanwhile(queue, monkeypatch, claim, "_count", queue.claim, another) == []


async def test_what_one_is_spreading_another_leaves_alone(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue.follow(place(number) for number in range(9))
    await queue.publish(2, "once")

    async def step() -> Spreading | None:
        return await queue.outbox.spread(most=4)

    assert await meanwhile(queue, monkeypatch, messages, "make", step, step) is None
    assert await queue.spread(most=4) == 5


async def test_lanes_are_taken_in_one_order_by_whoever_changes_many(settings: Settings, clock: Clock) -> None:
    async with a_queue(settings, clock) as one, open_store(settings, clock=clock) as second:
        # The first half of the places comes to its lanes last, so that no two orders are the same.
        await one.follow(place(number) for number in (*range(40, 80), *range(40)))
        await one.store.ledger.record([post(place(n), f"m-{n}") for n in range(80)])
        await one.follow((place(number) for number in range(80)), daily(), story="harbour")

        async def publishing() -> None:
            for number in range(2, 14):
                await one.publish(number, "loud", "once", "edit", items=["s-1"])
                await one.publish(number, "once", "digest", story="harbour")
                await one.spread(most=30)

        async def parking() -> None:
            for _ in range(25):
                await second.outbox.park(TENANT, "the bot was removed")
                await second.outbox.unpark(TENANT)

        async def answering() -> None:
            for number in range(25):
                posts = [post(place(n), f"n-{n}") for n in range(80)]
                await second.ledger.record(posts if number % 2 else posts[::-1])

        async def sending() -> None:
            for _ in range(25):
                found = await one.claim(most=40)
                await second.outbox.settle([Ended(delivery=each, state="sent") for each in reversed(found)])
                await one.outbox.release()

        await asyncio.gather(publishing(), parking(), answering(), sending())
