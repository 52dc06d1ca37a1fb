"""Events that a platform delivers twice are told apart from new ones, in every store."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.config import Settings
from bot.delivery.remembered import Seen
from bot.storage.memory import MemoryStore
from bot.storage.store import Store, open_store
from tests.support.stores import Clock, claim_at_once


@pytest.fixture
def seen(store: Store | MemoryStore) -> Seen:
    return store.seen


async def test_an_event_is_first_once(seen: Seen) -> None:
    assert [await seen.first("slack", "Ev1") for _ in range(3)] == [True, False, False]


async def test_the_same_event_of_another_platform_is_another(seen: Seen) -> None:
    assert await seen.first("slack", "1")
    assert await seen.first("discord", "1")


async def test_of_many_at_once_one_is_first(seen: Seen) -> None:
    told = await asyncio.gather(*(seen.first("slack", "Ev1") for _ in range(20)))
    assert sorted(told) == [False] * 19 + [True]


async def test_of_hundreds_at_once_each_is_first_once(seen: Seen) -> None:
    events = [f"Ev{number % 450}" for number in range(900)]
    told = await asyncio.gather(*(seen.first("slack", event) for event in events))
    assert told == [True] * 450 + [False] * 450


async def test_an_event_with_characters_that_no_database_takes_is_an_event(seen: Seen) -> None:
    assert [await seen.first("slack", event) for event in ("\x00", "\ud800", "\\u0000", "\x00")] == [
        True,
        True,
        True,
        False,
    ]


async def test_old_events_are_forgotten_and_counted(seen: Seen, clock: Clock) -> None:
    await seen.first("slack", "old")
    await seen.first("slack", "older than it looks")
    clock.go(hours=2)
    await seen.first("slack", "new")
    assert await seen.prune(clock.now - timedelta(hours=1)) == 2
    assert await seen.prune(clock.now - timedelta(hours=1)) == 0
    assert await seen.first("slack", "old")
    assert not await seen.first("slack", "new")


async def test_what_was_seen_is_seen_after_a_restart(settings: Settings) -> None:
    async with open_store(settings) as store:
        assert await store.seen.first("slack", "Ev1")
    async with open_store(settings) as store:
        assert not await store.seen.first("slack", "Ev1")


async def test_of_several_connections_at_once_one_is_first(settings: Settings) -> None:
    async with open_store(settings) as one, open_store(settings) as other:
        for number in range(20):
            told = await asyncio.gather(*(each.seen.first("slack", f"Ev{number}") for each in (one, other)))
            assert sorted(told) == [False, True]


def test_programs_that_start_together_on_an_empty_database_share_the_events(settings: Settings) -> None:
    events = [f"Ev{number}" for number in range(60)]
    claimed = claim_at_once(settings, 4, events)
    assert sorted(event for each in claimed for event in each) == sorted(events)
