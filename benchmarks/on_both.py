"""Resident memory of the whole bot with both platforms connected; the bot is a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from aiohttp import ClientSession

from benchmarks.apart import hand_over
from benchmarks.loads import AT_ONCE
from benchmarks.on_discord import asks
from benchmarks.on_slack import Bench, settings
from benchmarks.results import Result
from benchmarks.started import free_port, started
from tests.support.discord_server import DiscordServer
from tests.support.slack_server import slack_server

SETTLING = 2.0  # seconds for what follows an answer: it is entered on the ledger
TABLE = "Resident memory of the whole bot, Discord and Slack connected"


async def run(scratch: Path, rounds: int) -> list[Result]:
    """In MB of 1,000,000 bytes: when all is connected, and after bursts from both sides at the same time."""
    discord = DiscordServer(lenient=True)
    await discord.start()
    try:
        async with slack_server() as slack, ClientSession() as session:
            given = discord.settings | settings(slack, "socket")
            async with started(scratch, "both", free_port(), given) as bot:
                measured = {"connected": bot.megabytes}
                there, here = asks(discord)["command"], Bench(slack, "socket", "", session).command
                for _ in range(rounds):
                    await asyncio.gather(*(ask(number) for ask in (there, here) for number in range(AT_ONCE)))
                    await asyncio.sleep(SETTLING)
                measured[f"after {rounds} × {AT_ONCE} commands on each"] = bot.megabytes
    finally:
        await discord.stop()
    return [
        Result(table=TABLE, row="1 brief", column=column, value=value, unit="MB")
        for column, value in measured.items()
    ]


if __name__ == "__main__":
    hand_over(asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2]))))
