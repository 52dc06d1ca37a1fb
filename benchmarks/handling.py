"""`Bot.handle` and the renderers, view by view; in a process of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from benchmarks.apart import hand_over
from benchmarks.fixture import STORY, briefs, folders
from benchmarks.results import Result, p50_and_p99
from bot.query.index import Index
from bot.query.request import Request
from bot.reply.model import Reply
from bot.service import Bot, answer

HANDLE = "Bot.handle"
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
    """`Bot.handle` and the renderers with a library of `count` briefs."""
    from bot.brief.library import load

    where = folders(scratch, count)
    library = load(where.briefs, where.archive, where.data)
    bot, index = Bot(library), Index(library)
    results = await _first_touches(bot, library.entries)
    for view, line in LINES.items():
        made = _make(index, line, repeats)
        asked_again = await _handle(bot, line, repeats)
        results += p50_and_p99(f"{HANDLE}, reply made", view, briefs(count), made, HANDLE_AIMS_MS)
        results += p50_and_p99(
            f"{HANDLE}, reply remembered", view, briefs(count), asked_again, HANDLE_AIMS_MS
        )
    return results + await _renderings(bot, briefs(count), repeats)


async def _first_touches(bot: Bot, slugs: Collection[str]) -> list[Result]:
    """Each story asked for once: it has to be read from the disk and decoded."""
    await bot.handle(Request(id="imports", text="/help"))
    samples = [taken for slug in slugs for taken in await _handle(bot, f"/brief {slug}", 1)]
    return p50_and_p99(
        f"{HANDLE}, first touch of each story", briefs(len(slugs)), "", samples, FIRST_TOUCH_AIMS_MS
    )


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


def _make(index: Index, line: str, repeats: int) -> list[float]:
    """Seconds of each call to what `Bot.handle` calls, but for its memory of the last replies."""
    request = Request(id="benchmark", text=line)
    samples = []
    for _ in range(repeats):
        start = time.perf_counter()
        answer(request, index)
        samples.append(time.perf_counter() - start)
    return samples


async def _renderings(bot: Bot, loaded: str, repeats: int) -> list[Result]:
    results = []
    for view, line in LINES.items():
        reply = await bot.handle(Request(id="benchmark", text=line))
        for name, render in _renderers().items():
            results += p50_and_p99(f"Rendering, {loaded}", view, name, _render(render, reply, repeats))
    return results


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
