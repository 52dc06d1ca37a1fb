"""The chat without a person at the keyboard: each line from a pipe is answered as plain text."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from io import UnsupportedOperation
from threading import Semaphore, Thread
from typing import BinaryIO

from adapters.console.session import LEAVING, Session
from bot.reply.model import Reply
from bot.reply.plain import plain

AHEAD = 64  # lines that are read before they are answered


class Paper:
    """Replies as plain text with a blank line between them: answers, and what comes by itself."""

    def __init__(self) -> None:
        self._between = ""

    def show(self, reply: Reply) -> None:
        print(f"{self._between}{plain(reply)}", flush=True)
        self._between = "\n"


async def answer_all(session: Session, lines: AsyncIterator[str], paper: Paper | None = None) -> None:
    """Print the answers; blank lines ask nothing."""
    paper = paper or Paper()
    async for line in lines:
        if line.strip() in LEAVING:
            return
        if line.strip():
            paper.show(await session.answer(line))


def typed(stream: BinaryIO) -> Iterator[str]:
    """The lines of a stream, as text whatever its bytes are."""
    return (line.decode("utf-8", "replace").rstrip("\r\n") for line in stream)


async def as_they_come(stream: BinaryIO) -> AsyncIterator[str]:
    """The lines of a stream that may be slow: the loop goes on turning while none comes."""
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    room = Semaphore(AHEAD)
    loop = asyncio.get_running_loop()

    def pour() -> None:
        with _apart(stream) as source, suppress(RuntimeError):  # a closed loop asks for no more
            for line in typed(source):
                room.acquire()
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, None)

    Thread(target=pour, daemon=True).start()  # a daemon: nothing can wake a thread that waits for typing
    while (line := await lines.get()) is not None:
        room.release()
        yield line


@contextmanager
def _apart(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The same with a buffer of its own: one that a thread waits in cannot be closed at the end."""
    try:
        number = os.dup(stream.fileno())
    except UnsupportedOperation:  # bytes in memory, which nobody waits for
        yield stream
        return
    with os.fdopen(number, "rb") as apart:
        yield apart
