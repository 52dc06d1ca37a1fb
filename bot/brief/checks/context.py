"""What every check needs at hand: the items by id, every part of the brief, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from bot.brief.model import Brief, Claim, Entity, Event, Source, Statement
from bot.brief.parse.places import Places
from bot.brief.story import all_items
from bot.brief.vocabulary import Item


class Context:
    """One brief under check, which may be incomplete.

    `broken` are the ids of items that could not be read; `flawed` those of items of which some part
    could not, so that nothing can be said of what they lack.
    """

    def __init__(
        self, brief: Brief, places: Places, broken: frozenset[str], flawed: frozenset[str] = frozenset()
    ) -> None:
        self.brief = brief
        self.places = places
        self.broken = broken
        self.flawed = flawed | broken
        self.parts = tuple(_parts(brief))
        self.items: dict[str, Item] = {}
        for item in all_items(brief):
            self.items.setdefault(item.id, item)
        self.problem = places.problem

    def entity(self, id: str) -> Entity | None:
        found = self.items.get(id)
        return found if isinstance(found, Entity) else None

    def source(self, id: str) -> Source | None:
        found = self.items.get(id)
        return found if isinstance(found, Source) else None

    def statement(self, id: str) -> Statement | None:
        found = self.items.get(id)
        return found if isinstance(found, Statement) else None

    def statements(self, refs: tuple[str, ...]) -> dict[str, Statement]:
        """The statements that these references come to: a claim's and an event's own ones count too."""
        reached: dict[str, Statement] = {}
        for ref in refs:
            for id in (ref, *_refs_of(self.items.get(ref))):
                if found := self.statement(id):
                    reached[id] = found
        return reached


def _refs_of(item: Item | None) -> tuple[str, ...]:
    if isinstance(item, Claim):
        return tuple(id for position in item.positions for id in position.statements)
    return item.refs if isinstance(item, Event) else ()


def _parts(part: Struct) -> Iterator[Struct]:
    yield part
    for name in part.__struct_fields__:
        value: Any = getattr(part, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, Struct):
                yield from _parts(inner)
