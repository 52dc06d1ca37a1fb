"""Messages to very many channels, by the real senders, against platforms that enforce their limits."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.apart import hand_over
from benchmarks.followers import follow
from benchmarks.results import Result
from bot.config import Secret, Settings
from bot.query.request import Place
from tests.support.postgres import served
from tests.support.throttled.fake import fakes
from tests.support.throttled.processes import nurseries
from tests.support.throttled.record import Page
from tests.support.throttled.rig import TENANTS, Rig
from tests.support.throttled.story import SLUG
from tests.support.throttled.world import Rules

TABLE = "Sending to very many channels"
DISCORD, SLACK = 50, 1  # messages a second that a bot may send on Discord, and a channel takes on Slack
THREADS = 10  # of each channel on Slack, each with a message of its own
# What of the limit may go unused, in per cent. On Slack 0.05 s are left between two messages to a channel.
MISSED = {"discord": 3.0, "slack": 8.0}
LOOKED_AT = 50  # one body in so many is checked: the fake must not be what is measured
SPARE = 60.0  # seconds that it may take longer than the limit demands


async def on_discord(kind: str, processes: int, window: Any, channels: int) -> list[Result]:
    """One update to so many channels; `window` is how this Discord counts its 50 a second."""
    rules = Rules(discord=(DISCORD, 1.0), window=window, check_every=LOOKED_AT)
    with _rigged(kind, rules) as rig:
        await rig.followed_by([])
        async with rig.bot() as bot:
            await follow(bot.store, "discord", TENANTS["discord"], SLUG, channels)
        page = _sent(rig, processes, channels / DISCORD)
    several = "one process" if processes == 1 else f"{processes} processes"
    row = f"Discord, {channels:,} channels, {window} window; {kind}, {several}"
    return _results(row, page, channels, channels / DISCORD, MISSED["discord"])


async def on_slack(kind: str, channels: int, workspace: float) -> list[Result]:
    """One update to ten threads of each of so many channels; the workspace is sent so many a second."""
    rules = Rules(slack_channel=(SLACK, 1.0), check_every=LOOKED_AT)
    places = [
        Place(platform="slack", tenant=TENANTS["slack"], channel=f"C{number}", thread=f"{thread}.0")
        for thread in range(1, THREADS + 1)
        for number in range(channels)
    ]
    with _rigged(kind, rules, slack_rate=workspace) as rig:
        await rig.followed_by(places)
        page = _sent(rig, 1, THREADS / SLACK)
    ideal = max((THREADS - 1) / SLACK, len(places) / workspace)
    row = f"Slack, {channels} channels × {THREADS}, {workspace:g}/s in the workspace; {kind}, one process"
    return _results(row, page, len(places), ideal, MISSED["slack"])


@contextmanager
def _rigged(kind: str, rules: Rules, **given: Any) -> Iterator[Rig]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-sending-")))
        url = stack.enter_context(served()).new_database() if kind == "PostgreSQL" else ""
        settings = Settings(data_dir=folder / "var", database_url=Secret(url), **given)
        fake = stack.enter_context(stack.enter_context(fakes()).world(rules))
        yield Rig(settings, fake, stack.enter_context(nurseries()), folder)


def _sent(rig: Rig, processes: int, ideal: float) -> Page:
    """What the platform shows once all is sent."""
    rig.revise("news")
    running = [rig.start(look=1.0, patience=ideal + SPARE) for _ in range(processes)]
    for each in running:
        rig.end(each)
    return rig.fake.page()


def _results(row: str, page: Page, messages: int, ideal: float, missed: float) -> list[Result]:
    """`ideal` is how many seconds the limit demands."""
    times = [each.arrived for each in page.shown]
    took = max(times) - min(times)
    there = Counter((each.channel, each.thread) for each in page.shown)
    cells = [
        ("limit unused", 100 * (1 - ideal / took), "%", missed),
        ("refused (429)", page.refused(), "", 0),
        ("not there", messages - len(there), "", 0),
        ("there twice", len(page.shown) - len(there), "", 0),
    ]
    return [
        Result(table=f"{TABLE}: {column}", row=row, column=column, value=value, unit=unit, aim=aim)
        for column, value, unit, aim in cells
    ]


async def measure(platform: str, kind: str, *given: str) -> list[Result]:
    if platform == "slack":
        return await on_slack(kind, int(given[0]), float(given[1]))
    return await on_discord(kind, int(given[0]), given[1], int(given[2]))


if __name__ == "__main__":
    hand_over(asyncio.run(measure(*sys.argv[1:])))
