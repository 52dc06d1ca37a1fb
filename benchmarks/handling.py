"""`Bot.handle` and the renderers, view by view; in a process of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from benchmarks.apart import hand_over
from benchmarks.fixture import STORY, folders
from benchmarks.results import Result, p50_and_p99
from bot.query.request import Request
from bot.reply.model import Reply
from bot.service import Bot

HANDLE_AIMS_MS = (0.25, 2.0)
FIRST_TOUCH_AIMS_MS = (5.0, 5.0)
VIEWS = (
    "summary",
    "who-said-what",
    "claims",
    "timeline",
    "glossary",
    "sources",
    "open-questions",
    "history",
)
LINES = {
    "briefs": "/briefs",
    "help": "/help",
    **{view: f"/brief {STORY} {view}" for view in VIEWS},
    "who-said-what of a speaker": f"/who-said-what {STORY} Kirby",
}


async def measure(scratch: Path, count: int, repeats: int) -> list[Result]:
    """Everything with a library of `count` briefs; the renderers once, with the smallest."""
    from bot.brief.library import load

    where = folders(scratch, count)
    library = load(where.briefs, where.archive, where.data)
    bot = Bot(library)
    results = await _first_touches(bot, library.entries)
    for view, line in LINES.items():
        name = f"handle with {count:,} briefs: {view}"
        results += p50_and_p99(name, await _handle(bot, line, repeats), HANDLE_AIMS_MS)
    if count == 1:
        results += [result async for result in _renderings(bot, repeats)]
    return results


async def _first_touches(bot: Bot, slugs: Iterable[str]) -> list[Result]:
    """Each story asked for once: it has to be read from the disk and decoded."""
    samples = []
    await bot.handle(Request(id="imports", text="/help"))
    for slug in slugs:
        samples += await _handle(bot, f"/brief {slug}", 1)
    return p50_and_p99(f"first touch of {len(samples):,} briefs", samples, FIRST_TOUCH_AIMS_MS)


async def _handle(bot: Bot, line: str, repeats: int) -> list[float]:
    """Seconds of each call. The collector of garbage runs as it does in production."""
    request = Request(id="benchmark", text=line)
    samples = []
    for _ in range(repeats):
        start = time.perf_counter()
        reply = await bot.handle(request)
        samples.append(time.perf_counter() - start)
        if reply.kind != "view":
            raise SystemExit(f"{line} was answered by {reply.kind}")
    return samples


async def _renderings(bot: Bot, repeats: int) -> AsyncIterator[Result]:
    for view, line in LINES.items():
        reply = await bot.handle(Request(id="benchmark", text=line))
        for name, render in _renderers().items():
            for result in p50_and_p99(f"render for {name}: {view}", _render(render, reply, repeats)):
                yield result


def _render(render: Callable[[Reply], object], reply: Reply, repeats: int) -> list[float]:
    samples = []
    for _ in range(repeats):
        start = time.perf_counter()
        render(reply)
        samples.append(time.perf_counter() - start)
    return samples


def _renderers() -> Mapping[str, Callable[[Reply], object]]:
    import adapters.console.render
    import adapters.discord.render
    import adapters.slack.render
    import bot.reply.codec
    import bot.reply.plain

    return {
        "text": bot.reply.plain.plain,
        "json": bot.reply.codec.public,
        "discord": adapters.discord.render.render,
        "slack": adapters.slack.render.render,
        "console": partial(adapters.console.render.render, width=100),
    }


if __name__ == "__main__":
    import asyncio

    hand_over(asyncio.run(measure(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
