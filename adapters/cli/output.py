"""What the commands print: colours only on a terminal, nothing in a file's text that could steer it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Literal, TextIO, TypeVar

import msgspec

from bot.telemetry.escape import escape

Colour = Literal["red", "green", "yellow", "bold", "dim"]
Job = TypeVar("Job")

_CODES: dict[Colour, str] = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
LONG_WORK = 50  # jobs; fewer are done before a progress bar could be read


def say(text: str) -> None:
    """Print `text`, which may hold words of a file or a person, on standard output."""
    print(escape(text))


def note(text: str) -> None:
    """Tell the person at the keyboard something that is not the command's result (on stderr)."""
    sys.stdout.flush()
    print(escape(text), file=sys.stderr)


def say_json(value: Any) -> None:
    """Print `value` as one line of JSON, in UTF-8."""
    print(msgspec.json.encode(value).decode())


def paint(text: str, colour: Colour, stream: TextIO | None = None) -> str:
    """`text`, made inert, in a colour where `stream` (standard output) is a terminal that wants colours."""
    if not _coloured(stream or sys.stdout):
        return escape(text)
    return f"\x1b[{_CODES[colour]}m{escape(text)}\x1b[0m"


def shown(path: Path) -> str:
    """`path` as a person would type it: relative to the working directory where it lies below it."""
    with suppress(ValueError):
        path = path.absolute().relative_to(Path.cwd())
    return os.fsencode(path).decode("utf-8", "backslashreplace")  # a name may be no UTF-8


def counted(number: int, noun: str, several: str = "") -> str:
    """`1 brief`, `3 briefs`, `no briefs`; `several` is the plural where it is no s more."""
    return f"{number or 'no'} {noun if number == 1 else several or f'{noun}s'}"


def with_progress(jobs: Sequence[Job], doing: str) -> Iterable[Job]:
    """`jobs`, with a progress bar on stderr while many of them are worked through on a terminal."""
    if len(jobs) <= LONG_WORK or not sys.stderr.isatty():
        return jobs
    from rich.console import Console
    from rich.progress import track

    return track(jobs, description=doing, console=Console(stderr=True), transient=True)


class Loading:
    """A progress bar on stderr, from the moment that long work is known to be long."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._show: Callable[[int], None] | None = None

    def __enter__(self) -> Loading:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, done: int, total: int) -> None:
        if total > LONG_WORK and sys.stderr.isatty():
            self._show = self._show or self._open(total)
            self._show(done)

    def _open(self, total: int) -> Callable[[int], None]:
        from rich.console import Console
        from rich.progress import Progress

        bar = self._stack.enter_context(Progress(console=Console(stderr=True), transient=True))
        task = bar.add_task("Reading briefs", total=total)
        return lambda done: bar.update(task, completed=done)


def _coloured(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
