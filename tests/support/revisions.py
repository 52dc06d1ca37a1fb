"""Later snapshots of the ferry's brief, and what the change table makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec.structs import replace

from bot.brief.model import Brief, Correction, Statement
from bot.brief.story import SECTIONS, all_items
from bot.brief.vocabulary import Item
from bot.revision.changes import Change, diff
from tests.support.ferry import ferry_brief

Edits = Mapping[str, Mapping[str, Any]]


def edited(
    edits: Edits | None = None,
    *,
    brief: Brief | None = None,
    add: Mapping[str, Item] | None = None,
    **header: Any,
) -> Brief:
    """The next revision: `edits` are fields by an item's id, `add` new items by `section/id`."""
    brief = brief or ferry_brief()
    known = {item.id for item in all_items(brief)}
    assert known.issuperset(edits or {}), "an edit of an item that is not there"
    sections = {section: list(getattr(brief, section)) for section in SECTIONS}
    for items in sections.values():
        items[:] = [replace(item, **(edits or {}).get(item.id, {})) for item in items]
    for where, item in (add or {}).items():
        sections[where.partition("/")[0]].append(item)
    revision = replace(
        brief.revision, number=brief.revision.number + 1, at="2026-03-07T09:30:00Z", note="Next."
    )
    return replace(
        brief, revision=revision, **{name: tuple(items) for name, items in sections.items()} | header
    )


def said(id: str, speaker: str = "mara-holt", **fields: Any) -> dict[str, Item]:
    """A new statement, ready to be added."""
    given = {"kind": "indirect", "cue": "said", "gist": "It will sail in May.", "at": "src-1#p12"} | fields
    return {f"statements/{id}": Statement(id=id, speaker=speaker, **given)}


def entry(
    *items: str,
    id: str = "k-new",
    class_: Literal["corrected", "clarified", "refiled", "withdrawn"] = "corrected",
    revision: int = 4,
) -> dict[str, Item]:
    """A new entry in corrections, ready to be added."""
    was, now = "What was wrong", None if class_ == "withdrawn" else "What is right"
    made = Correction(id=id, revision=revision, items=items, class_=class_, was=was, now=now, origin="brief")
    return {f"corrections/{id}": made}


def changes(new: Brief, old: Brief | None = None) -> dict[str | None, Change]:
    """The changes by item; each item has one at most."""
    found = diff(old or ferry_brief(), new)
    by_item = {change.item: change for change in found}
    assert len(by_item) == len(found)
    return by_item


def table(new: Brief, old: Brief | None = None) -> dict[str | None, str]:
    """For each changed item its label, how soon it is told, and whether posts are edited, in one line."""
    return {
        item: f"{change.label}, {change.notify}{', edit' if change.edit else ''}"
        for item, change in changes(new, old).items()
    }
