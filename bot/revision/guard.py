"""What was published is never changed in silence: the checks of a brief against its published snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.brief.check import in_order
from bot.brief.model import Brief, Claim, Event, Position, Source, Statement, When
from bot.brief.parse.places import Places
from bot.brief.problems import Problem
from bot.brief.quotation import normalise
from bot.brief.story import SECTIONS
from bot.brief.vocabulary import Item
from bot.revision.delta import same
from bot.revision.pair import KIND_OF, Pair


def guard(old: Brief, new: Brief, places: Places) -> tuple[Problem, ...]:
    """The problems of `new` as a revision that follows `old`, in the order of their places in its file.

    `places` are those of the file from which `new` was parsed. A draft was not published, so whatever
    follows it is free.
    """
    if old.status == "draft" or same(old, new):
        return ()
    guarded = _Guard(Pair(old, new), places)
    return in_order([*guarded.number(), *guarded.vanished(), *guarded.silent()])


class _Guard:
    """The three questions that the guard asks of one pair of snapshots."""

    def __init__(self, pair: Pair, places: Places) -> None:
        self.pair = pair
        self.places = places
        self.old, self.new = pair.before.brief, pair.after.brief

    def number(self) -> Iterator[Problem]:
        """The content has changed; has the number risen?"""
        was, now = self.old.revision.number, self.new.revision.number
        if now <= was:
            message = f"revision {was} was published with another content, and this is revision {now}"
            hint = f"make it {was + 1}, with revision.at now and a revision.note that says what is new"
            yield self.places.problem(self.new.revision, "E-GUARD-NUMBER", message, hint, field="number")

    def vanished(self) -> Iterator[Problem]:
        """Published ids that are gone, or that have been given to another kind of item."""
        for section in SECTIONS:
            for item in getattr(self.old, section):
                found = self.pair.after.items.get(item.id)
                if found is None:
                    message = f"{item.id} was published in revision {self.old.revision.number} and is gone"
                    hint = f"put it back in {section}, with withdrawn: true"
                    yield self._vanished(self.new, item, message, hint, field=section)
                elif type(found) is not type(item):
                    message = f"{item.id} was a {KIND_OF[type(item)]} and is now a {KIND_OF[type(found)]}"
                    yield self._vanished(
                        found, item, message, "give the new item an id of its own", field="id"
                    )

    def _vanished(self, part: Struct, item: Item, message: str, hint: str, *, field: str) -> Problem:
        problem = self.places.problem(part, "E-GUARD-VANISHED", message, hint, field=field)
        return replace(problem, item=item.id)  # it stands nowhere any more

    def silent(self) -> Iterator[Problem]:
        """Guarded changes of published items that no added correction owns up to."""
        for id, item in self.pair.after.items.items():
            old = self.pair.before.items.get(id)
            if old is None or old == item or type(old) is not type(item) or id in self.pair.entry_of:
                continue
            for field in _guarded(old, item):
                yield self._silent(item, item, field)
            if isinstance(old, Claim) and isinstance(item, Claim):
                yield from self._stances(old, item)

    def _stances(self, old: Claim, new: Claim) -> Iterator[Problem]:
        """A stance on statements that still stand was taken away, or is another one now."""
        kept = {(by, statement, stance) for by, statement, stance, _ in _taken(new)}
        told: set[tuple[str, str]] = set()
        for by, statement, stance, _ in _taken(old):
            stands = statement in self.pair.after.statements and statement not in self.pair.entry_of
            if (by, statement, stance) in kept or not stands or (by, stance) in told:
                continue
            told.add((by, stance))
            now = next((each[3] for each in _taken(new) if each[:2] == (by, statement)), None)
            what = f"that {by} {stance} this in {statement}"
            yield self._silent(new, now or new, "stance" if now else "positions", what)

    def _silent(self, item: Item, part: Struct, field: str, what: str = "") -> Problem:
        was, now = self.old.revision.number, self.new.revision.number
        message = f"{what or field} was published in revision {was} and has changed without a correction"
        entry = f"revision: {max(now, was + 1)} and items: [{item.id}]"
        hint = f"add to corrections an entry with {entry}, or put it back"
        return self.places.problem(part, "E-GUARD-SILENT", message, hint, field=field)


def _guarded(old: Item, new: Item) -> Iterator[str]:
    """The fields of words, speakers, kinds and dates in which the two differ."""
    match old, new:
        case Statement(), Statement():
            before, after = ([normalise(words) for words in each.quoted] for each in (old, new))
            pairs: dict[str, tuple[Any, Any]] = {
                "quoted": (before, after),
                "speaker": (old.speaker, new.speaker),
                "kind": (old.kind, new.kind),
                "when": (_date(old.when), _date(new.when)),
            }
        case Event(), Event():
            pairs = {"when": (_date(old.when), _date(new.when))}
        case Source(), Source():
            dates = (each.published and each.published.edtf for each in (old, new))
            pairs = {"published": (next(dates), next(dates))}
        case _:
            pairs = {}
    return (field for field, (was, now) in pairs.items() if was != now)


def _date(when: When | None) -> tuple[str | None, str]:
    return (when.edtf, normalise(when.text or "")) if when else (None, "")


def _taken(claim: Claim) -> Iterator[tuple[str, str, str, Position]]:
    """Who takes which stance in which statement, and the position that says so."""
    for position in claim.positions:
        if not position.withdrawn:
            for statement in position.statements:
                yield position.by, statement, position.stance, position
