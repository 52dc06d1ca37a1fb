"""What an operator looks up in the outbox, and the few things that are done there by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from bot.delivery.announcement import Task
from bot.delivery.outbox import State
from bot.query.request import Place

Parking = Literal["active", "parked"]

# How a delivery may have ended and yet be tried once more.
RETRIED: tuple[State, ...] = ("rejected", "expired", "cancelled")


class Where(Struct, frozen=True, kw_only=True):
    """Which places: None means any. A `channel` is meant with its threads; it may be a thread itself."""

    platform: str | None = None
    tenant: str | None = None
    channel: str | None = None
    thread: str | None = None


ANYWHERE = Where()


class Which(Struct, frozen=True, kw_only=True):
    """Which deliveries: those that fit everything that is given; empty or None means any."""

    ids: tuple[int, ...] = ()
    story: str | None = None
    where: Where = ANYWHERE
    states: tuple[State, ...] = ()


class Listed(Struct, frozen=True, kw_only=True):
    """A delivery as it stands. `until` is the revision that its message goes up to, None before the first
    attempt; `edits` is the message that is to be edited, `message` the one that was posted.

    `next` is when a pending one is due, None while it waits behind another one of its lane, whose head is
    `behind`. `reason` is the store's: of the delivery, or of its lane while that is kept waiting.
    """

    id: int
    story: str
    announced: int
    until: int | None
    task: Task
    place: Place
    state: State
    reason: str
    attempts: int
    part: int
    message: str | None
    edits: str | None
    first: datetime | None
    ended: datetime | None
    next: datetime | None
    behind: int | None
    parked: bool
    sending: bool


class LaneListed(Struct, frozen=True, kw_only=True):
    """A lane as it stands: `pending` messages wait in it, and it may go at `next`, None where nothing waits.

    `fails` counts refusals in a row, `failing` is since when; `paused` is since when nothing got through.
    """

    id: int
    place: Place
    state: Parking
    reason: str
    pending: int
    follows: int
    fails: int
    failing: datetime | None
    paused: datetime | None
    next: datetime | None
    sending: bool


class Retried(Struct, frozen=True):
    """What `retry` did: deliveries `again` pending, lanes that waited and are `hastened`."""

    again: int
    hastened: int


class Fanning(Struct, frozen=True, kw_only=True):
    """An announcement on its way: begun, and spread over `done` of `of` subscriptions, or posts to edit."""

    story: str
    revision: int
    task: Task
    done: int
    of: int


class Inspection(Protocol):
    """Every method is one transaction, or several short ones, and raises StoreError where the store fails."""

    async def deliveries(self, which: Which, most: int) -> Sequence[Listed]:
        """The newest first."""

    async def lanes(self, where: Where, state: Parking | None, most: int) -> Sequence[LaneListed]:
        """Parked lanes first, then those that wait the longest."""

    async def retry(self, which: Which) -> Retried:
        """What was rejected, expired or cancelled is pending again, and what waits may go at once."""

    async def unpark(self, where: Where) -> int:
        """Parked lanes go on at once, as if nothing had ever been refused there; how many."""

    async def kept(self, place: Place) -> Mapping[str, int]:
        """How many rows a place has in `subscription`, `post`, `outbox` and `lane`: a channel with its
        threads, or with a channel "" a whole server or workspace."""

    async def fanning(self) -> Sequence[Fanning]:
        """The announcements that have begun and are not through."""
