"""`onrecord run`: the enabled platforms; with none, a chat right here, or answers to a pipe."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Iterator, Sequence

from adapters.cli.output import Loading, counted, note
from adapters.enabled import HTTP, Enabled, Role, enabled, http_address, share
from adapters.platform import Platform
from bot.bootstrap import read_library
from bot.brief.library import Library
from bot.config import Settings

log = logging.getLogger(__name__)


def run(settings: Settings, role: Role = "all") -> int:
    """Run until asked to leave, until the person leaves, or until a pipe on standard input ends.

    Raises UsageError where the settings contradict themselves, or leave nothing to do for the role.
    """
    mine = share(settings, role)
    with Loading() as progress:
        library = read_library(settings, progress)
    if mine or role != "all":
        _serve(settings, role, mine, library)
    else:
        from adapters.local import answer_pipe, chat_here

        here = chat_here if sys.stdin.isatty() and sys.stdout.isatty() else answer_pipe
        here(settings, library)
    return 0


def _serve(settings: Settings, role: Role, mine: Enabled, library: Library) -> None:
    from adapters.platforms import make, senders
    from adapters.serving import House, serve

    def settled(house: House) -> Sequence[Platform]:
        """The platforms, and a word that they are served: not before the port and the store are this
        process's. What is loaded by now stays: the collector of garbage need not go through it again
        and again, which takes a twentieth of a second each time while people wait."""
        made = make(house)
        _introduce(settings, list(introduction(settings, role, mine, len(library.entries))))
        gc.collect()
        gc.freeze()
        return made

    asyncio.run(serve(settings, library, settled, open_senders=senders, role=role))


def _introduce(settings: Settings, lines: Sequence[str]) -> None:
    if settings.log_format == "text":
        note("\n".join(lines))
    else:  # stderr is a program's then
        log.info("started", extra={"enabled": lines})


def introduction(settings: Settings, role: Role, mine: Enabled, briefs: int) -> Iterator[str]:
    """What this process does, for whoever started it."""
    address = http_address(settings)
    if mine:
        yield f"onrecord serves {counted(briefs, 'brief')} on {' and on '.join(mine.named())}."
    if role == "worker":
        yield f"onrecord delivers to {' and '.join(enabled(settings, called=False).named())}."
    if mine.slack == HTTP:
        yield f"Slack's requests are expected at {address}/slack/events."
    yield f"Health: {address}/healthz" if settings.http_port else "No health page: HTTP_PORT is 0."
    yield "Ctrl-C leaves."
