"""Revisions as they were published: their snapshots, their changes, their times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from bot.brief.model import Brief
from bot.revision.changes import Change


class Revision(Struct, frozen=True, kw_only=True):
    """One published revision of a story, without its snapshot.

    `sha256` is of the canonical content; `changes` are those from the revision before, as announced; `at`
    (RFC 3339) and `note` are the editor's; `published` is when the store took it.
    """

    story: str
    number: int
    sha256: str
    changes: tuple[Change, ...]
    at: str
    note: str | None
    published: datetime


class Revisions(Protocol):
    """Every method is one transaction and raises StoreError where the store fails."""

    async def heads(self) -> Mapping[str, tuple[int, str]]:
        """Number and sha256 of every story's last published revision."""

    async def head(self, story: str) -> Revision | None:
        """The last published revision; None for a story that was never published."""

    async def since(self, story: str, after: int, until: int | None = None) -> Sequence[Revision]:
        """The revisions with a number above `after` and not above `until`, in order."""

    async def snapshot(self, story: str, number: int) -> Brief | None:
        """The brief as it was published; None where there is no such revision."""

    async def number_at(self, story: str, moment: datetime) -> int | None:
        """The last revision that was published by then; None if there was none."""
