"""Turns at a rate: in order, evenly apart, and none before a platform allows it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

from bot.delivery.slots import Slots
from tests.support.stores import Clock

APART = timedelta(seconds=1 / 50)


class Row:
    """A rate without a store."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.next = clock.now
        self.counts: list[int] = []
        self.others = 0  # slots that another worker takes whenever we have taken some
        self.ours: list[datetime] = []

    async def reserve(self, key: str, count: int, rate: float) -> list[datetime]:
        self.counts.append(count)
        await asyncio.sleep(0)
        first = max(self.next, self.clock())
        self.next = first + timedelta(seconds=(count + self.others) / rate)
        found = [first + timedelta(seconds=n / rate) for n in range(count)]
        self.ours += found
        return found

    async def slow(self, key: str, wait: float, rate: float) -> None:
        self.next = self.clock() + timedelta(seconds=wait)


class Line:
    """Slots with those who wait for them."""

    def __init__(self, rate: float = 50.0) -> None:
        self.clock = Clock()
        self.row = Row(self.clock)
        self.slots = Slots("k", rate, self.row, self.clock, self.pause)
        self.late = 0.0

    async def pause(self, seconds: float) -> None:
        self.clock.go(seconds=seconds + self.late)
        await asyncio.sleep(0)

    async def take(self, within: float = 60.0) -> tuple[datetime | None, datetime]:
        free = await self.slots.take(self.clock() + timedelta(seconds=within))
        return free, self.clock()

    async def taken(self, count: int) -> list[datetime]:
        found = await asyncio.gather(*(self.take() for _ in range(count)))
        assert all(free is None for free, _ in found)
        return [at for _, at in found]


async def test_slots_are_evenly_apart_and_taken_in_order() -> None:
    times = await Line().taken(200)
    gaps = [(later - sooner).total_seconds() for sooner, later in pairwise(times)]
    assert min(gaps) > 0.98 / 50 - 1e-6
    assert (times[-1] - times[0]).total_seconds() < 199 / 50 / 0.97


async def test_they_are_reserved_ten_at_a_time() -> None:
    line = Line()
    await line.taken(100)
    assert max(line.row.counts) == 10
    assert sum(line.row.counts) <= 110


async def test_who_is_late_catches_up_without_a_burst() -> None:
    line = Line()
    line.late = 0.05
    times = await line.taken(50)
    assert min((later - sooner).total_seconds() for sooner, later in pairwise(times)) > 0.98 / 100 - 1e-6
    assert all(times[n + 10] - times[n] > timedelta(seconds=9.5 * 0.98 / 50) for n in range(40))


async def test_who_is_late_beside_another_worker_keeps_out_of_its_slots() -> None:
    line = Line()
    line.row.others = 10

    async def stand_still() -> None:
        while len(line.row.ours) < 30:  # noqa: ASYNC110 (no time passes)
            await asyncio.sleep(0)
        line.clock.go(seconds=0.07)

    times, _ = await asyncio.gather(line.taken(90), stand_still())
    late = [at for at in times if not any(timedelta(0) <= at - slot < APART for slot in line.row.ours)]
    assert not late


async def test_a_slot_that_is_too_far_off_is_left_to_others() -> None:
    line = Line()
    await line.row.slow("k", 30.0, 50.0)
    free, at = await line.take(within=5)
    assert free == at + timedelta(seconds=30)
    assert (await line.take(within=60))[0] is None


async def test_what_was_reserved_before_the_platform_asked_to_wait_does_not_count() -> None:
    line = Line()
    before = line.clock()
    pause = line.pause

    async def asked_meanwhile(seconds: float) -> None:
        line.slots._pause = pause
        await pause(seconds)
        line.slots.drop()
        await line.row.slow("k", 20.0, 50.0)

    line.slots._pause = asked_meanwhile
    await line.taken(1)
    times = await line.taken(3)
    assert all(at - before > timedelta(seconds=19) for at in times)


async def test_a_clock_that_is_put_back_stops_nobody() -> None:
    line = Line()
    await line.taken(15)
    line.clock.go(hours=-1)
    line.row.next = line.clock.now  # as the store would
    times = await line.taken(15)
    assert times[-1] < line.clock.now + timedelta(seconds=1)
    assert min(later - sooner for sooner, later in pairwise(times)) > timedelta(seconds=0.97 / 50)
