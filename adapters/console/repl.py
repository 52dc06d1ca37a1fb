"""The interactive chat: a prompt with history and completion, answers in colour, briefs kept up to date."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from adapters.console.completion import LineCompleter
from adapters.console.render import render
from adapters.console.session import LEAVING, Session
from bot.config import Settings
from bot.reply.model import Reply
from bot.service import Bot
from bot.telemetry.logs import configure

# Told which stories changed, and given what subscribers are told.
Behind = Callable[[Callable[[str], None], Callable[[Reply], None]], AbstractAsyncContextManager[None]]

logger = logging.getLogger(__name__)
GREETING = (
    "Ask about a story, for instance /briefs or {example}. A number chooses what is offered; quit leaves."
)


async def chat(bot: Bot, settings: Settings, behind: Behind) -> None:
    """Talk until the person leaves; what goes on `behind` the chat may tell of it, above the prompt."""
    session = Session(bot)
    prompt: PromptSession[str] = PromptSession(
        history=history(settings.data_dir),
        completer=LineCompleter(session.complete),
        complete_while_typing=False,
    )
    with patch_stdout(raw=True):
        _log_above_the_prompt(settings)
        console = Console()
        console.print(
            GREETING.format(example=f"/brief {next(iter(bot.library.entries), 'nk-russia')}"),
            style="dim",
            markup=False,
        )
        tell = partial(console.print, style="dim", markup=False)
        async with behind(tell, above(session, console)):
            await converse(session, prompt, console)


def above(session: Session, console: Console) -> Callable[[Reply], None]:
    """What shows a message above the prompt, while somebody may be typing."""

    def show(reply: Reply) -> None:
        session.shown(reply)
        console.print(render(reply, console.width))

    return show


def _log_above_the_prompt(settings: Settings) -> None:
    """Logs once more, now that the prompt has stderr: above it, not across it."""
    configure(settings.log_level, settings.log_format, secrets=settings.secrets)


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
