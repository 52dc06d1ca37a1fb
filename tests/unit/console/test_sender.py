"""Messages that come by themselves into the chat on this machine."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from rich.console import Console

from adapters.console.piped import Paper
from adapters.console.repl import above
from adapters.console.sender import ConsoleSender
from adapters.console.session import HERE, Session
from bot.delivery.sender import Blind, Gone, Posted, Rejected, Sender
from bot.reply.model import Reply
from bot.service import Bot
from tests.support.ferry import reply


def summary() -> Reply:
    return reply("summary")


async def test_a_message_is_shown_above_the_prompt_and_its_numbers_count(bot: Bot) -> None:
    screen = io.StringIO()
    session = Session(bot)
    sender: Sender = ConsoleSender(above(session, Console(file=screen, width=100)))
    (part,) = sender.parts(summary())
    outcome = await sender.send(HERE, part, "key")
    assert outcome == Posted(message=None, items=part.items, editable=False)
    assert "The ‘Gull’ stays in port" in screen.getvalue()
    assert session.story == "ferry"
    assert (await session.answer("1")).story != "nk-russia"


async def test_in_a_pipe_messages_and_answers_stand_apart(capsys: pytest.CaptureFixture[str]) -> None:
    paper = Paper()
    sender = ConsoleSender(paper.show)
    for _ in range(2):
        await sender.send(HERE, summary(), "key")
    printed = capsys.readouterr().out
    assert printed.count("\n\nThe ‘Gull’ stays in port") == 1
    assert not printed.startswith("\n")


async def test_a_chat_of_another_name_is_not_here() -> None:
    shown: list[Reply] = []
    sender = ConsoleSender(shown.append)
    assert isinstance(await sender.send(replace(HERE, channel="other"), summary(), "key"), Gone)
    assert shown == []


async def test_a_reader_who_has_left_is_gone() -> None:
    def broken(_: Reply) -> None:
        raise BrokenPipeError(32, "Broken pipe")

    outcome = await ConsoleSender(broken).send(HERE, summary(), "key")
    assert outcome == Gone("nobody reads the chat any more: Broken pipe")


async def test_what_was_printed_is_neither_changed_nor_found() -> None:
    sender = ConsoleSender(lambda _: None)
    assert isinstance(await sender.edit(HERE, "1", summary()), Rejected)
    assert isinstance(await sender.find(HERE, "key", summary(), datetime.now(UTC)), Blind)
