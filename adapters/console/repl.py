"""The interactive chat: a prompt with history and completion, answers in colour, briefs kept up to date."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from adapters.console.completion import LineCompleter
from adapters.console.render import render
from adapters.console.session import LEAVING, Session
from bot.brief.library import Library
from bot.brief.library.watch import changes, follow
from bot.config import Settings
from bot.service import Bot
from bot.telemetry.logs import configure

logger = logging.getLogger(__name__)
GREETING = (
    "Ask about a story, for instance /briefs or {example}. A number chooses what is offered; quit leaves."
)


async def chat(bot: Bot, settings: Settings) -> None:
    """Talk until the person leaves; newer briefs are answered from as soon as they are whole."""
    session = Session(bot)
    prompt: PromptSession[str] = PromptSession(
        history=history(settings.data_dir),
        completer=LineCompleter(session.complete),
        complete_while_typing=False,
    )
    with patch_stdout(raw=True):
        configure(settings.log_level, settings.log_format)  # once more: above the prompt, not across it
        console = Console()
        console.print(
            GREETING.format(example=f"/brief {next(iter(bot.library.entries), 'nk-russia')}"),
            style="dim",
            markup=False,
        )
        watching = asyncio.create_task(
            keep_up(bot, follow(bot.library, changes(bot.library.folders)), console)
        )
        try:
            await converse(session, prompt, console)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def converse(session: Session, prompt: PromptSession[str], console: Console) -> None:
    """Prompt, answer, again; ends with quit, Ctrl-D or Ctrl-C."""
    while True:
        try:
            line = await prompt.prompt_async("> ")
        except (EOFError, KeyboardInterrupt):
            return
        if line.strip() in LEAVING:
            return
        if line.strip():
            console.print(render(await session.answer(line), console.width))


async def keep_up(bot: Bot, newer: AsyncIterator[Library], console: Console) -> None:
    """Serve each newer library and say quietly which stories changed; problems are in the log."""
    try:
        async for library in newer:
            before, after = bot.library.entries, library.entries
            bot.serve(library)
            for slug in sorted(before.keys() | after.keys()):
                if before.get(slug) != after.get(slug):
                    console.print(
                        f"{slug} {'has changed' if slug in after else 'is gone'}", style="dim", markup=False
                    )
    except Exception:  # watchfiles raises its own; the chat goes on with what it has
        logger.exception("the briefs are no longer watched; start again to read newer ones")


def history(folder: Path) -> History:
    """What was typed before, readable by its owner only; in memory where the folder cannot be written."""
    path = folder / "history"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    except OSError as error:
        logger.warning("no history is kept: %s", error)
        return InMemoryHistory()
    return FileHistory(path)
