"""The evidence lock: what was found where in the archived sources, for whoever has not got them.

`briefs/<slug>.lock.yaml` is YAML for people and their tools, and written in one way only: after the head,
one JSON object a line, first the sources, then the anchors in the order of the brief. So the same evidence
gives the same bytes, a change is one line of a diff, and reading it needs no YAML reader: a lock of any
other form is no lock.

- a source: id, sha256 of the archived file, number of its paragraphs;
- an anchor: `item` and `field` that need it, the paragraph `at`, `start` and `end` in characters of that
  paragraph as archived, and `text` as the brief has it. Nothing else of a source is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from bot.brief.quotation import normalise
from bot.brief.vocabulary import At, Name, Sha256, Slug, Words

MAX_BYTES = 8 << 20
_HEAD = "# written by onrecord verify; do not edit\nschema: lock/1\n"
_Count = Annotated[int, Meta(ge=0, le=MAX_BYTES)]


class LockedSource(Struct, frozen=True, forbid_unknown_fields=True):
    id: Slug
    sha256: Sha256
    paragraphs: _Count


class Anchor(Struct, frozen=True, forbid_unknown_fields=True):
    """`text` stands at [start, end) of the paragraph `at`, as `field` of `item` says."""

    item: Slug
    field: Name
    at: At
    start: _Count
    end: _Count
    text: Words


class Lock(Struct, frozen=True):
    sources: tuple[LockedSource, ...]
    anchors: tuple[Anchor, ...]


_source = msgspec.json.Decoder(LockedSource)
_anchor = msgspec.json.Decoder(Anchor)


def write(lock: Lock) -> bytes:
    """The bytes of a lock: the same for the same lock."""
    sections = f"sources:\n{_lines(lock.sources)}anchors:\n{_lines(lock.anchors)}"
    return f"{_HEAD}{sections}".encode()


def read(data: bytes) -> Lock | None:
    """Read what `write` wrote (CRLF is fine); None for anything else."""
    if len(data) > MAX_BYTES:
        return None
    head, sources, body = data.replace(b"\r\n", b"\n").partition(b"sources:\n")
    above, anchors, below = body.partition(b"anchors:\n")
    if head.decode("utf-8", "replace") != _HEAD or not (sources and anchors):
        return None
    try:
        lock = Lock(
            tuple(_source.decode(_object(line)) for line in above.splitlines()),
            tuple(_anchor.decode(_object(line)) for line in below.splitlines()),
        )
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return lock if all(map(_fits, lock.anchors)) else None


def _fits(anchor: Anchor) -> bool:
    """Whether the text can stand in its range, which also holds the spaces that were more than one."""
    return anchor.end - anchor.start >= len(normalise(anchor.text))


def _lines(entries: Iterable[Struct]) -> str:
    return "".join(f"- {msgspec.json.encode(entry).decode()}\n" for entry in entries)


def _object(line: bytes) -> bytes:
    return line.removeprefix(b"- ")
