"""A room on a simulated Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.brief.library import Library
from tests.support.discord_room import Room
from tests.support.discord_room import room as made_room


@pytest_asyncio.fixture
async def room(library: Library) -> AsyncIterator[Room]:
    async with made_room(library) as made:
        yield made


@pytest.fixture
def discord_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py keeps its addresses for the whole process: afterwards they are Discord's again."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
