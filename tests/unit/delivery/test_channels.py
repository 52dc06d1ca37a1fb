"""One message at a time to a channel, at its pace."""

from __future__ import annotations

import asyncio
from datetime import datetime

from msgspec.structs import replace

from bot.delivery.channels import Channels
from tests.support.stores import SLACK, Clock


class Street:
    """Channels with a clock that goes on while somebody waits."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.channels = Channels(self.clock, self.pause)
        self.waited: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.clock.go(seconds=seconds)
        await asyncio.sleep(0)

    async def speak(self, thread: str = "", rest: float = 1.0) -> datetime:
        async with self.channels.turn(replace(SLACK, thread=thread)) as turn:
            at = self.clock()
            turn.rest(at, rest)
            return at


async def test_a_channel_and_its_threads_share_one_pace() -> None:
    street = Street()
    times = await asyncio.gather(*(street.speak(thread) for thread in ("", "1.0", "2.0")))
    assert [(each - times[0]).total_seconds() for each in times] == [0.0, 1.0, 2.0]


async def test_a_clock_that_is_put_back_stops_no_channel() -> None:
    street = Street()
    await street.speak()
    street.clock.go(hours=-1)
    await street.speak()
    assert street.waited == [1.0]


async def test_it_is_known_when_the_first_of_the_channels_that_rest_is_free_again() -> None:
    street = Street()
    assert street.channels.soonest() is None
    await street.speak(rest=2.0)
    street.clock.go(seconds=0.5)
    assert street.channels.soonest() == 1.5
    street.clock.go(seconds=1.5)
    assert street.channels.soonest() is None
