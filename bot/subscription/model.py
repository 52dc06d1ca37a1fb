"""A subscription: a place that follows a story, and what it wants to be told when."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from bot.query.request import Place

When = Literal["instantly", "hourly", "daily"]
Wanted = Literal["all", "corrections", "speakers"]

# How soon a change is told, the most urgent first. `loud` (withdrawn, corrected, held back) gets through
# every filter and quiet hours; a message of one level tells what is due on that level and on those before.
Level = Literal["loud", "once", "soon", "digest"]
LEVELS: tuple[Level, ...] = get_args(Level)


class Rhythm(Struct, frozen=True, kw_only=True):
    """When a place wants to be told. `at`, `quiet_from` and `quiet_to` are HH:MM in `zone` (IANA).

    `at` is the time of the daily message and, for those who are told instantly, of the digest; quiet hours
    may go over midnight, and are none where the two are equal.
    """

    when: When = "instantly"
    at: str = "09:00"
    quiet_from: str = ""
    quiet_to: str = ""
    zone: str = "UTC"


class Preferences(Struct, frozen=True, kw_only=True):
    """What a place wants to be told: all, corrections only, or what these speakers (entity ids) say."""

    rhythm: Rhythm = Rhythm()
    wanted: Wanted = "all"
    speakers: tuple[str, ...] = ()


class Told(Struct, frozen=True, kw_only=True):
    """The number of the revision up to which a place was told, for each level."""

    loud: int
    once: int
    soon: int
    digest: int

    @classmethod
    def until(cls, revision: int) -> Told:
        """Told of everything up to a revision: who subscribes now gets nothing of the past."""
        return cls(loud=revision, once=revision, soon=revision, digest=revision)


class Subscription(Struct, frozen=True, kw_only=True):
    """One place following one story. `by` is the platform's id of who set it up last.

    `paused` says why nothing can be delivered there at present, "" where all is well.
    """

    place: Place
    story: str
    preferences: Preferences
    told: Told
    by: str = ""
    paused: str = ""
