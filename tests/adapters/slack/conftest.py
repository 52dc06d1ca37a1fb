"""A workspace, and the bot in it over either transport."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import cast

import pytest

from bot.brief.library import Library
from tests.support.slack_server import SlackServer, slack_server
from tests.support.slack_world import Transport, World, world


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with slack_server() as server:
        yield server


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> Transport:
    return cast("Transport", request.param)


@pytest.fixture
async def bot_on_slack(slack: SlackServer, transport: Transport, library: Library) -> AsyncIterator[World]:
    async with world(slack, transport, library) as made:
        yield made
