"""Turns at a rate that several processes share: evenly apart, never in a burst."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.delivery.outbox import Rates

RESERVED, AHEAD = 10, 0.2  # at a time: so many slots, or those of so many seconds where that is more
STALE = timedelta(seconds=1)
SKIPPED = 5  # slots in a row that may be left out
EVEN = 0.98  # of the distance between two slots: what came late may catch up, and no faster


class Slots:
    """The slots of one key, in the order in which they were asked for."""

    def __init__(
        self,
        key: str,
        rate: float,
        rates: Rates,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self._key, self._rate, self._rates = key, rate, rates
        self._clock, self._pause = clock, pause
        self._apart = timedelta(seconds=EVEN / rate)
        self._turn = asyncio.Lock()
        self._reserved: deque[datetime] = deque()
        self._reserving: asyncio.Task[None] | None = None
        self._epoch = 0
        self._last: datetime | None = None
        self._end: datetime | None = None  # of what was reserved last
        self._shared = True
        self._skipped = 0
        self.waiting = 0

    async def take(self, latest: datetime) -> datetime | None:
        """Wait for the next slot. Where that is later than `latest`, its time, and no waiting.

        Raises StoreError.
        """
        self.waiting += 1
        try:
            async with self._turn:
                while (slot := await self._next()) <= latest:
                    epoch = self._epoch
                    await self._wait(slot)
                    if epoch == self._epoch and not self._missed(slot):
                        # To wake up a little late is normal; only more than that puts off the next.
                        self._last = max(slot, self._clock() - self._apart / 2)
                        return None
                self._reserved.appendleft(slot)
                return slot
        finally:
            self.waiting -= 1

    def drop(self) -> None:
        """What was reserved does not count any more: the platform has asked to wait, say."""
        self._epoch += 1
        self._reserved.clear()

    def _missed(self, slot: datetime) -> bool:
        """Whether a slot beside those of others is left out since it is over; who is always late goes on."""
        late = self._shared and self._clock() - slot > self._apart
        self._skipped = self._skipped + 1 if late and self._skipped < SKIPPED else 0
        return self._skipped > 0

    async def _wait(self, slot: datetime) -> None:
        seconds = (slot - self._clock()).total_seconds()
        if seconds > 0:
            await self._pause(seconds)

    async def _next(self) -> datetime:
        if self._last and self._last > self._clock() + STALE:
            self._last = None  # the clock was put back; what was reserved before that is as far off
            self.drop()
        late = self._apart if self._shared else STALE
        while self._reserved and self._reserved[0] < self._clock() - late:
            self._reserved.popleft()
        if len(self._reserved) < RESERVED and self.waiting > len(self._reserved):
            self._reserve()
        while not self._reserved:
            await asyncio.shield(self._reserve())
        slot = self._reserved.popleft()
        return slot if self._last is None else max(slot, self._last + self._apart)

    def _reserve(self) -> asyncio.Task[None]:
        """Ask for more slots, before the last one is gone: the store takes its time."""
        if self._reserving is None or self._reserving.done():
            self._reserving = asyncio.create_task(self._more())
            self._reserving.add_done_callback(_retrieved)
        return self._reserving

    async def _more(self) -> None:
        epoch = self._epoch
        count = max(1, min(self.waiting, max(RESERVED, round(self._rate * AHEAD))))
        found = await self._rates.reserve(self._key, count, self._rate)
        # A gap was another worker's. What is late then would fall among its requests, so that there would be
        # too many at a time; alone, what is late goes on late, and evenly apart.
        self._shared = self._end is None or found[0] - self._end > 2 * self._apart
        self._end = found[-1]
        if epoch == self._epoch:
            self._reserved.extend(found)


def _retrieved(task: asyncio.Task[None]) -> None:
    """A fault that nobody waited for comes again with the next request."""
    if not task.cancelled():
        task.exception()
