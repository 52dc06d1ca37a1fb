"""`onrecord run`: the enabled platforms; with none, a chat right here, or answers to a pipe."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Sequence

from adapters.cli.output import Loading, counted, note
from adapters.enabled import HTTP, Enabled, enabled, http_address
from adapters.platform import Platform
from bot.bootstrap import read_library
from bot.brief.library import Library
from bot.config import Settings
from bot.service import Bot

log = logging.getLogger(__name__)


def run(settings: Settings) -> int:
    """Run until asked to leave, until the person leaves, or until a pipe on standard input ends.

    Raises UsageError where the settings contradict themselves.
    """
    wanted = enabled(settings)
    with Loading() as progress:
        library = read_library(settings, progress)
    if wanted:
        _serve(settings, wanted, library)
    elif sys.stdin.isatty() and sys.stdout.isatty():
        from adapters.console.repl import chat

        asyncio.run(chat(Bot(library), settings))
    else:
        asyncio.run(_answer_pipe(Bot(library)))
    return 0


def _serve(settings: Settings, wanted: Enabled, library: Library) -> None:
    from adapters.platforms import make
    from adapters.serving import House, serve

    def settled(house: House) -> Sequence[Platform]:
        """The platforms. What is loaded by now stays: the collector of garbage need not go through it again
        and again, which takes a twentieth of a second each time while people wait."""
        made = make(house)
        gc.collect()
        gc.freeze()
        return made

    lines = list(introduction(settings, wanted, len(library.entries)))
    if settings.log_format == "text":
        note("\n".join(lines))
    else:  # stderr is a program's then
        log.info("started", extra={"enabled": lines})
    asyncio.run(serve(settings, library, settled))


async def _answer_pipe(bot: Bot) -> None:
    from adapters.console.piped import answer_all, as_they_come
    from adapters.console.session import Session
    from adapters.upkeep import kept_up

    async with kept_up(bot):
        await answer_all(Session(bot), as_they_come(sys.stdin.buffer))


def introduction(settings: Settings, wanted: Enabled, briefs: int) -> list[str]:
    """What is enabled, for whoever started it."""
    address = http_address(settings)
    told = [f"onrecord serves {counted(briefs, 'brief')} on {' and on '.join(wanted.named())}."]
    if wanted.slack == HTTP:
        told.append(f"Slack's requests are expected at {address}/slack/events.")
    told.append(f"Health: {address}/healthz" if settings.http_port else "No health page: HTTP_PORT is 0.")
    return [*told, "Ctrl-C leaves."]
