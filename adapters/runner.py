"""Starts the enabled platforms; there is none yet, so it is the local chat."""

from __future__ import annotations

import asyncio
import sys

from adapters.cli.output import Loading
from bot.bootstrap import build
from bot.config import Settings


def run(settings: Settings) -> int:
    """Run until the person leaves, or until a pipe on standard input ends."""
    with Loading() as progress:
        bot = build(settings, progress)
    if sys.stdin.isatty() and sys.stdout.isatty():
        from adapters.console.repl import chat

        asyncio.run(chat(bot, settings))
    else:
        from adapters.cli.reader import typed
        from adapters.console.piped import answer_all
        from adapters.console.session import Session

        asyncio.run(answer_all(Session(bot), typed(sys.stdin.buffer)))
    return 0
