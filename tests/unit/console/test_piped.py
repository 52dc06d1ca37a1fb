"""Answers to a pipe: as the lines come, while the loop goes on turning."""

from __future__ import annotations

import asyncio
import io
import os

import pytest

from adapters.console.piped import answer_all, as_they_come
from adapters.console.session import Session
from bot.service import Bot


async def test_lines_come_whole_and_in_order_whatever_their_bytes_are() -> None:
    lines = [f"line {number}".encode() for number in range(500)]
    stream = io.BytesIO(b"\n".join([*lines, b"\xff\xfe"]))
    assert [line async for line in as_they_come(stream)] == [line.decode() for line in lines] + ["��"]


async def test_the_loop_turns_while_nobody_types() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream:
        lines = as_they_come(stream)
        first = asyncio.ensure_future(anext(lines))
        turned = asyncio.Event()
        asyncio.get_running_loop().call_soon(turned.set)
        await turned.wait()
        assert not first.done()
        os.write(writing, "один\n".encode())
        async with asyncio.timeout(5):
            assert await first == "один"
            os.close(writing)
            assert [line async for line in lines] == []


async def test_answers_stand_apart_and_leaving_ends_them(
    bot: Bot, capsys: pytest.CaptureFixture[str]
) -> None:
    await answer_all(Session(bot), as_they_come(io.BytesIO(b"/brief nk-russia\n\n \nhelp\nquit\nbriefs\n")))
    out = capsys.readouterr().out
    assert out.startswith("North Korea denies arming Russia")
    assert out.count("\n\n") >= 1
    assert "All briefs\n" not in out
