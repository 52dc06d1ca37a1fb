"""Bytes to text: UTF-8 of bounded size, without the characters that no text needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.brief.problems import Problem

MAX_BYTES = 1 << 20
_ENOUGH = 50  # so many control characters make a binary file

# Control characters (tab, LF and CRLF apart), the two Unicode line ends, surrogates and noncharacters.
# Joiners and direction marks stay: scripts need them, and renderers make them inert.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\r(?!\n)",
)


class Decoded(NamedTuple):
    """The text (None if it cannot be read), each refused character in it replaced by a space."""

    text: str | None
    problems: list[Problem]


def decode(data: bytes, file: str) -> Decoded:
    """Turn a file's bytes into text. Never raises."""
    if len(data) > MAX_BYTES:
        hint = "split the story into two briefs"
        return Decoded(None, [_problem(file, 1, 1, "E-FILE-SIZE", "the file is larger than 1 MiB", hint)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _position(data[: error.start].decode("utf-8-sig", "replace"))
        hint = "save it as UTF-8"
        return Decoded(None, [_problem(file, line, column, "E-ENCODING", "the file is not UTF-8", hint)])
    problems = list(_controls(text, file))
    if len(problems) >= _ENOUGH:
        return Decoded(None, problems)
    return Decoded(without_controls(text) if problems else text, problems)


def first_control(text: str) -> str | None:
    """The first refused character, for a message; None if there is none."""
    found = _REFUSED.search(text)
    return f"control character U+{ord(found[0]):04X}" if found else None


def without_controls(text: str) -> str:
    """The text with a space for each refused character, so that every place stays where it is."""
    return _REFUSED.sub(" ", text)


def _controls(text: str, file: str) -> Iterator[Problem]:
    for count, match in enumerate(_REFUSED.finditer(text)):
        if count == _ENOUGH:
            return
        line, column = _position(text[: match.start()])
        message = first_control(match[0]) or ""
        yield _problem(file, line, column, "E-CONTROL-CHARACTER", message, "remove it, or write a space")


def _position(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows this text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _problem(file: str, line: int, column: int, code: str, message: str, hint: str) -> Problem:
    return Problem(file=file, line=line, column=column, code=code, message=message, hint=hint)
