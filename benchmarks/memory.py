"""Resident memory after every story of a library was asked for once; in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from benchmarks.apart import hand_over
from benchmarks.fixture import folders
from benchmarks.results import Result

AIM_MB = 80


def measure(scratch: Path, count: int) -> list[Result]:
    """In MB of 1,000,000 bytes: the core with the library, no platform."""
    import psutil

    base = psutil.Process().memory_info().rss
    from bot.brief.library import load
    from bot.query.request import Request
    from bot.service import Bot

    where = folders(scratch, count)
    library = load(where.briefs, where.archive, where.data)
    bot = Bot(library)
    loaded = psutil.Process().memory_info().rss

    async def touch() -> None:
        for slug in library.entries:
            await bot.handle(Request(id=slug, text=f"/brief {slug}"))

    asyncio.run(touch())
    touched = psutil.Process().memory_info().rss
    name = f"resident with {count:,} briefs"
    return [
        Result(name="resident before the library is imported", value=base / 1e6, unit="MB"),
        Result(name=f"{name}, loaded", value=loaded / 1e6, unit="MB"),
        Result(name=f"{name}, each asked for once", value=touched / 1e6, unit="MB", aim=AIM_MB),
    ]


if __name__ == "__main__":
    hand_over(measure(Path(sys.argv[1]), int(sys.argv[2])))
