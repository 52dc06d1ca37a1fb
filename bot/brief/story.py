"""A brief with what follows from it: items by id, names, places in the sources, standings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

from bot.brief.model import (
    Brief,
    Claim,
    Entity,
    Item,
    Source,
    Statement,
    paragraph,
)
from bot.brief.standing import Standing, standing
from bot.brief.vocabulary import ClaimStatus

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
    def entities(self) -> dict[str, Entity]:
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
        """The statements that stand, in the source's order."""
        live = [statement for statement in self.brief.statements if not statement.withdrawn]
        order = {source.id: number for number, source in enumerate(self.brief.sources)}
        place = {statement.id: paragraph(statement.at) for statement in live}
        live.sort(key=lambda statement: (order[place[statement.id][0]], place[statement.id][1]))
        return {statement.id: statement for statement in live}

    @cached_property
    def restated(self) -> dict[str, list[Statement]]:
        """For each statement, the headline and standfirst copies of it."""
        copies: dict[str, list[Statement]] = {}
        for statement in self.statements.values():
            for original in statement.restates:
                copies.setdefault(original, []).append(statement)
        return copies

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.brief.claims if not claim.withdrawn}

    @cached_property
    def standing(self) -> Standing:
        return standing(self.brief)

    @cached_property
    def statuses(self) -> dict[str, ClaimStatus]:
        return {claim.id: self.standing.status(claim) for claim in self.claims.values()}

    def contested(self) -> list[Claim]:
        return [claim for claim in self.claims.values() if self.statuses[claim.id] == "contested"]

    def name(self, entity: str) -> str:
        """The name to show for an entity's id."""
        return self.entities[entity].name

    def is_copy(self, statement: Statement) -> bool:
        """Whether it only repeats, in a headline or standfirst, a statement that is listed anyway."""
        return any(original in self.statements for original in statement.restates)


def _told_apart(name: str, source: str, alike: int) -> str:
    if not name:
        return source
    return name if alike == 1 else f"{name} ({source})"
