"""Rates: slots evenly apart, whoever reserves them, slower for a while after the platform asked to wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

import pytest

from bot.config import Settings
from bot.storage.store import Store, open_store
from tests.support.stores import Clock


@pytest.fixture
async def rated(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(settings, clock=clock) as opened:
        yield opened


def after(clock: Clock, slots: Sequence[datetime]) -> list[float]:
    """Seconds from now to each slot, to the millisecond."""
    return [round((slot - clock()).total_seconds(), 3) for slot in slots]


async def test_slots_are_evenly_apart_from_now_on(rated: Store, clock: Clock) -> None:
    assert after(clock, await rated.rates.reserve("discord:bot", 4, 50.0)) == [0.0, 0.02, 0.04, 0.06]
    assert after(clock, await rated.rates.reserve("discord:bot", 2, 50.0)) == [0.08, 0.1]


async def test_time_in_which_nothing_was_sent_is_no_burst(rated: Store, clock: Clock) -> None:
    await rated.rates.reserve("discord:bot", 1, 50.0)
    clock.go(hours=1)
    assert after(clock, await rated.rates.reserve("discord:bot", 3, 50.0)) == [0.0, 0.02, 0.04]


async def test_each_key_has_a_rate_of_its_own(rated: Store, clock: Clock) -> None:
    await rated.rates.reserve("slack:T1", 10, 1.0)
    assert after(clock, await rated.rates.reserve("slack:T2", 1, 1.0)) == [0.0]


async def test_all_workers_share_a_rate(settings: Settings, clock: Clock) -> None:
    async with open_store(settings, clock=clock) as one, open_store(settings, clock=clock) as other:
        taken = await asyncio.gather(
            *(each.rates.reserve("discord:bot", 5, 50.0) for each in (one, other) for _ in range(10))
        )
    slots = sorted(after(clock, [slot for share in taken for slot in share]))
    assert slots == [round(number * 0.02, 3) for number in range(100)]


async def test_after_a_request_to_wait_the_rate_is_halved_for_a_while(rated: Store, clock: Clock) -> None:
    await rated.rates.slow("discord:bot", 2.0, 50.0)
    assert after(clock, await rated.rates.reserve("discord:bot", 2, 50.0)) == [2.0, 2.04]
    clock.go(seconds=61)
    assert after(clock, await rated.rates.reserve("discord:bot", 2, 50.0)) == [0.0, 0.04]
    clock.go(seconds=2)
    assert after(clock, await rated.rates.reserve("discord:bot", 2, 50.0)) == [0.0, 0.02]


async def test_a_short_wait_does_not_give_back_what_was_reserved(rated: Store, clock: Clock) -> None:
    await rated.rates.reserve("discord:bot", 10, 1.0)
    await rated.rates.slow("discord:bot", 1.0, 1.0)
    assert after(clock, await rated.rates.reserve("discord:bot", 1, 1.0)) == [10.0]


async def test_a_long_wait_is_kept(rated: Store, clock: Clock) -> None:
    await rated.rates.slow("slack:T1", 7200.0, 1.0)
    assert after(clock, await rated.rates.reserve("slack:T1", 1, 1.0)) == [7200.0]


async def test_a_slow_rate_reserved_far_ahead_is_kept(rated: Store, clock: Clock) -> None:
    await rated.rates.reserve("slack:T1", 10, 0.1)
    assert after(clock, await rated.rates.reserve("slack:T1", 1, 0.1)) == [100.0]


@pytest.mark.parametrize("slowed", [False, True], ids=["at its rate", "halved"])
@pytest.mark.parametrize("days", [30, -30], ids=["forward", "back"])
async def test_a_clock_that_jumps_stops_no_rate(rated: Store, clock: Clock, days: int, slowed: bool) -> None:
    await rated.rates.reserve("discord:bot", 10, 50.0)
    if slowed:
        await rated.rates.slow("discord:bot", 5.0, 50.0)
    clock.now += timedelta(days=days)
    assert after(clock, await rated.rates.reserve("discord:bot", 2, 50.0)) == [0.0, 0.02]
