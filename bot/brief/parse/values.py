"""The rules for single values: text, a choice, a number, a flag.

A rule reports what it refuses and returns the best value that it can, or BROKEN.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

from msgspec import inspect

from bot.brief.parse.nodes import Node, scalar_type
from bot.brief.parse.reading import Reading, found, nearest, shown

BROKEN: Any = object()
# Letters and a symbol that are blank (Hangul fillers, Braille): printable, but nothing is to be seen.
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
_FOUND = {
    "bool": "a yes or no ({})",
    "int": "a number ({})",
    "float": "a number ({})",
    "timestamp": "a bare date ({})",
}


class Rule(Protocol):
    """What may stand at one place of a brief."""

    def read(self, node: Node, key: str, reading: Reading) -> Any:
        """The value that `node`, found under `key`, stands for; BROKEN if there is none."""


class TextRule:
    """Characters: so many, and of such a pattern."""

    def __init__(self, shape: inspect.StrType, extra: dict[str, str]) -> None:
        self.least = shape.min_length or 0
        self.most = shape.max_length
        self.pattern = re.compile(shape.pattern) if shape.pattern else None
        self.code = extra.get("code", "E-TYPE")
        self.noun = extra.get("is", "not allowed")
        self.hint = extra.get("hint", "")

    def read(self, node: Node, key: str, reading: Reading) -> Any:
        if not _is_scalar(node, key, "text", reading):
            return BROKEN
        text = node.text
        if is_null(node):
            reading.report(node, "E-EMPTY", f"{key} has no value", "write the text, or remove it")
            return BROKEN
        if node.plain and (kind := scalar_type(node)) in _FOUND:
            return self._unquoted(node, key, kind, reading)
        if self.least and not visible(text):
            reading.report(node, "E-EMPTY", f"{key} is empty", "write the text, or remove the key")
            return BROKEN
        if self.most and len(text) > self.most:
            message = f"{key} has {len(text):,} characters, at most {self.most:,} are allowed"
            reading.report(node, "E-TOO-LONG", message, "shorten it")
            return text[: self.most] if self.pattern is None else BROKEN
        if not self.fits(text):
            reading.report(node, self.code, f"{key}: {shown(text)} is {self.noun}", self.hint)
            return BROKEN
        return text

    def fits(self, text: str) -> bool:
        """Whether the text follows the pattern and is not too long."""
        short = self.most is None or len(text) <= self.most
        return short and (self.pattern is None or self.pattern.fullmatch(text) is not None)

    def _unquoted(self, node: Node, key: str, kind: str, reading: Reading) -> Any:
        code = "E-DATE-UNQUOTED" if kind == "timestamp" else "E-TYPE"
        written = node.text[:40]
        message = f"{key} must be text, found {_FOUND[kind].format(written)}"
        reading.report(node, code, message, f"put it in quotes: '{written}'")
        return node.text if self.fits(node.text) else BROKEN


class ChoiceRule:
    """One word of a few."""

    def __init__(self, values: tuple[str, ...], extra: dict[str, str]) -> None:
        self.values = values
        self.code = extra.get("code", "E-VALUE")
        self.hint = extra.get("hint", "")

    def read(self, node: Node, key: str, reading: Reading) -> Any:
        if not _is_scalar(node, key, "one word", reading):
            return BROKEN
        if node.text in self.values:
            return node.text
        meant = None if reading.full else nearest(node.text, self.values)
        hint = f"did you mean {meant}?" if meant else f"write one of {', '.join(self.values)}"
        reading.report(node, self.code, f"{key} cannot be {found(node)}", self.hint or hint)
        return BROKEN


class NumberRule:
    """A whole number within bounds."""

    def __init__(self, shape: inspect.IntType) -> None:
        self.least = shape.ge or 0
        self.most = shape.le or 0

    def read(self, node: Node, key: str, reading: Reading) -> Any:
        if not _is_scalar(node, key, "a whole number", reading):
            return BROKEN
        if node.plain and re.fullmatch("0|[1-9][0-9]{0,9}", node.text, re.ASCII):
            number = int(node.text)
            if self.least <= number <= self.most:
                return number
        hint = f"write a whole number from {self.least:,} to {self.most:,}, without quotes"
        reading.report(node, "E-TYPE", f"{key} must be a whole number, found {shown(node.text)}", hint)
        return BROKEN


class FlagRule:
    """true or false."""

    def read(self, node: Node, key: str, reading: Reading) -> Any:
        if not _is_scalar(node, key, "true or false", reading):
            return BROKEN
        if node.plain and node.text in ("true", "false"):
            return node.text == "true"
        message = f"{key} must be true or false, found {shown(node.text)}"
        reading.report(node, "E-TYPE", message, "write true or false, without quotes")
        return BROKEN


def is_null(node: Node) -> bool:
    """Whether the value was left out or written as null."""
    return node.kind == "scalar" and node.plain and scalar_type(node) == "null"


def visible(text: str) -> bool:
    """Whether a reader would see anything of it."""
    return any(
        character.isprintable() and not character.isspace() and not _BLANK.match(character)
        for character in text
    )


def _is_scalar(node: Node, key: str, expected: str, reading: Reading) -> bool:
    if node.kind in ("list", "mapping"):
        hint = "write it as one value; text with a colon or a bracket needs quotes"
        reading.report(node, "E-TYPE", f"{key} must be {expected}, found {found(node)}", hint)
    return node.kind == "scalar"
