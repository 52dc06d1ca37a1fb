"""What goes on beside answering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from adapters.upkeep import ENDED_FOR, SEEN_FOR, chores, keep_up, tidy
from bot.brief.library import Library, load
from bot.delivery.tenants import Tenants
from bot.errors import StoreError
from bot.service import Bot
from bot.storage.memory import MemorySeen
from tests.support.stores import Clock


@pytest.fixture
def empty(tmp_path: Path) -> Bot:
    (tmp_path / "none").mkdir()
    return Bot(load(tmp_path / "none", tmp_path, tmp_path))


async def test_newer_briefs_are_answered_from_and_told(library: Library, empty: Bot) -> None:
    told: list[str] = []
    served: list[Library] = []
    before = empty.library

    async def newer() -> AsyncIterator[Library]:
        yield library
        served.append(empty.library)
        yield before

    await keep_up(empty, newer(), told.append)
    assert told == ["nk-russia has changed", "nk-russia is gone"]
    assert served == [library]
    assert empty.library is before


async def test_a_watch_that_breaks_leaves_the_bot_as_it_is(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    bot = Bot(library)

    async def broken() -> AsyncIterator[Library]:
        if bot.library is library:
            raise RuntimeError("no more events")
        yield library

    await keep_up(bot, broken(), print)
    assert bot.library is library
    assert "no longer watched" in caplog.text


class FailingSeen(MemorySeen):
    """A store that fails at first."""

    failures = 2

    async def prune(self, before: datetime) -> int:
        if self.failures:
            self.failures -= 1
            raise StoreError("the disk is full") if self.failures else RuntimeError("?")
        return await super().prune(before)


class Kept:
    """Tenants of which one departed; notes what is deleted, and from when."""

    def __init__(self, gone_since: datetime) -> None:
        self._gone_since = gone_since
        self.forgotten: list[tuple[str, str]] = []
        self.pruned: list[datetime] = []

    async def overdue(self, before: datetime) -> list[tuple[str, str]]:
        return [("slack", "T1")] if self._gone_since < before and not self.forgotten else []

    async def forget(self, platform: str, tenant: str) -> Mapping[str, int]:
        self.forgotten.append((platform, tenant))
        return {"post": 3}

    async def prune(self, before: datetime) -> Mapping[str, int]:
        self.pruned.append(before)
        return {}


class Hours:
    """A pause that is over at once, `count` times."""

    def __init__(self, count: int, clock: Clock) -> None:
        self._left, self._clock = count, clock
        self.enough = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        assert seconds == 3600.0
        self._clock.go(seconds=seconds)
        self._left -= 1
        if not self._left:
            self.enough.set()
            await asyncio.Event().wait()


async def tidied(seen: MemorySeen, tenants: Kept, clock: Clock, hours: int) -> None:
    """Let the chores go on for so many hours."""
    pause = Hours(hours, clock)
    task = asyncio.create_task(tidy(chores(seen, cast("Tenants", tenants), 30, clock), pause))
    async with asyncio.timeout(5):
        await pause.enough.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_old_events_are_forgotten_at_once_and_every_hour_also_after_a_failure() -> None:
    clock = Clock()
    seen = FailingSeen(clock)
    assert await seen.first("slack", "old")
    clock.go(seconds=SEEN_FOR.total_seconds())
    assert await seen.first("slack", "new")
    clock.go(minutes=1)
    await tidied(seen, Kept(clock.now), clock, 3)
    assert await seen.first("slack", "old")
    assert not await seen.first("slack", "new")


async def test_what_was_kept_of_a_server_goes_once_its_days_of_grace_are_over() -> None:
    clock = Clock()
    tenants = Kept(clock.now)
    clock.go(days=29, hours=22, minutes=30)
    first = clock.now
    await tidied(MemorySeen(clock), tenants, clock, 2)
    assert tenants.forgotten == []
    await tidied(MemorySeen(clock), tenants, clock, 1)
    assert tenants.forgotten == [("slack", "T1")]
    assert tenants.pruned == [first - ENDED_FOR + timedelta(hours=hours) for hours in range(3)]
