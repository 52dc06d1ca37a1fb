"""The ferry to Sandholm, an invented story that holds all that a brief can, and what a reader sees of it."""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from msgspec.structs import replace

from bot.brief.check import check
from bot.brief.library import Library
from bot.brief.library.entry import describe
from bot.brief.model import Brief
from bot.brief.story import Story
from bot.query.index import Index
from bot.query.resolve import Call
from bot.query.views import show
from bot.reply.model import Reply
from bot.reply.plain import plain


@cache
def ferry_brief() -> Brief:
    """The brief as an editor wrote it; it passes every check."""
    checked = check(Path(__file__).with_suffix(".yaml"), "ferry.yaml")
    assert checked.problems == ()
    assert checked.brief is not None
    return checked.brief


def ferry(**changes: Any) -> Story:
    """The story; `changes` replace fields of its brief."""
    return Story(replace(ferry_brief(), **changes))


def reply(view: str, story: Story | None = None, **asked: Any) -> Reply:
    """The reply of a view; `asked` are fields of the call, such as speaker or page."""
    return show(Call(view=view, story=story or ferry(), **asked))


def shown(view: str, story: Story | None = None, **asked: Any) -> list[str]:
    """The lines that a reader sees in a view."""
    return plain(reply(view, story, **asked)).splitlines()


def body(view: str, story: Story | None = None, **asked: Any) -> list[str]:
    """The lines between the title and "as of", without the empty ones."""
    whole = reply(view, story, **asked)
    lines = plain(replace(whole, blocks=whole.blocks[1:-1], actions=())).splitlines()
    return [line for line in lines if line]


def under(line: str, lines: list[str]) -> list[str]:
    """The small print under a line: what follows and is indented."""
    after = lines[lines.index(line) + 1 :]
    return [each.strip() for each in takewhile(lambda each: each.startswith("  "), after)]


def index_of(*briefs: Brief) -> Index:
    """A index on which these briefs stand."""
    stories = {brief.slug: Story(brief) for brief in briefs}
    entries = {brief.slug: describe(brief) for brief in briefs}
    return Index(cast("Library", SimpleNamespace(entries=entries, story=stories.__getitem__)))
