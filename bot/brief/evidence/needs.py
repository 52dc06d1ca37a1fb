"""What a brief needs to find in its sources: each string, and the paragraphs in which it may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec import Struct

from bot.brief.model import Brief, Entity, Event, Source, Statement
from bot.brief.vocabulary import At, Item

_Kept = TypeVar("_Kept", bound=Item)

_IN_THE_TEXT = ("text", "derived")
_NAMES = frozenset({"speaker", "mention", "cue", "agency", "publisher"})
_CODES = {
    "quoted": "E-QUOTE-NOT-FOUND",
    "cue": "E-CUE-NOT-FOUND",
    "speaker": "E-SPEAKER-NOT-FOUND",
    "mention": "E-MENTION-NOT-FOUND",
    "role": "E-ROLE-NOT-FOUND",
}


class Need(Struct, frozen=True):
    """One of `texts` must stand in one of the paragraphs `ats`.

    `item` and `field` are its name in the lock; `part`, `key` and `index` its place in the brief.
    """

    item: str
    field: str
    texts: tuple[str, ...]
    ats: tuple[At, ...]
    part: Struct
    key: str
    index: int | None = None

    @property
    def code(self) -> str:
        """The problem if it is not there."""
        return _CODES.get(self.field, "E-TEXT-NOT-FOUND")

    @property
    def any_case_first(self) -> bool:
        """Whether it may begin with another case, as a name or a cue may."""
        return self.field in _NAMES


def needs(brief: Brief) -> Iterator[Need]:
    """All that must be found, in the order of the brief.

    A withdrawn item needs nothing: it may have been withdrawn because its words are not in the source,
    and it must stay in the brief as it was. So its words are never to be shown as checked ones.
    """
    # Of two that have one id, which is a problem of its own, the first is meant.
    entities = {entity.id: entity for entity in reversed(brief.entities)}
    for source in _live(brief.sources):
        yield from _of_source(source, entities)
    for entity in _live(brief.entities):
        if role := entity.role:
            yield Need(entity.id, "role", (role.text,), (role.at,), role, "text")
    for statement in _live(brief.statements):
        yield from _of_statement(statement, entities)
    places = _places(brief)
    for event in _live(brief.timeline):
        yield from _of_event(event, places)


def quotes(brief: Brief) -> bool:
    """Whether the brief shows a source's words in quotation marks, and so needs evidence."""
    return any(statement.quoted for statement in _live(brief.statements))


def cited(brief: Brief) -> Iterator[tuple[Struct, str, At]]:
    """Every paragraph that an item which stands refers to: (part, key, paragraph)."""
    for source in _live(brief.sources):
        for part in (source.agency, source.publisher, source.byline, source.dateline, source.published):
            if part and part.at:
                yield part, "at", part.at
        if archive := source.archive:
            yield from ((archive, "roles", f"{source.id}#{number}") for number in archive.roles)
    roles = (entity.role for entity in _live(brief.entities))
    verdicts = (claim.verdict for claim in _live(brief.claims))
    parts = (*_live(brief.statements), *_live(brief.facts), *_live(brief.glossary), *roles, *verdicts)
    for placed in parts:
        if placed and placed.at:
            yield placed, "at", placed.at


def _of_source(source: Source, entities: Mapping[str, Entity]) -> Iterator[Need]:
    for field, named in (("agency", source.agency), ("publisher", source.publisher)):
        entity = entities.get(named.entity) if named else None
        if named and named.at and entity and named.basis == "text":
            yield Need(source.id, field, _names(entity), (named.at,), named, "entity")
    lines = {"byline": source.byline, "dateline": source.dateline, "published": source.published}
    for field, line in lines.items():
        if line and line.at and line.text and line.basis in _IN_THE_TEXT:
            yield Need(source.id, field, (line.text,), (line.at,), line, "text")


def _of_statement(statement: Statement, entities: Mapping[str, Entity]) -> Iterator[Need]:
    item, ats = statement.id, (statement.at,)
    speaker, resolved, when = entities.get(statement.speaker), statement.resolved_from, statement.when
    if resolved:
        yield Need(item, "mention", (resolved.mention,), ats, resolved, "mention")
    elif speaker:
        yield Need(item, "speaker", _names(speaker), ats, statement, "speaker")
    yield Need(item, "cue", (statement.cue,), ats, statement, "cue")
    for index, words in enumerate(statement.quoted):
        yield Need(item, "quoted", (words,), ats, statement, "quoted", index)
    if when and when.text and when.basis in _IN_THE_TEXT:
        yield Need(item, "when", (when.text,), ats, when, "text")


def _of_event(event: Event, places: Mapping[str, tuple[At, ...]]) -> Iterator[Need]:
    ats = tuple(dict.fromkeys(at for ref in event.refs for at in places.get(ref, ())))
    when = event.when
    if when.text and when.basis in _IN_THE_TEXT and ats:
        yield Need(event.id, "when", (when.text,), ats, when, "text")


def _places(brief: Brief) -> dict[str, tuple[At, ...]]:
    """The paragraphs on which an item rests; a claim rests on those of its statements."""
    places: dict[str, tuple[At, ...]] = {statement.id: (statement.at,) for statement in brief.statements}
    places |= {fact.id: (fact.at,) for fact in brief.facts}
    places |= {term.id: (term.at,) for term in brief.glossary if term.at}
    places |= {entity.id: (entity.role.at,) for entity in brief.entities if entity.role}
    for claim in brief.claims:
        spoken = (id for position in claim.positions for id in position.statements)
        places[claim.id] = tuple(at for id in spoken for at in places.get(id, ()))
    return places


def _names(entity: Entity) -> tuple[str, ...]:
    return entity.name, *entity.aliases


def _live(items: tuple[_Kept, ...]) -> tuple[_Kept, ...]:
    return tuple(item for item in items if not item.withdrawn)
