"""A changed item in one line of text, as it was and as it is, for the editor and for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from bot.brief.model import (
    Brief,
    Claim,
    Correction,
    Entity,
    Event,
    OpenQuestion,
    Position,
    Source,
    Statement,
    Term,
)
from bot.brief.story import Story
from bot.brief.vocabulary import Item
from bot.revision.labels import HELD

# What the line says anyway, besides what can be told only of the item at hand.
SAID = frozenset(
    ("id", "withdrawn", "speaker", "text", "headline", "name", "term", "proposition", "was", "now")
)


def line(story: Story, id: str, fields: Iterable[str]) -> str | None:
    """The item in this snapshot, with those `fields` that the line leaves out; None if it is not seen."""
    item = story.live.get(id)
    if item is None:
        return None
    said = SAID | {"quoted" if getattr(item, "quoted", ()) else "gist"}
    more = ((name, _field(story, item, name)) for name in fields if name not in said)
    return _with(_head(story, item), more)


def brief_line(brief: Brief, fields: Iterable[str]) -> str:
    """Those fields of a brief; its title and its status speak for themselves."""
    heads = [str(getattr(brief, name)) for name in ("status", "title") if name in fields]
    note = brief.revision.note if "status" in fields and brief.status in HELD else None
    more = ((name, getattr(brief, name)) for name in fields if name not in ("status", "title"))
    return _with(": ".join((*heads, *([note] if note else []))), more).strip()


def _with(head: str, more: Iterable[tuple[str, Any]]) -> str:
    parts = [f"{name.rstrip('_')}: {_value(value)}" for name, value in more if value not in (None, ())]
    return f"{head} ({'; '.join(parts)})" if parts else head


def _head(story: Story, item: Item) -> str:
    match item:
        case Statement(speaker=speaker, quoted=quoted, gist=gist):
            words = " … ".join(f"“{each}”" for each in quoted) or gist
            return f"{story.name(speaker)}: {words}"
        case Claim(proposition=proposition):
            return f"{proposition} [{story.statuses[item.id]}]"
        case Source(headline=headline):
            return headline
        case Entity(name=name):
            return name
        case Term(term=term, text=text):
            return f"{term}: {text}"
        case OpenQuestion(text=text, answered_by=answers):
            return f"{text} [{'answered' if any(each in story.live for each in answers) else 'open'}]"
        case Event(when=when, text=text):
            return f"{when.edtf or when.text or 'undated'}: {text}"
        case Correction():
            return item.now or item.was or ""
        case _:
            return str(getattr(item, "text", item.id))


def _field(story: Story, item: Item, name: str) -> Any:
    """A field's value; of a claim's positions only those that still rest on something."""
    if isinstance(item, Claim) and name == "positions":
        return story.standing.positions(item)
    return getattr(item, name, None)


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    if isinstance(value, Position):
        return f"{value.by} {value.stance} in {' and '.join(value.statements)}"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
