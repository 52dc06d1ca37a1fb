"""What goes on beside answering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.upkeep import SEEN_FOR, forget, keep_up
from bot.brief.library import Library, load
from bot.errors import StoreError
from bot.service import Bot
from bot.storage.memory import MemorySeen


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


async def test_old_events_are_forgotten_at_once_and_every_hour_also_after_a_failure() -> None:
    now = [datetime.now(UTC) - SEEN_FOR - timedelta(minutes=1)]
    seen = FailingSeen(lambda: now[0])
    assert await seen.first("slack", "old")
    now[0] = datetime.now(UTC)
    assert await seen.first("slack", "new")
    paused: list[float] = []
    enough = asyncio.Event()

    async def pause(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 3:
            enough.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(forget(seen, pause))
    async with asyncio.timeout(5):
        await enough.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert paused == [3600.0] * 3
    assert await seen.first("slack", "old")
    assert not await seen.first("slack", "new")
