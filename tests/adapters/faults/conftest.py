"""A Discord and the whole bot in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.serving import House
from bot.brief.library import Library
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.waiting import until
from tests.support.whole_bot import pulse, whole_bot


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with discord_server() as server:
        yield server


@pytest.fixture
async def house(discord: DiscordServer, library: Library, tmp_path: Path) -> AsyncIterator[House]:
    async with whole_bot(library, tmp_path, discord.settings) as house:
        await discord.gateway.wait_until(True)
        await until(lambda: pulse(house, "discord").connected)
        yield house
