"""The local chat with a keyboard: numbers, the story that goes unsaid, completion, history."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from adapters.console.completion import LineCompleter
from adapters.console.repl import converse, history
from adapters.console.session import Session
from bot.service import Bot


async def chat(bot: Bot, keys: str) -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    with create_pipe_input() as keyboard:
        keyboard.send_text(keys)
        prompt: PromptSession[str] = PromptSession(
            input=keyboard, output=DummyOutput(), history=InMemoryHistory()
        )
        await converse(Session(bot), prompt, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("leaving", ["quit\r", "exit\r", "\x04", "\x03"])
async def test_one_asks_and_leaves(bot: Bot, leaving: str) -> None:
    assert "North Korea denies arming Russia" in await chat(bot, f"/brief nk-russia\r\r{leaving}")


async def test_a_number_stands_for_a_way_onward(bot: Bot) -> None:
    session = Session(bot)
    first = await session.answer("/brief nk-russia")
    second = await session.answer("2")
    assert first.actions[1].label == "Claims"
    assert second.view == "claims"


async def test_a_number_that_stands_for_nothing_is_words(bot: Bot) -> None:
    session = Session(bot)
    await session.answer("/brief nk-russia")
    assert (await session.answer("99")).kind != "view"
    assert (await session.answer("0")).kind != "view"


async def test_the_story_of_the_last_reply_goes_unsaid(bot: Bot) -> None:
    session = Session(bot)
    await session.answer("/brief nk-russia")
    await session.answer("briefs")
    assert (await session.answer("timeline")).story == "nk-russia"


def test_completion_offers_what_the_core_offers(bot: Bot) -> None:
    completer = LineCompleter(Session(bot).complete)
    offered = list(completer.get_completions(Document("/brief nk-russia tim"), CompleteEvent()))
    assert [(each.text, each.display_text) for each in offered] == [("/brief nk-russia timeline", "timeline")]


def test_the_history_is_for_its_owner_only(tmp_path: Path) -> None:
    history(tmp_path / "var").store_string("brief nk-russia")
    file = tmp_path / "var" / "history"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "nk-russia" in file.read_text()
