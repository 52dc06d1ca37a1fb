"""Resident memory after every story of a library was asked for once; in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from benchmarks.apart import hand_over
from benchmarks.fixture import briefs, folders
from benchmarks.results import Result

TABLE = "Resident memory of the core"
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
    measured = {"before the library": base, "loaded": loaded, "each asked for once": touched}
    return [
        Result(table=TABLE, row=briefs(count), column=column, value=bytes_ / 1e6, unit="MB", aim=AIM_MB)
        for column, bytes_ in measured.items()
    ]


if __name__ == "__main__":
    hand_over(measure(Path(sys.argv[1]), int(sys.argv[2])))
