"""Turns at a rate that several processes share: evenly apart, never in a burst."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.delivery.outbox import Rates

RESERVED, AHEAD = 10, 0.2  # at a time: so many slots, or those of so many seconds where that is more
STALE = timedelta(seconds=1)
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
                    if epoch == self._epoch:
                        # To wake up a little late is normal; only more than that puts off the next.
                        self._last = max(slot, self._clock() - self._apart / 2)
                        return None
                self._reserved.appendleft(slot)
                return slot
        finally:
            self.waiting -= 1

    def drop(self) -> None:
        """The platform has asked to wait: what was reserved does not count any more."""
        self._epoch += 1
        self._reserved.clear()

    async def _wait(self, slot: datetime) -> None:
        seconds = (slot - self._clock()).total_seconds()
        if seconds > 0:
            await self._pause(seconds)

    async def _next(self) -> datetime:
        while self._reserved and self._reserved[0] < self._clock() - STALE:
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
        if epoch == self._epoch:
            self._reserved.extend(found)


def _retrieved(task: asyncio.Task[None]) -> None:
    """A fault that nobody waited for comes again with the next request."""
    if not task.cancelled():
        task.exception()
