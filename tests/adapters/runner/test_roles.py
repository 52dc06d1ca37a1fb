"""A gateway, an HTTP door and two workers on one PostgreSQL, as real processes: they share the work."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from bot.config import Secret, Settings
from bot.query.request import Place
from bot.storage.store import Store, open_store
from bot.subscription.model import Preferences
from tests.support import story_bridge as bridge
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.discord_world import Channel
from tests.support.postgres import Postgres
from tests.support.postgres import postgres as postgres  # a fixture
from tests.support.running import RunningBot
from tests.support.slack_server import BOT_TOKEN, TEAM, SlackServer, slack_server
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]
ROOMS, SECONDS = 30, 30


class Town(Struct, kw_only=True):
    """Both platforms with rooms that follow the bridge, the store, and the environment of the processes."""

    discord: DiscordServer
    slack: SlackServer
    store: Store
    folder: Path
    environ: dict[str, str]
    rooms: list[Channel]

    def write(self, number: int) -> None:
        bridge.write(self.folder / "briefs", self.folder / "archive", number)

    def told(self) -> list[int]:
        """How many messages stand in each room of Discord, and in the channel of Slack."""
        on_slack = sum(each.channel == "C1" for each in self.slack.seen_by())
        return [len(self.discord.world.seen(room)) for room in self.rooms] + [on_slack]

    @asynccontextmanager
    async def process(self, role: str, **settings: str) -> AsyncIterator[RunningBot]:
        """`onrecord run` in this role, until its health page says that it is ready."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        log_file = self.folder / f"{role}-{port}.log"
        environ = self.environ | {"HTTP_PORT": str(port)} | settings
        words = "-m", "adapters.main", "run", "--role", role
        with log_file.open("wb") as log:
            child = await asyncio.create_subprocess_exec(
                sys.executable, *words, env=environ, cwd=self.folder, stdout=log, stderr=log
            )
        bot = RunningBot(child, port, log_file)  # type: ignore[arg-type]
        try:
            while not (await asyncio.to_thread(bot.health)).get("ready"):
                assert child.returncode is None, bot.log()
            yield bot
        finally:
            if child.returncode is None:
                child.kill()
            await child.wait()
            print(role, bot.log(), sep="\n")  # shown where the test fails


async def ended(bot: RunningBot) -> int:
    """The exit code, which comes within ten seconds."""
    child: Any = bot.process
    async with asyncio.timeout(10):
        return int(await child.wait())


@pytest.fixture
async def town(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Town]:
    url = postgres.new_database()
    environ = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    environ |= {"PYTHONPATH": str(ROOT), "DATABASE_URL": url, "LOG_LEVEL": "info"}
    for name in ("briefs", "archive", "var"):
        environ["DATA_DIR" if name == "var" else f"{name.upper()}_DIR"] = str(tmp_path / name)
    async with discord_server() as discord, slack_server() as slack:
        environ |= discord.settings | {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": f"{slack.url}/api/"}
        environ["SLACK_SIGNING_SECRET"] = "8f742231b10e8888abcd99yyyzzz85a5"
        async with open_store(Settings(data_dir=tmp_path, database_url=Secret(url))) as store:
            rooms = [discord.world.channel(f"room-{number}") for number in range(ROOMS)]
            made = Town(
                discord=discord, slack=slack, store=store, folder=tmp_path, environ=environ, rooms=rooms
            )
            made.write(bridge.ANSWERED)
            tenant = str(discord.world.guild)
            places = [Place(platform="discord", tenant=tenant, channel=str(room.id)) for room in rooms]
            for place in (*places, Place(platform="slack", tenant=TEAM, channel="C1")):
                await store.subscriptions.subscribe(place, "bridge", Preferences(), by="U1", revision=3)
            yield made


async def test_a_revision_is_told_once_whoever_publishes_and_whichever_worker_ends(town: Town) -> None:
    async with (
        town.process("gateway") as gateway,
        town.process("http") as door,
        town.process("worker", WATCH="false", DISCORD_RATE="20") as one,
        town.process("worker", WATCH="false", DISCORD_RATE="20") as other,
    ):
        town.write(bridge.CORRECTED)
        await until(lambda: sum(town.told()) >= 5, SECONDS, "the first messages")
        one.process.send_signal(signal.SIGTERM)  # while it sends
        assert await ended(one) == 0, one.log()
        await until(lambda: all(town.told()), SECONDS, "the rest, from the other worker")
        await settled(town)
        assert town.told() == [1] * (ROOMS + 1)

        async with town.process("worker", WATCH="false", DISCORD_RATE="20") as third:
            other.process.kill()
            assert await ended(other) == -signal.SIGKILL
            town.write(bridge.WITHDRAWN)
            await until(lambda: min(town.told()) > 1, SECONDS, "the next revision")
            await settled(town)
            assert town.told() == [2] * (ROOMS + 1)
            for each in (third, gateway, door):
                each.process.send_signal(signal.SIGTERM)
                assert await ended(each) == 0, each.log()


async def settled(town: Town) -> None:
    """Until nothing is left to be sent."""
    async with asyncio.timeout(SECONDS):
        while any(each.pending for each in await town.store.outbox.waiting()):
            continue
