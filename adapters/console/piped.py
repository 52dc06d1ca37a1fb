"""The chat without a person at the keyboard: each line from a pipe is answered as plain text."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.console.session import LEAVING, Session
from bot.reply.plain import plain


async def answer_all(session: Session, lines: Iterable[str]) -> None:
    """Print the answers with a blank line between them; blank lines ask nothing."""
    between = ""
    for line in lines:
        if line.strip() in LEAVING:
            return
        if line.strip():
            print(f"{between}{plain(await session.answer(line))}", flush=True)
            between = "\n"
