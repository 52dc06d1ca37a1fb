"""Both platforms in one process, as an operator runs them: started, looked at, killed, started again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.support import local_slack as slack
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.local_slack import LocalSlack, eventually, free_port, local_slack, shown
from tests.support.running import ROOT, RunningBot, running_bot
from tests.support.waiting import until

Start = Callable[[], AbstractContextManager[RunningBot]]


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with discord_server() as server:
        yield server


@pytest.fixture(scope="module")
def workspace(slack_program: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with local_slack(ROOT, tmp_path_factory.mktemp("slack")) as running:
        yield running


@pytest.fixture
def start(discord: DiscordServer, workspace: LocalSlack, tmp_path: Path) -> Start:
    """Starts the bot on both platforms, again and again in the same folder."""
    workspace.reset()
    settings = discord.settings | {
        "SLACK_BOT_TOKEN": slack.BOT_TOKEN,
        "SLACK_APP_TOKEN": slack.APP_TOKEN,
        "SLACK_API_URL": f"{workspace.url}/api/",
    }
    return partial(running_bot, tmp_path, free_port(), settings)


def registrations(discord: DiscordServer) -> int:
    """How often commands were registered."""
    return sum(call.method == "PUT" and call.path.endswith("/commands") for call in discord.rest.calls)


class Started:
    """A context manager of this thread, entered in another: the stand-in needs this one."""

    def __init__(self, start: Start) -> None:
        self._manager = start()

    async def __aenter__(self) -> RunningBot:
        return await asyncio.to_thread(self._manager.__enter__)

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._manager.__exit__, None, None, None)


async def test_one_process_answers_on_both(
    start: Start, discord: DiscordServer, workspace: LocalSlack
) -> None:
    async with Started(start) as bot:
        asked = await discord.person().slash("who-said-what", {"story": "nk-russia", "speaker": "kirby"})
        there = (await asked.answer()).text()
        await asyncio.to_thread(workspace.command, "nk-russia who-said-what kirby")
        (here,) = await asyncio.to_thread(eventually, workspace.answers, "the answer on Slack")
        for words in ("John Kirby", "“significant”"):
            assert words in there
            assert words in shown(here)
        report = await asyncio.to_thread(bot.health)
        assert {name: each["connected"] for name, each in report["platforms"].items()} == {
            "discord": True,
            "slack": True,
        }


async def test_a_killed_bot_comes_back_and_its_old_buttons_work(start: Start, discord: DiscordServer) -> None:
    ada = discord.person()
    async with Started(start) as bot:
        old = await (await ada.slash("brief", {"story": "nk-russia"})).answer()
        assert registrations(discord) == 1
        bot.process.kill()
        await asyncio.to_thread(bot.process.wait)
    async with Started(start):
        await ada.click(old, "Timeline")
        await until(lambda: "Timeline" in old.text())
        assert registrations(discord) == 1


async def test_a_stop_is_clean_and_says_so(start: Start, discord: DiscordServer) -> None:
    async with Started(start) as bot:
        assert await asyncio.to_thread(bot.stop) == 0
        log = bot.log()
    assert "Traceback" not in log
    assert discord.world.token not in log
    assert slack.BOT_TOKEN not in log
