"""What the tests of both platforms are told of the bot's access."""

from __future__ import annotations

import asyncio

from bot.errors import StoreError
from bot.query.request import Place

Told = tuple[str, object]


class Heard:
    """The Access of bot.delivery.access that notes what it is told; fails where it is to."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.failing = False

    async def lost(self, place: Place, reason: str) -> None:
        assert reason
        await self._note("lost", place)

    async def back(self, place: Place) -> None:
        await self._note("back", place)

    async def departed(self, platform: str, tenant: str) -> None:
        await self._note("departed", (platform, tenant))

    async def returned(self, platform: str, tenant: str) -> None:
        await self._note("returned", (platform, tenant))

    async def _note(self, what: str, about: object) -> None:
        await asyncio.sleep(0)
        if self.failing:
            raise StoreError("the disk is full")
        self.told.append((what, about))
