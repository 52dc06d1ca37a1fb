"""The whole bot in this process, as `onrecord run` starts it, against stand-ins for the platforms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

from adapters.platform import Platform
from adapters.platforms import make, senders
from adapters.serving import House, serve
from bot.brief.library import Library
from bot.config import read_settings
from bot.telemetry.health import Pulse
from tests.support.slack_server import APP_TOKEN, BOT_TOKEN, TEAM, SlackServer


class Started:
    """What a test may look into while the bot runs."""

    def __init__(self) -> None:
        self._house: asyncio.Future[House] = asyncio.get_running_loop().create_future()

    async def house(self) -> House:
        """The bot's insides, once it has opened its store."""
        return await self._house

    def make(self, house: House) -> list[Platform]:
        self._house.set_result(house)
        return list(make(house))


@asynccontextmanager
async def whole_bot(library: Library, folder: Path, *settings: Mapping[str, str]) -> AsyncIterator[House]:
    """The bot with a store in `folder`; ends with everything closed. Raises what ends the bot before that."""
    given = {name: value for each in settings for name, value in each.items()}
    known = {"DATA_DIR": str(folder), "BRIEFS_DIR": "briefs", "HTTP_PORT": "0", **given}
    started, asked = Started(), asyncio.Event()
    # A signal would be heard by the tests' own process, which is to go on.
    with patch("adapters.serving.asked_to_leave", lambda: nullcontext(asked)):
        given_settings = read_settings(known, folder / "none")
        running = asyncio.create_task(serve(given_settings, library, started.make, open_senders=senders))
        made = asyncio.create_task(started.house())
        await asyncio.wait({running, made}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if running.done():
            await running
        yield await made
    finally:
        made.cancel()
        asked.set()
        await running


def pulse(house: House, platform: str) -> Pulse:
    return house.health.pulse(platform)


def counted(house: House, name: str, **labels: Any) -> float:
    """The value of a metric; 0 where nothing was counted yet."""
    return house.metrics.registry.get_sample_value(name, labels) or 0.0


def slack_settings(slack: SlackServer) -> dict[str, str]:
    """What leads a bot to the stand-in for Slack, over Socket Mode."""
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": f"{slack.url}/api/",
    }


async def slack_command(slack: SlackServer, text: str, channel: str = "C1", user: str = "U1") -> bool:
    """Type `/brief` in Slack; whether the bot acknowledged it in time."""
    payload = {
        "command": "/brief",
        "text": text,
        "team_id": TEAM,
        "channel_id": channel,
        "user_id": user,
        "response_url": slack.ticket(channel, user),
        "trigger_id": "1.2",
        "token": "old",
    }
    return await slack.deliver("slash_commands", payload)
