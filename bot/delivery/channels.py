"""One message at a time to a channel, whatever lanes lead there: its threads share its pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.query.request import Place

KEPT = 1000


class Turn:
    """Whose turn it is in one channel, and from when on it takes the next message."""

    def __init__(self, free: datetime) -> None:
        self.lock = asyncio.Lock()
        self.users = 0
        self._free, self._longest = free, 0.0

    def rest(self, now: datetime, seconds: float) -> None:
        """The channel takes nothing for so long."""
        self._free, self._longest = now + timedelta(seconds=seconds), seconds

    def left(self, now: datetime) -> float:
        """Seconds until the channel takes the next one; never more than there were to wait, though the clock
        be put back."""
        return min((self._free - now).total_seconds(), self._longest)


class Channels:
    """The channels that something is on its way to."""

    def __init__(self, clock: Callable[[], datetime], pause: Callable[[float], Awaitable[None]]) -> None:
        self._clock, self._pause = clock, pause
        self._turns: dict[tuple[str, str, str], Turn] = {}

    def queued(self, place: Place) -> int:
        """How many wait for this channel, or are at it."""
        turn = self._turns.get(_key(place))
        return turn.users if turn else 0

    @asynccontextmanager
    async def turn(self, place: Place) -> AsyncIterator[Turn]:
        """Wait until the channel takes a message from us."""
        turn = self._turns.setdefault(_key(place), Turn(self._clock()))
        turn.users += 1
        try:
            async with turn.lock:
                await self.rested(turn)
                yield turn
        finally:
            turn.users -= 1
            self._tidy()

    def soonest(self) -> float | None:
        """Seconds until a channel that rests takes the next message; None if none rests."""
        now = self._clock()
        return min((left for each in self._turns.values() if (left := each.left(now)) > 0), default=None)

    async def rested(self, turn: Turn) -> None:
        """Wait until the channel takes the next one."""
        seconds = turn.left(self._clock())
        if seconds > 0:
            await self._pause(seconds)

    def _tidy(self) -> None:
        if len(self._turns) > KEPT:
            now = self._clock()
            self._turns = {key: each for key, each in self._turns.items() if each.users or each.left(now) > 0}


def _key(place: Place) -> tuple[str, str, str]:
    return place.platform, place.tenant, place.channel
