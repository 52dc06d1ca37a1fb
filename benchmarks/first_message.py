"""From publishing to the first message at the platform, and the memory it takes, with very many followers."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psutil

from benchmarks.apart import hand_over
from benchmarks.followers import follow
from benchmarks.results import Result
from bot.config import Secret, Settings
from tests.support.postgres import served
from tests.support.throttled.assembly import assembled
from tests.support.throttled.fake import fakes
from tests.support.throttled.mortal import Steps
from tests.support.throttled.rig import TENANTS
from tests.support.throttled.story import SLUG, Newsroom
from tests.support.throttled.tempo import Tempo
from tests.support.throttled.world import Rules

TABLE = "An update to very many subscriptions"
FIRST_MS, MEMORY_MB = 300.0, 120.0
LOOKS, APART = 200, 0.05  # how often the memory is looked at while it spreads and sends, and seconds between


async def measure(kind: str, followers: int) -> list[Result]:
    """Publish one update by a program that has sent nothing yet, and let it spread and send for a while."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-first-")))
        url = stack.enter_context(served()).new_database() if kind == "PostgreSQL" else ""
        fake = stack.enter_context(stack.enter_context(fakes()).world(Rules(check_every=50)))
        settings = fake.leads(Settings(data_dir=folder / "var", database_url=Secret(url)))
        newsroom = Newsroom(folder / "newsroom")
        newsroom.write()
        async with assembled(settings, newsroom.folder, Tempo().clock, asyncio.sleep, Steps(None)) as bot:
            await bot.publish()
            await follow(bot.store, "discord", TENANTS["discord"], SLUG, followers)
            newsroom.write("news")
            async with bot.working() as worker:
                before, began = _memory(), time.time()
                await bot.publish()
                worker.wake()
                grown = await _most() - before
        first = min(each.arrived for each in fake.page().shown) - began
    row = f"{kind}, {followers:,} subscriptions"
    cells = [("publish to first message", first * 1000, "ms", FIRST_MS), ("memory", grown, "MB", MEMORY_MB)]
    return [
        Result(table=f"{TABLE}: {column}", row=row, column=column, value=value, unit=unit, aim=aim)
        for column, value, unit, aim in cells
    ]


async def _most() -> float:
    """The most memory that it has while it works."""
    most = _memory()
    for _ in range(LOOKS):
        await asyncio.sleep(APART)
        most = max(most, _memory())
    return most


def _memory() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


if __name__ == "__main__":
    hand_over(asyncio.run(measure(sys.argv[1], int(sys.argv[2]))))
