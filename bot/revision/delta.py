"""What is new between two snapshots for somebody who has seen the older one: digests and what's-new."""

from __future__ import annotations

from msgspec import Struct

from bot.brief.library.entry import digest
from bot.brief.model import Brief
from bot.revision.changes import Change, diff


class Delta(Struct, frozen=True, kw_only=True):
    """The net changes that somebody is told of. `since` and `number` are revisions.

    `at` is the newer one's time; `since` is None for whoever sees the story for the first time.
    """

    since: int | None
    number: int
    at: str
    changes: tuple[Change, ...]


def delta(seen: Brief | None, now: Brief) -> Delta:
    """What is new since the snapshot `seen`. What came and went, or changed back, in between is not in it."""
    return Delta(
        since=seen.revision.number if seen else None,
        number=now.revision.number,
        at=now.revision.at,
        changes=tuple(change for change in diff(seen, now) if change.notify != "never"),
    )


def same(one: Brief, other: Brief) -> bool:
    """Whether two snapshots are one revision: equal in content, the revision block included."""
    return digest(one) == digest(other)
