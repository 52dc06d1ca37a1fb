"""`onrecord say`: one line in, one reply out, in any form that a surface would send."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from contextlib import AsyncExitStack
from typing import Any

import msgspec

from adapters.cli.output import Loading
from adapters.console.piped import typed
from adapters.console.session import HERE
from bot.bootstrap import opening, read_library
from bot.brief.library import Library
from bot.config import Settings
from bot.query.request import Request
from bot.reply.model import Reply
from bot.service import Bot

BETWEEN_REPLIES = "---"


def say(settings: Settings, line: str, *, form: str, story: str | None) -> int:
    """Print the reply to `line`, or with `-` to each line of standard input. 0 for any reply."""
    with Loading() as progress:
        library = read_library(settings, progress)
    lines = typed(sys.stdin.buffer) if line == "-" else [sound(line)]
    asyncio.run(_say(settings, library, lines, form, story))
    return 0


async def _say(
    settings: Settings, library: Library, lines: Iterable[str], form: str, story: str | None
) -> None:
    """The store is opened by the first line that needs it: most are answered from the briefs alone."""
    async with AsyncExitStack() as stack:
        bot = Bot(library, stores=opening(settings, stack))
        await _answer(bot, lines, form, story)


def sound(argument: str) -> str:
    """An argument whose bytes were no UTF-8 (Python hides them in surrogates), with U+FFFD in their place."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


async def _answer(bot: Bot, lines: Iterable[str], form: str, story: str | None) -> None:
    for number, line in enumerate(lines, 1):
        request = Request(id=f"say-{number}", text=line, story=story, place=HERE)
        reply = await bot.handle(request)
        if form == "text" and number > 1:
            print(BETWEEN_REPLIES)
        print(written(reply, form), flush=True)
        await bot.delivered(request, reply, ())


def written(reply: Reply, form: str) -> str:
    """The reply as text, as its public JSON, or as one JSON array of a platform's request bodies."""
    match form:
        case "text":
            from bot.reply.plain import plain

            return plain(reply)
        case "json":
            from bot.reply.codec import public

            return msgspec.json.encode(public(reply)).decode()
        case "discord":
            from adapters.discord.render import render

            return _array(render(reply))
        case "discord-embed":
            from adapters.discord.embeds import render_embeds

            return _array(render_embeds(reply))
        case _:
            from adapters.slack.render import render as render_slack

            return _array(render_slack(reply))


def _array(bodies: list[dict[str, Any]]) -> str:
    return msgspec.json.encode(bodies).decode()
