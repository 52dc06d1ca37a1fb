"""What tests of the stores share: places, posts, a clock, and the store in several programs at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Settings
from bot.delivery.ledger import Post
from bot.query.request import Place

ROOT = Path(__file__).parents[2]
SLACK = Place(platform="slack", tenant="T1", channel="C1")
DISCORD = Place(platform="discord", tenant="900", channel="100")

CLAIMING = """
import asyncio, os, sys
from pathlib import Path
from bot.config import read_settings
from bot.storage.store import open_store

async def claim(events):
    async with open_store(read_settings(os.environ, Path("none"))) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        print(*[event for event in events if await store.seen.first("slack", event)])

asyncio.run(claim(sys.argv[1:]))
"""


class Clock:
    """A time that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go(self, **time: float) -> None:
        self.now += timedelta(**time)


def said(
    place: Place,
    message: str | None,
    story: str | None = "ferry",
    items: Sequence[str] = ("s-1", "s-2"),
    asker: str = "U1",
) -> Post:
    """A post about a story."""
    return Post(
        place=place,
        message=message,
        story=story,
        revision=3 if story else None,
        items=tuple(items),
        asked=f"/brief {story}",
        asker=asker,
    )


def claim_at_once(settings: Settings, programs: int, events: Sequence[str]) -> list[list[str]]:
    """Let several programs claim the same events at the same time; which ones each was first for."""
    environ = {
        **os.environ,
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url.reveal(),
    }
    command = [sys.executable, "-c", CLAIMING, *events]
    running = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ, cwd=ROOT
        )
        for _ in range(programs)
    ]
    for each in running:
        assert each.stdout
        assert each.stdout.readline() == "ready\n"
    for each in running:
        assert each.stdin
        each.stdin.write("\n")
        each.stdin.flush()
    claimed = [each.communicate(timeout=30)[0].split() for each in running]
    assert [each.returncode for each in running] == [0] * programs
    return claimed
