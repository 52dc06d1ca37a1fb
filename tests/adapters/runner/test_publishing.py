"""What is read is published, and what is published is served, whoever published it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.publishing import Publishing
from bot.brief.library import Library
from bot.brief.model import Brief
from bot.config import Settings
from bot.delivery.publish import Publisher
from bot.errors import StoreError
from bot.service import Bot
from bot.storage.store import Store, open_store
from tests.support.ferry import ferry_brief
from tests.support.revisions import edited, said
from tests.support.stores import Clock
from tests.support.waiting import until

START = ferry_brief()
NEW = edited(add=said("s-new"))


class Kept:
    """A bot whose stories are kept at what is published; `read` is what its watcher finds next."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.bot = Bot(Library.of([START]))
        self.told: list[str] = []
        self.woken = 0
        self.read: asyncio.Queue[Library | Exception] = asyncio.Queue()
        self.publisher = Publisher(store.revisions, store.outbox, clock)
        self.publishing = Publishing(
            self.bot,
            self.publisher,
            store.revisions,
            tell=self.told.append,
            published=self.wake,
            look=0.01,
        )

    def wake(self) -> None:
        self.woken += 1

    async def newer(self) -> AsyncIterator[Library]:
        while True:
            found = await self.read.get()
            if isinstance(found, Exception):
                raise found
            yield found

    @asynccontextmanager
    async def keeping(self) -> AsyncIterator[None]:
        keeping = asyncio.create_task(self.publishing.keep(self.newer()))
        try:
            yield
            assert not keeping.done()
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    def serves(self, brief: Brief) -> bool:
        entry = self.bot.library.entries.get(brief.slug)
        return entry is not None and self.bot.library.story(brief.slug).brief == brief


@pytest.fixture
async def kept(tmp_path: Path) -> AsyncIterator[Kept]:
    clock = Clock()
    async with open_store(Settings(data_dir=tmp_path / "var"), clock=clock) as store:
        made = Kept(store, clock)
        await made.publishing.publish(made.bot.library)
        yield made


async def test_a_newer_revision_is_published_served_and_wakes_the_worker(kept: Kept) -> None:
    async with kept.keeping():
        await kept.read.put(Library.of([NEW]))
        await until(lambda: kept.serves(NEW))
    head = await kept.store.revisions.head("ferry")
    assert head is not None
    assert (head.number, kept.told, kept.woken) == (4, ["ferry has changed"], 1)


async def test_what_another_process_publishes_is_served(kept: Kept, caplog: pytest.LogCaptureFixture) -> None:
    async with kept.keeping():
        await kept.publisher.publish(Library.of([NEW]))
        await until(lambda: kept.serves(NEW))
        assert kept.woken == 0  # a worker looks by itself
        assert "older than revision" not in caplog.text
        await kept.read.put(Library.of([START]))  # somebody has put the file back
        await until(lambda: "ferry: the file is older than revision 4, which is served" in caplog.text)
        assert kept.serves(NEW)


async def test_a_whole_new_story_of_another_process_is_served_without_a_file(kept: Kept) -> None:
    other = replace(START, slug="harbour", aliases=())
    async with kept.keeping():
        await kept.publisher.publish(Library.of([other]))
        await until(lambda: kept.serves(other))
        await kept.read.put(Library.of([NEW]))  # and it goes on being served, whatever else changes
        await until(lambda: kept.serves(NEW))
        assert kept.serves(other)


async def test_a_story_whose_file_is_gone_is_not_served_again(kept: Kept, tmp_path: Path) -> None:
    async with kept.keeping():
        await kept.read.put(Library.of([replace(START, slug="harbour", aliases=())]))
        await until(lambda: "ferry is gone" in kept.told)
        await kept.publisher.publish(Library.of([replace(START, slug="lake", aliases=())]))
        await until(lambda: "lake" in kept.bot.library.entries)
    assert "ferry" not in kept.bot.library.entries


async def test_what_was_published_before_the_start_and_has_no_file_is_not_served(kept: Kept) -> None:
    later = Kept(kept.store, Clock())
    await later.publishing.publish(Library.of([replace(START, slug="harbour", aliases=())]))
    assert set(later.bot.library.entries) == {"harbour"}


async def test_what_is_refused_is_told_once_and_the_published_one_served(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = replace(NEW, revision=START.revision)
    for _ in range(2):
        await kept.publishing.publish(Library.of([wrong]))
    assert kept.serves(START)
    assert caplog.text.count("ferry is not published and goes on being served as it was") == 1


async def test_a_store_that_is_away_is_tried_again(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    heads, away = kept.store.revisions.heads, True

    async def sometimes() -> Any:
        if away:
            raise StoreError("the database is away")
        return await heads()

    monkeypatch.setattr(kept.store.revisions, "heads", sometimes)
    async with kept.keeping():
        await kept.read.put(Library.of([NEW]))
        await until(lambda: "nothing is published for now: the database is away" in caplog.text)
        assert kept.serves(START)
        away = False
        await until(lambda: kept.serves(NEW))


async def test_a_watch_that_breaks_leaves_the_rest_going(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    async with kept.keeping():
        await kept.read.put(RuntimeError("no more events"))
        await until(lambda: "no longer watched" in caplog.text)
        await kept.publisher.publish(Library.of([NEW]))
        await until(lambda: kept.serves(NEW))
