"""A file's bytes to a brief, or to everything that is wrong with it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from msgspec import Struct

from bot.brief.model import Brief, Revision
from bot.brief.parse.nodes import Node, compose
from bot.brief.parse.places import Places
from bot.brief.parse.reading import Reading
from bot.brief.parse.shape import brief_rule
from bot.brief.parse.values import BROKEN
from bot.brief.problems import Problem

MAX_ITEMS = 5000


class Parsed(Struct, frozen=True):
    """The outcome of reading one file.

    `brief` is the best that could be read, for further checks; None only where there is nothing to build
    from. It is sound only if `complete`. `broken_ids` are the ids of items that had to be set aside: they
    are known, and a reference to one of them is no problem of its own.
    """

    brief: Brief | None
    problems: tuple[Problem, ...]
    places: Places
    broken_ids: frozenset[str]

    @property
    def complete(self) -> bool:
        return not self.problems


def parse(data: bytes, file: str) -> Parsed:
    """Read a brief. Never raises for bad input; `file` is the name shown in problems."""
    root, refused = compose(data, file)
    reading = Reading(file)
    brief = None
    if root is not None:
        _bound_items(root, reading)
        read = brief_rule().read(root, "the brief", reading, _placeholders(file))
        brief = None if read is BROKEN else read
    problems = sorted([*refused, *reading.problems], key=lambda found: (found.line, found.column))
    return Parsed(brief, tuple(problems), reading.places, frozenset(reading.broken_ids))


def _bound_items(root: Node, reading: Reading) -> None:
    lists = [value for _, value in root.entries.values() if value.kind == "list"]
    count = sum(element.kind == "mapping" for value in lists for element in value.elements)
    if count > MAX_ITEMS:
        message = f"the brief has {count:,} items, at most {MAX_ITEMS:,} are allowed"
        reading.report(root, "E-TOO-MANY", message, "split the story into two briefs")


def _placeholders(file: str) -> dict[str, Any]:
    """What stands in for a broken required key of the brief; no other check has anything to say of it."""
    return {
        "schema": "brief/1",
        "slug": PurePath(file).stem,
        "title": "…",
        "language": "en",
        "status": "draft",
        "revision": Revision(number=1, at="1970-01-01T00:00:00Z"),
        "sources": (),
        "summary": (),
    }
