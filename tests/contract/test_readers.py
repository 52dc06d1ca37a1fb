"""How far people have read: one cursor a reader and story, which never goes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.config import Settings
from bot.storage.store import Store, open_store


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    async with open_store(settings) as opened:
        yield opened


async def test_who_never_looked_has_read_nothing(store: Store) -> None:
    assert await store.readers.read_until("slack", "T1", "U1", "ferry") is None


async def test_a_cursor_goes_on_and_never_back(store: Store) -> None:
    for revision, expected in ((3, 3), (5, 5), (4, 5), (5, 5)):
        await store.readers.read("slack", "T1", "U1", "ferry", revision)
        assert await store.readers.read_until("slack", "T1", "U1", "ferry") == expected


async def test_of_several_answers_at_once_the_newest_counts(store: Store) -> None:
    await asyncio.gather(*(store.readers.read("slack", "T1", "U1", "ferry", n) for n in (2, 9, 5, 1, 7)))
    assert await store.readers.read_until("slack", "T1", "U1", "ferry") == 9


@pytest.mark.parametrize(
    "other",
    [
        ("discord", "T1", "U1", "ferry"),
        ("slack", "T2", "U1", "ferry"),
        ("slack", "T1", "U2", "ferry"),
        ("slack", "T1", "U1", "harbour"),
        ("slack", "T1", "U1\x00", "ferry"),
    ],
)
async def test_each_reader_and_story_has_a_cursor(store: Store, other: tuple[str, str, str, str]) -> None:
    await store.readers.read("slack", "T1", "U1", "ferry", 3)
    assert await store.readers.read_until(*other) is None
    await store.readers.read(*other, 1)
    assert await store.readers.read_until(*other) == 1
    assert await store.readers.read_until("slack", "T1", "U1", "ferry") == 3


async def test_a_cursor_outlives_the_process(settings: Settings) -> None:
    async with open_store(settings) as store:
        await store.readers.read("slack", "T1", "U1", "ferry", 3)
    async with open_store(settings) as store:
        assert await store.readers.read_until("slack", "T1", "U1", "ferry") == 3
