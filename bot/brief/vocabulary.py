"""What a brief is made of: ids, paragraphs, texts within their lengths, fixed words, bases of parts.

The parser, the schema and the cache read the same rules from these types (`Meta`). Lengths are in
characters. `extra` is for the parser: the code of a value that breaks the pattern, what it is not, and
what to write instead.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
AT = r"^[a-z0-9]+(-[a-z0-9]+)*#p[1-9][0-9]{0,5}$"

Slug = Annotated[
    str,
    Meta(
        pattern=SLUG,
        max_length=60,
        description="lower-case words joined by hyphens",
        extra={
            "code": "E-SLUG",
            "is": "no slug",
            "hint": "lower-case letters and digits joined by hyphens, like nk-russia",
        },
    ),
]
Id = Annotated[
    str,
    Meta(
        pattern=SLUG,
        max_length=60,
        description="the item's id: lower-case words joined by hyphens, unique in the brief and never reused",
        extra={
            "code": "E-ID",
            "is": "no id",
            "hint": "an id is lower-case letters and digits joined by hyphens, like s-kirby-route",
        },
    ),
]
Ref = Annotated[
    str,
    Meta(
        pattern=SLUG,
        max_length=60,
        description="the id of another item of this brief",
        extra={
            "code": "E-ID",
            "is": "no id",
            "hint": "name an item of this brief by its id, like s-kirby-route",
        },
    ),
]
At = Annotated[
    str,
    Meta(
        pattern=AT,
        max_length=80,
        description="a paragraph: <source id>#p<number>, the non-blank lines of the source counted from 1",
        extra={"code": "E-AT", "is": "no paragraph", "hint": "write <source id>#p<number>, like src-1#p8"},
    ),
]
Origin = Annotated[
    str, Meta(min_length=1, max_length=80, description="an item's id, or <source id>.published")
]
Text = Annotated[str, Meta(min_length=1, max_length=1000)]
Name = Annotated[str, Meta(min_length=1, max_length=120)]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(min_length=1, max_length=3000, description="verbatim words of the source")]
Url = Annotated[
    str,
    Meta(
        pattern=r"^https://[^\s]+$",
        max_length=2048,
        description="an address that begins with https://",
        extra={
            "code": "E-URL",
            "is": "no https address",
            "hint": "write the whole address, beginning with https://",
        },
    ),
]
Edtf = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=60,
        description="a date in quotes, EDTF level 0 or 1 ('2022-11-08', '2022-11', '2019~'), or '[a..b]'",
    ),
]
Sha256 = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{64}$",
        description="the SHA-256 of the archived file",
        extra={
            "code": "E-SHA256",
            "is": "no SHA-256",
            "hint": "64 characters 0-9 and a-f, as sha256sum prints them",
        },
    ),
]
Refs = Annotated[tuple[Ref, ...], Meta(min_length=1)]

Basis = Literal["text", "editor", "derived", "none"]
Status = Literal["draft", "live", "hold", "dormant", "closed", "withdrawn"]
SourceType = Literal["article", "statement", "transcript", "document", "post"]
EntityType = Literal["person", "organisation", "state", "place", "other"]
Kind = Literal["direct", "mixed", "indirect", "act"]
ClaimType = Literal["factual", "prediction", "intention", "analysis", "characterisation"]
Stance = Literal["asserts", "denies", "doubts", "questions", "supports", "opposes", "declines"]
Certainty = Literal["certain", "probable", "possible", "unstated"]
Scope = Literal["specific", "blanket", "entailed"]
ParagraphRole = Literal["boilerplate", "headline", "standfirst", "image-label", "caption", "credit"]
ClaimStatus = Literal["confirmed", "refuted", "contested", "denied", "questioned", "unchallenged"]


class Shape(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """A part of a brief that is no item of its own."""


class Sourced(Shape, frozen=True, kw_only=True):
    """What says on what it rests: the archived text, the editor, or other items (`from`)."""

    note: Text | None = None
    basis: Basis = "text"
    from_: tuple[Origin, ...] = field(default=(), name="from")


class Item(Sourced, frozen=True, kw_only=True):
    """What a reply can select. The id is unique within the brief and never reused."""

    id: Id
    withdrawn: bool = False


def paragraph(at: str) -> tuple[str, int]:
    """Split `src-1#p8` into the source's id and the paragraph's number (from 1)."""
    source, _, number = at.partition("#p")
    return source, int(number)
