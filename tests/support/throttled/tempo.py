"""A clock that runs faster than the world's, the same in every process that is told its pace."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from msgspec import Struct


class Tempo(Struct, frozen=True, kw_only=True):
    """`pace` seconds pass in one; `ahead` is how far this clock stands before the others (seconds).

    At 1 it is the machine's own clock. `began` is the machine's time at which all clocks agree.
    """

    pace: float = 1.0
    began: float = 0.0
    ahead: float = 0.0

    @classmethod
    def at(cls, pace: float) -> Tempo:
        """A clock that begins to run now."""
        return cls(pace=pace, began=time.time())

    def now(self) -> float:
        """Seconds since 1970."""
        return self.began + (time.time() - self.began) * self.pace + self.ahead

    def clock(self) -> datetime:
        """The same, as the bot's clock tells it."""
        return datetime.fromtimestamp(self.now(), UTC)

    async def pause(self, seconds: float) -> None:
        """Wait so many of its seconds."""
        await asyncio.sleep(max(0.0, seconds) / self.pace)
