"""The shape of a brief (`brief/1`): one definition for the parser, the JSON Schema and the cache.

Every struct is immutable. A constraint stands in the type (`Meta`), so that whoever reads a brief,
checks it or describes it to an editor's tool reads the same rule. Lengths are in characters.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from bot.brief.vocabulary import (
    At,
    Certainty,
    ClaimType,
    Edtf,
    EntityType,
    Item,
    Kind,
    Name,
    ParagraphRole,
    Ref,
    Refs,
    Scope,
    Sha256,
    Shape,
    Slug,
    Sourced,
    SourceType,
    Stance,
    Status,
    Text,
    Title,
    Url,
    Words,
)


class When(Sourced, frozen=True, kw_only=True):
    """A date in the source's words and as EDTF, no finer than its basis allows."""

    text: Text | None
    edtf: Edtf | None


class Revision(Shape, frozen=True, kw_only=True):
    number: Annotated[int, Meta(ge=1, le=1_000_000)]
    at: Annotated[str, Meta(max_length=40, description="RFC 3339: when the brief learned it")]
    note: Text | None = None
    notify: Literal["auto", "none", "now"] = "auto"


class SummaryPoint(Item, frozen=True, kw_only=True):
    text: Text
    refs: Refs


class Publishing(Sourced, frozen=True, kw_only=True):
    """An agency or a publisher."""

    entity: Ref
    at: At | None = None


class Line(Sourced, frozen=True, kw_only=True):
    """A dateline or a byline, as printed."""

    text: Text
    entity: Ref | None = None
    at: At | None = None


class Published(Sourced, frozen=True, kw_only=True):
    edtf: Edtf
    text: Text | None = None
    at: At | None = None


class Archive(Shape, frozen=True, kw_only=True):
    """A file relative to the archive folder; `roles` names paragraphs (p1 is the first non-blank line)."""

    file: Annotated[str, Meta(min_length=1, max_length=255)]
    sha256: Sha256
    roles: dict[str, ParagraphRole] = field(default_factory=dict)


class Rights(Shape, frozen=True, kw_only=True):
    holder: Text
    redistribute: bool = False


class Source(Item, frozen=True, kw_only=True):
    type: SourceType
    headline: Text
    archive: Archive | None = None
    url: Url | None = None
    agency: Publishing | None = None
    publisher: Publishing | None = None
    byline: Line | None = None
    dateline: Line | None = None
    published: Published | None = None
    language: Annotated[str, Meta(max_length=35)] | None = None
    syndication_of: Ref | None = None
    rights: Rights | None = None


class Role(Shape, frozen=True, kw_only=True):
    """What somebody was at the time, in the words of that paragraph."""

    text: Text
    at: At


class Entity(Item, frozen=True, kw_only=True):
    type: EntityType
    name: Name
    aliases: tuple[Name, ...] = ()
    affiliation: Ref | None = None
    role: Role | None = None
    named: bool = True


class Resolved(Shape, frozen=True, kw_only=True):
    """How a pronoun or a description was read; `mention` stands in the paragraph."""

    mention: Name
    note: Text | None = None


class Hop(Shape, frozen=True, kw_only=True):
    """One step of how words reached us, or of what a speaker relies on: an entity, a description, or both."""

    entity: Ref | None = None
    as_: Name | None = field(default=None, name="as")
    act: Name | None = None


class Statement(Item, frozen=True, kw_only=True):
    """One speaker, one proposition that could be confirmed or denied by itself."""

    speaker: Ref
    kind: Kind
    cue: Name
    gist: Text
    at: At
    quoted: tuple[Words, ...] = ()
    on_behalf_of: Ref | None = None
    resolved_from: Resolved | None = None
    insertions: tuple[Words, ...] = ()
    when: When | None = None
    venue: Text | None = None
    via: tuple[Hop, ...] = ()
    infers_from: tuple[Ref, ...] = ()
    restates: tuple[Ref, ...] = ()
    cites: tuple[Hop, ...] = ()
    to: Text | None = None


class Position(Sourced, frozen=True, kw_only=True):
    """A speaker's stance on a claim, with the statements that carry it."""

    by: Ref
    stance: Stance
    statements: Refs
    certainty: Certainty = "unstated"
    scope: Scope = "specific"
    withdrawn: bool = False


class Verdict(Shape, frozen=True, kw_only=True):
    status: Literal["confirmed", "refuted"]
    by: Ref
    at: At
    note: Text | None = None


class Claim(Item, frozen=True, kw_only=True):
    proposition: Text
    type: ClaimType
    positions: tuple[Position, ...]
    contradicts: tuple[Ref, ...] = ()
    verdict: Verdict | None = None


class Fact(Item, frozen=True, kw_only=True):
    text: Text
    voice: Literal["reporter", "caption", "document"]
    at: At


class Event(Item, frozen=True, kw_only=True):
    text: Text
    when: When
    refs: Refs


class Term(Item, frozen=True, kw_only=True):
    term: Name
    text: Text
    aliases: tuple[Name, ...] = ()
    at: At | None = None


class OpenQuestion(Item, frozen=True, kw_only=True):
    text: Text
    near: tuple[Ref, ...] = ()
    answered_by: tuple[Ref, ...] = ()


class Correction(Item, frozen=True, kw_only=True):
    revision: Annotated[int, Meta(ge=1, le=1_000_000)]
    items: Refs
    class_: Literal["corrected", "clarified", "refiled", "withdrawn"] = field(name="class")
    was: Text | None
    now: Text | None
    origin: Literal["brief", "source"]


class Brief(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One story. Items appear in the order in which the editor wrote them."""

    schema: Annotated[
        Literal["brief/1"],
        Meta(
            description="the version of this format",
            extra={"code": "E-SCHEMA-VERSION", "hint": "write schema: brief/1"},
        ),
    ]
    slug: Slug
    title: Title
    language: Annotated[str, Meta(max_length=35, description="BCP 47")]
    status: Status
    revision: Revision
    sources: Annotated[tuple[Source, ...], Meta(min_length=1, max_length=1000)]
    summary: Annotated[tuple[SummaryPoint, ...], Meta(min_length=1, max_length=5)]
    aliases: Annotated[tuple[Slug, ...], Meta(max_length=1000)] = ()
    timezone: Annotated[str, Meta(max_length=60, description="IANA")] | None = None
    topics: Annotated[tuple[Name, ...], Meta(max_length=1000)] = ()
    entities: tuple[Entity, ...] = ()
    statements: Annotated[tuple[Statement, ...], Meta(max_length=1000)] = ()
    claims: tuple[Claim, ...] = ()
    facts: tuple[Fact, ...] = ()
    timeline: tuple[Event, ...] = ()
    glossary: tuple[Term, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    corrections: tuple[Correction, ...] = ()
