"""Two snapshots of one story side by side: what differs, and which corrections came in between."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import msgspec

from bot.brief.model import (
    Brief,
    Claim,
    Correction,
    Entity,
    Event,
    Fact,
    OpenQuestion,
    Source,
    Statement,
    SummaryPoint,
    Term,
)
from bot.brief.quotation import normalise
from bot.brief.standing import AGAINST, FOR
from bot.brief.story import Story
from bot.brief.vocabulary import Item
from bot.revision.labels import Kind

KIND_OF: dict[type[Item], Kind] = {
    Statement: "statement",
    Claim: "claim",
    Source: "source",
    Fact: "fact",
    Event: "event",
    OpenQuestion: "question",
    SummaryPoint: "summary",
    Entity: "entity",
    Term: "term",
    Correction: "correction",
}
# Where several entries name one item, the gravest decides.
GRAVITY = ("withdrawn", "corrected", "clarified", "refiled")

Stand = tuple[str, str]


class Pair:
    """`before` and `after`: an older and a newer snapshot, any number of revisions apart."""

    def __init__(self, old: Brief, new: Brief) -> None:
        self.before = Story(old)
        self.after = Story(new)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of both snapshots: the newer one's in its order, then those that have vanished."""
        return tuple(dict.fromkeys((*self.after.items, *self.before.items)))

    def item(self, id: str) -> Item:
        """The item as it is now, or as it was if it has vanished."""
        return self.after.items[id] if id in self.after.items else self.before.items[id]

    def kind(self, id: str) -> Kind:
        return KIND_OF[type(self.item(id))]

    @cached_property
    def entries(self) -> tuple[Correction, ...]:
        """The corrections that were added since, in the editor's order."""
        known = {entry.id for entry in self.before.brief.corrections}
        return tuple(entry for entry in self.after.of(Correction) if entry.id not in known)

    @cached_property
    def entry_of(self) -> dict[str, Correction]:
        """For an item's id, the added correction that decides what its change is called."""
        found: dict[str, Correction] = {}
        for entry in sorted(self.entries, key=lambda entry: GRAVITY.index(entry.class_)):
            for id in entry.items:
                found.setdefault(id, entry)
        return found

    def changed(self, id: str) -> bool:
        """Whether the item itself differs, or what follows for it from others, or a correction names it."""
        if id in self.entry_of or (id in self.before.live) != (id in self.after.live):
            return True
        if self.before.items.get(id) != self.after.items.get(id):
            return True
        if not (self.has("claim", id) or self.has("question", id)):
            return False
        return self.status(id) != self.status(id, now=True) or bool(self.lost_stands(id))

    def has(self, kind: Kind, id: str) -> bool:
        """Whether the item is of this kind and can be seen in both snapshots."""
        return id in self.before.live and id in self.after.live and self.kind(id) == kind

    def fields(self, id: str) -> tuple[str, ...]:
        """The fields in which the two differ by more than white space; all, where one of them is missing."""
        old, new = self.before.items.get(id), self.after.items.get(id)
        if old is None or new is None or type(old) is not type(new):
            return self.item(id).__struct_fields__
        return tuple(
            name for name in new.__struct_fields__ if _bare(getattr(old, name)) != _bare(getattr(new, name))
        )

    def status(self, id: str, *, now: bool = False) -> str:
        """The computed state of a claim, or of a question: answered or open; "" of anything else."""
        story = self.after if now else self.before
        match story.live.get(id):
            case Claim():
                return story.statuses[id]
            case OpenQuestion(answered_by=answers):
                return "answered" if any(each in story.live for each in answers) else "open"
            case _:
                return ""

    def lost_stands(self, id: str) -> set[Stand]:
        """Who had a stance on a claim before that the claim shows no more."""
        return self._stands(self.before, id) - self._stands(self.after, id)

    def restood(self, id: str) -> bool:
        """Whether other parties, or the same ones otherwise, stand on a claim now."""
        return self.has("claim", id) and self._stands(self.before, id) != self._stands(self.after, id)

    @staticmethod
    def _stands(story: Story, id: str) -> set[Stand]:
        claim = story.claims.get(id)
        return {(each.by, each.stance) for each in story.standing.positions(claim)} if claim else set()

    def reversals(self, id: str) -> Iterator[str]:
        """The parties to a claim that now say the opposite of what they said, and say it in something new."""
        old, new = self.before.claims.get(id), self.after.claims.get(id)
        if old is None or new is None:
            return
        held = self._stands(self.before, id)
        for position in self.after.standing.positions(new):
            own = {stance for by, stance in held if by == position.by}
            turned = _opposite(own, position.stance)
            if turned and any(each not in self.before.items for each in position.statements):
                yield position.by

    @cached_property
    def parties(self) -> frozenset[str]:
        """Whoever takes a stand on a claim that was there before."""
        both = (
            (story, story.claims[id])
            for story in (self.before, self.after)
            for id in story.claims
            if id in self.before.claims
        )
        return frozenset(each.by for story, claim in both for each in story.standing.positions(claim))

    @cached_property
    def answers(self) -> frozenset[str]:
        """What answers a question that was open before."""
        questions = [each for each in self.after.of(OpenQuestion) if self.has("question", each.id)]
        answered = [each for each in questions if self.status(each.id) != self.status(each.id, now=True)]
        return frozenset(id for each in answered for id in each.answered_by)

    @cached_property
    def copies(self) -> frozenset[str]:
        """The statements that only repeat another one in a headline or a standfirst."""
        return frozenset(copy.id for copies in self.after.copies.values() for copy in copies)


def _opposite(stances: set[str], stance: str) -> bool:
    sides = (FOR, AGAINST) if stance in AGAINST else (AGAINST, FOR) if stance in FOR else None
    return sides is not None and bool(stances & sides[0]) and not stances & sides[1]


def _bare(value: Any) -> Any:
    """A part of an item as plain data in which all white space is alike."""
    match msgspec.to_builtins(value):
        case str(text):
            return normalise(text)
        case dict(parts):
            return {key: _bare(part) for key, part in parts.items()}
        case list(parts) | tuple(parts):
            return [_bare(part) for part in parts]
        case plain:
            return plain
