"""A story followed in a running bot, as people on both platforms and an operator at a terminal meet it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.support import local_slack as slack
from tests.support import story_bridge as bridge
from tests.support.discord_people import Person
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.local_slack import LocalSlack, eventually, free_port, local_slack, shown
from tests.support.running import ROOT, RunningBot, running_bot
from tests.support.waiting import until

Start = Callable[[], AbstractContextManager[RunningBot]]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with discord_server() as server:
        yield server


@pytest.fixture(scope="module")
def workspace(slack_program: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    with local_slack(ROOT, tmp_path_factory.mktemp("slack")) as running:
        yield running


@pytest.fixture
def settings(discord: DiscordServer, workspace: LocalSlack, tmp_path: Path) -> dict[str, str]:
    """What stands in `.env`; new revisions are published by hand."""
    workspace.reset()
    return discord.settings | {
        "SLACK_BOT_TOKEN": slack.BOT_TOKEN,
        "SLACK_APP_TOKEN": slack.APP_TOKEN,
        "SLACK_API_URL": f"{workspace.url}/api/",
        "BRIEFS_DIR": str(tmp_path / "briefs"),
        "WATCH": "false",
    }


@pytest.fixture
def start(settings: dict[str, str], tmp_path: Path) -> Start:
    """Starts the bot, again and again in the same folder."""
    write(tmp_path, bridge.BASELINE)
    return partial(running_bot, tmp_path, free_port(), settings)


@pytest.fixture
def onrecord(settings: dict[str, str], tmp_path: Path) -> Run:
    """Runs a command in the folder of the bot."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    folders = {"DATA_DIR": str(tmp_path / "var"), "ARCHIVE_DIR": str(tmp_path / "archive")}
    environ = kept | folders | {"PYTHONPATH": str(ROOT), "HTTP_PORT": "0"} | settings

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "adapters.main", *words]
        return subprocess.run(program, capture_output=True, text=True, env=environ, cwd=tmp_path, timeout=30)

    return run


@asynccontextmanager
async def started(start: Start) -> AsyncIterator[RunningBot]:
    """The bot; it is waited for in another thread, since the stand-in for Discord needs this one."""
    manager = start()
    bot = await asyncio.to_thread(manager.__enter__)
    try:
        yield bot
    finally:
        await asyncio.to_thread(manager.__exit__, None, None, None)


def write(folder: Path, number: int) -> None:
    bridge.write(folder / "briefs", folder / "archive", number)


async def told(person: Person, workspace: LocalSlack, *words: str) -> None:
    """Wait until a message with these words has come on each platform; there must be one only."""

    def on_discord() -> list[str]:
        return [each.text() for each in person.sees() if all(word in each.text() for word in words)]

    def on_slack() -> list[str]:
        texts = [" ".join(shown(each).split()) for each in workspace.answers()]
        return [text for text in texts if all(word in text for word in words)]

    await until(on_discord, what=f"{words} on Discord")
    await asyncio.to_thread(eventually, on_slack, f"{words} on Slack")
    assert (len(on_discord()), len(await asyncio.to_thread(on_slack))) == (1, 1)


async def test_what_is_published_is_told_once_whatever_befalls_the_bot(
    start: Start, onrecord: Run, discord: DiscordServer, workspace: LocalSlack, tmp_path: Path
) -> None:
    ada = discord.person()
    async with started(start) as bot:
        await (await ada.slash("subscribe", {"story": bridge.SLUG})).answer()
        await asyncio.to_thread(workspace.command, f"subscribe {bridge.SLUG}")
        await told(ada, workspace, "is followed in this channel from now on")
        asked = await ada.slash("who-said-what", {"story": bridge.SLUG, "speaker": "Vera Lind"})
        answer = await asked.answer()
        await asyncio.to_thread(workspace.command, f"{bridge.SLUG} who-said-what Vera Lind")
        await told(ada, workspace, "As of revision 1")

        write(tmp_path, bridge.CORRECTED)
        published = await asyncio.to_thread(onrecord, "publish")
        assert (published.returncode, published.stderr) == (0, "")
        await told(ada, workspace, "as it was in revision 1", "As of revision 4")
        await told(ada, workspace, "Corrected as of revision 4", bridge.WAS, "As of revision 1")
        assert answer.edited

        bot.process.kill()
        await asyncio.to_thread(bot.process.wait)
    write(tmp_path, bridge.WITHDRAWN)
    assert "withdrawn" in (await asyncio.to_thread(onrecord, "publish")).stdout.casefold()
    async with started(start) as bot:
        await told(ada, workspace, "no longer in the brief, as of revision 5")
        bot.process.kill()  # what has arrived may not have been written down yet
        await asyncio.to_thread(bot.process.wait)
    async with started(start):
        assert "nothing to publish" in (await asyncio.to_thread(onrecord, "publish")).stdout
        listed = (await asyncio.to_thread(onrecord, "deliveries")).stdout
        assert listed.count("correction") == 4, "two revisions, two places"
        await told(ada, workspace, "no longer in the brief, as of revision 5")


async def test_beside_a_running_bot_the_other_commands_work_and_a_second_bot_does_not(
    start: Start, onrecord: Run, tmp_path: Path
) -> None:
    async with started(start):
        write(tmp_path, bridge.PARTY)
        await asyncio.to_thread(_beside, onrecord)


def _beside(onrecord: Run) -> None:
    second = onrecord("run")
    assert (second.returncode, second.stdout) == (2, "")
    [line] = second.stderr.splitlines()
    assert "is in use by another onrecord run (process " in line
    expected = {
        ("say", "/subscribe bridge"): "is followed in this chat",
        ("say", "subscriptions"): bridge.TITLE,
        ("history", "bridge"): "First version.",
        ("diff", "bridge"): bridge.GROWS,
        ("lanes",): "console",
        ("deliveries",): "no deliveries",
    }
    for words, shown_there in expected.items():
        done = onrecord(*words)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        assert shown_there in done.stdout + done.stderr, words
        assert "Traceback" not in done.stderr
