"""How values stand in the queue's columns: packed briefs, changes and preferences as JSON, seconds."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from bot.brief.library.vault import pack
from bot.brief.model import Brief
from bot.errors import StoreError
from bot.revision.changes import Change
from bot.revision.published import Revision
from bot.subscription.model import Preferences, Rhythm, Told


def revision_row(revision: Revision, snapshot: Brief) -> dict[str, Any]:
    """The columns of a revision; a snapshot is some 80 kB, and a fifth of that when compressed."""
    return {
        "story": revision.story,
        "number": revision.number,
        "sha256": revision.sha256,
        "snapshot": zlib.compress(pack(snapshot)),
        "changes": msgspec.json.encode(revision.changes),
        "edited": revision.at,
        "note": revision.note,
        "at": revision.published,
    }


def read_revision(row: Row[Any]) -> Revision:
    """A revision of its columns, `snapshot` not needed. Raises StoreError for changes that are damaged."""
    try:
        changes = msgspec.json.decode(row.changes, type=tuple[Change, ...])
    except msgspec.DecodeError:
        raise StoreError(f"revision {row.number} of {row.story}: its changes cannot be read") from None
    return Revision(
        story=row.story,
        number=row.number,
        sha256=row.sha256,
        changes=changes,
        at=row.edited,
        note=row.note,
        published=row.at,
    )


def read_snapshot(content: bytes, story: str, number: int) -> Brief:
    """A brief as it was published. Raises StoreError where it is damaged, or where the model knows a field
    or a value of it no more."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(content), type=Brief)
    except (zlib.error, msgspec.DecodeError):
        raise StoreError(
            f"revision {number} of {story}: its snapshot is damaged or of another version of onrecord; "
            "bring back the version that wrote it, or a copy of the database"
        ) from None


def preferences_row(preferences: Preferences) -> dict[str, str]:
    """The columns `rhythm`, `wanted` and `speakers`; equal rhythms are equal text."""
    return {
        "rhythm": msgspec.json.encode(preferences.rhythm).decode(),
        "wanted": preferences.wanted,
        "speakers": msgspec.json.encode(preferences.speakers).decode(),
    }


def read_preferences(row: Row[Any]) -> Preferences:
    """Preferences of the columns `rhythm`, `wanted` and `speakers`. Raises StoreError."""
    try:
        speakers = msgspec.json.decode(row.speakers, type=tuple[str, ...])
        wanted = {"rhythm": read_rhythm(row.rhythm), "wanted": row.wanted, "speakers": speakers}
        return msgspec.convert(wanted, Preferences)
    except (msgspec.ValidationError, msgspec.DecodeError):
        raise StoreError("the settings of a subscription are damaged; subscribe there anew") from None


def read_rhythm(text: str) -> Rhythm:
    """A rhythm of the column `rhythm`. Raises StoreError."""
    try:
        return msgspec.json.decode(text, type=Rhythm)
    except msgspec.DecodeError:
        raise StoreError("the times of a subscription are damaged; subscribe there anew") from None


def told_row(told: Told) -> dict[str, int]:
    """The columns `told_loud` to `told_digest`."""
    return {f"told_{level}": number for level, number in msgspec.structs.asdict(told).items()}


def read_told(row: Row[Any]) -> Told:
    """How far a place was told, of the columns `told_loud` to `told_digest`."""
    return Told(loud=row.told_loud, once=row.told_once, soon=row.told_soon, digest=row.told_digest)


def items_text(items: Sequence[str]) -> str:
    """The column `items` of an announcement: JSON, "" for none."""
    return msgspec.json.encode(items).decode() if items else ""


def read_items(text: str) -> tuple[str, ...]:
    """The ids in the column `items` of an announcement."""
    return msgspec.json.decode(text, type=tuple[str, ...]) if text else ()


def seconds(moment: datetime) -> float:
    """Seconds since 1970, as the queue's tables hold times."""
    return moment.timestamp()


def moment(seconds: float) -> datetime:
    """The time, in UTC, that so many seconds since 1970 are."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_none(seconds: float | None) -> datetime | None:
    """As `moment`; None stays None."""
    return None if seconds is None else moment(seconds)
