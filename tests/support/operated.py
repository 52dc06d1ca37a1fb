"""A store as an operator finds it: three places follow the ferry, and not every message got through."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from msgspec.structs import replace

from bot.config import Settings
from bot.delivery.sender import Rejected
from bot.storage.store import open_store
from tests.support.deliveries import HERE, House, corrected
from tests.support.ferry import ferry_brief
from tests.support.stores import Clock

OTHER = replace(HERE, channel="101")
PARKED = replace(HERE, channel="102")
TOO_LONG = Rejected("the text is too long (50035)")
GONE = "the bot may not post there"

Result = TypeVar("Result")


def now() -> Clock:
    """A clock that shows this moment: commands go by the real time."""
    clock = Clock()
    clock.now = datetime.now(UTC)
    return clock


def inside(settings: Settings, act: Callable[[House], Awaitable[Result]]) -> Result:
    """Do something with the store, and close it again."""

    async def opened() -> Result:
        clock = now()
        async with open_store(settings, clock=clock) as store:
            return await act(House(store, clock))

    return asyncio.run(opened())


async def three_places(house: House) -> None:
    """The correction was rejected in the first place, has arrived in the second, and waits in the third,
    which is parked."""
    await house.publish(ferry_brief())
    for place in (HERE, OTHER, PARKED):
        await house.follow(place)
    await house.store.outbox.park(PARKED, GONE)
    await house.publish(corrected(s_safe="The ‘Gull’ was checked in May."))
    house.platform.faults = [TOO_LONG]
    await house.step()
