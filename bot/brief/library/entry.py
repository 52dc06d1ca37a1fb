"""What the library knows of a story without opening it: enough for lists, lookups and refusals."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct

from bot.brief.model import (
    Brief,
)
from bot.brief.story import Story
from bot.brief.vocabulary import Status


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """One story in the library's list.

    `revision`, `at` and `note` are those of the revision block; `file` is the name in the briefs folder;
    `sha256` is of the canonical content; `contested` counts claims; `speakers` are all the names under
    which somebody speaks in it.
    """

    slug: str
    title: str
    aliases: tuple[str, ...]
    status: Status
    revision: int
    at: str
    note: str | None
    file: str
    sha256: str
    contested: int
    speakers: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        """What the story can be called by; no two stories of a library share one."""
        return frozenset((self.slug, *self.aliases))


def digest(brief: Brief) -> str:
    """The sha256 (hexadecimal) of the canonical content, the revision block included.

    Canonical is JSON with sorted keys and without what is left at its default, so that a field added to
    the model later does not change the digest of a brief that does not use it.
    """
    # msgspec leaves out what *is* the default, not what equals it: decoding makes the two the same.
    decoded = msgspec.msgpack.decode(msgspec.msgpack.encode(brief), type=Brief)
    return hashlib.sha256(msgspec.json.encode(decoded, order="sorted")).hexdigest()


def describe(brief: Brief) -> Entry:
    """The entry for a brief."""
    return Entry(
        slug=brief.slug,
        title=brief.title,
        aliases=brief.aliases,
        status=brief.status,
        revision=brief.revision.number,
        at=brief.revision.at,
        note=brief.revision.note,
        file=f"{brief.slug}.yaml",
        sha256=digest(brief),
        contested=len(Story(brief).contested()),
        speakers=_speakers(brief),
    )


def _speakers(brief: Brief) -> tuple[str, ...]:
    speaking = {statement.speaker for statement in brief.statements if not statement.withdrawn}
    entities = (entity for entity in brief.entities if entity.id in speaking)
    return tuple(dict.fromkeys(name for entity in entities for name in (entity.name, *entity.aliases)))
