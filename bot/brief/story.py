"""A brief with what follows from it: items by id, what of it stands, names, places, statuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import TypeVar

from bot.brief.model import (
    Brief,
    Claim,
    Entity,
    Event,
    Fact,
    Source,
    Statement,
    SummaryPoint,
    Term,
)
from bot.brief.standing import Standing
from bot.brief.vocabulary import ClaimStatus, Item, paragraph

SECTIONS = (
    "summary",
    "sources",
    "entities",
    "statements",
    "claims",
    "facts",
    "timeline",
    "glossary",
    "open_questions",
    "corrections",
)


def all_items(brief: Brief) -> Iterator[Item]:
    """Every item of a brief, section by section, in the editor's order."""
    return chain.from_iterable(getattr(brief, section) for section in SECTIONS)


Kind = TypeVar("Kind", bound=Item)


class Story:
    """One revision of one brief. Nothing here changes; what is derived is worked out once, on demand."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief

    @property
    def slug(self) -> str:
        return self.brief.slug

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by id, withdrawn ones included."""
        return {item.id: item for item in all_items(self.brief)}

    @cached_property
    def live(self) -> dict[str, Item]:
        """The items that may be shown: not withdrawn, nor resting on nothing but what was."""
        kept = {id: item for id, item in self.items.items() if not item.withdrawn}
        while True:
            standing = {id: item for id, item in kept.items() if _stands(item, kept)}
            if len(standing) == len(kept):
                return kept
            kept = standing

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The live items of one kind, in the editor's order."""
        return [item for item in self._kinds.get(kind, ()) if isinstance(item, kind)]

    @cached_property
    def _kinds(self) -> dict[type[Item], list[Item]]:
        kinds: dict[type[Item], list[Item]] = {}
        for item in self.live.values():
            kinds.setdefault(type(item), []).append(item)
        return kinds

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """Whoever has an id, withdrawn or not: their names are still needed."""
        return {entity.id: entity for entity in self.brief.entities}

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {source.id: source for source in self.brief.sources}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Whose text a source is: its agency, else its publisher; with the id where that is ambiguous."""
        issuers = {id: source.agency or source.publisher for id, source in self.sources.items()}
        names = {id: self.name(issuer.entity) if issuer else "" for id, issuer in issuers.items()}
        seen = Counter(names.values())
        return {id: _told_apart(name, id, seen[name]) for id, name in names.items()}

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """The live statements, in the source's order."""
        order = {source.id: number for number, source in enumerate(self.brief.sources)}
        placed = [(paragraph(statement.at), statement) for statement in self.of(Statement)]
        placed.sort(key=lambda pair: (order[pair[0][0]], pair[0][1]))
        return {statement.id: statement for _, statement in placed}

    @cached_property
    def copies(self) -> dict[str, list[Statement]]:
        """For a statement's id, what repeats it under the same speaker in a headline or standfirst."""
        copies: dict[str, list[Statement]] = {}
        for statement in self.statements.values():
            original = self._original(statement)
            if original is not statement and original.speaker == statement.speaker:
                copies.setdefault(original.id, []).append(statement)
        return copies

    def originals(self, said: Iterable[Statement]) -> list[Statement]:
        """Without the copies of what is among them anyway."""
        listed = list(said)
        hidden = {copy.id for each in listed for copy in self.copies.get(each.id, ())}
        return [each for each in listed if each.id not in hidden]

    def _original(self, statement: Statement) -> Statement:
        """What a copy, or the copy of a copy, restates; checks refuse loops."""
        while restated := next((id for id in statement.restates if id in self.statements), None):
            statement = self.statements[restated]
        return statement

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.of(Claim)}

    @cached_property
    def claims_of(self) -> dict[str, list[Claim]]:
        """For a statement's id, the claims on which it takes a stand."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims.values():
            positions = self.standing.positions(claim)
            for statement in {each for position in positions for each in position.statements}:
                found.setdefault(statement, []).append(claim)
        return found

    @cached_property
    def standing(self) -> Standing:
        return Standing.of(self.statements, self.claims)

    @cached_property
    def statuses(self) -> dict[str, ClaimStatus]:
        return {claim.id: self.standing.status(claim) for claim in self.claims.values()}

    def contested(self) -> list[Claim]:
        return [claim for claim in self.claims.values() if self.statuses[claim.id] == "contested"]

    def name(self, entity: str) -> str:
        """The name to show for an entity's id."""
        return self.entities[entity].name


def _stands(item: Item, kept: Mapping[str, Item]) -> bool:
    """Whether what the item rests on is still there: its source and speaker, or one of its references."""
    match item:
        case Statement(speaker=speaker, at=at):
            return speaker in kept and paragraph(at)[0] in kept
        case Fact(at=at) | Term(at=str(at)):
            return paragraph(at)[0] in kept
        case SummaryPoint(refs=refs) | Event(refs=refs):
            return any(ref in kept for ref in refs)
        case _:
            return True


def _told_apart(name: str, source: str, alike: int) -> str:
    if not name:
        return source
    return name if alike == 1 else f"{name} ({source})"
