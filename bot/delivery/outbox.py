"""The outbox: what is to be sent where, in lanes, one a place; each lane goes in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from bot.brief.model import Brief
from bot.delivery.announcement import Announcement, Spreading, Task
from bot.delivery.ledger import Post
from bot.query.request import Place
from bot.revision.published import Revision
from bot.subscription.model import Preferences, Told

# How a delivery ends: `sent` and `edited` reached the platform; `filtered` had nothing that the place
# wants, `superseded` nothing that an earlier message had not told; `held` waits for a story that is held
# back to be served again; `cancelled`: nobody follows any more, or an operator has forgotten it; `rejected`:
# the platform does not take this message; `expired`: what was to be edited cannot be.
Ending = Literal["sent", "edited", "filtered", "superseded", "held", "cancelled", "rejected", "expired"]
State = Literal["pending"] | Ending


class Lane(Struct, frozen=True, kw_only=True):
    """The line of messages to one place. `id` is the store's.

    `fails` counts refusals in a row since `failing`; `paused` is since when nothing got through, until the
    place has been told so; `state` is parked while the bot only tries now and then.
    """

    id: int
    place: Place
    state: Literal["active", "parked"] = "active"
    reason: str = ""
    fails: int = 0
    failing: datetime | None = None
    paused: datetime | None = None


class Delivery(Struct, frozen=True, kw_only=True):
    """The head of a lane, claimed: `attempts` counts this one too, `first` is the time of the first.

    `revision` is the newest one published when it was first claimed, and what the message goes up to;
    `part` is the first part that is not known to have arrived. `post` is what is to be edited, and `told` and
    `preferences` are None where nobody follows (any more).
    """

    id: int
    token: str
    lane: Lane
    announcement: int
    task: Task
    story: str
    announced: int
    revision: int
    part: int
    attempts: int
    first: datetime
    told: Told | None = None
    preferences: Preferences | None = None
    post: Post | None = None


class Progress(Struct, frozen=True, kw_only=True):
    """Parts of a delivery that arrived, entered on the ledger; more are to come. Keeps the lease."""

    delivery: Delivery
    part: int
    posts: tuple[Post, ...] = ()


class Ended(Struct, frozen=True, kw_only=True):
    """A delivery has ended; the lane goes on at `ready`, or at once.

    `told` moves the subscription's cursors. `posts` are entered on the ledger. `reason` is for people.
    """

    delivery: Delivery
    state: Ending
    reason: str = ""
    ready: datetime | None = None
    told: Told | None = None
    posts: tuple[Post, ...] = ()


class Again(Struct, frozen=True, kw_only=True):
    """Not delivered: the lane waits until `ready`. A `strike` counts among its refusals in a row; `parked`
    says that from now on it is tried only now and then. An attempt that was not `tried`, since nothing was
    sent, does not count."""

    delivery: Delivery
    ready: datetime
    reason: str
    strike: bool = False
    parked: bool = False
    tried: bool = True


Result = Progress | Ended | Again


class Waiting(Struct, frozen=True, kw_only=True):
    """What waits for one platform: `due` are deliveries whose lane may go, `oldest` since when the oldest of
    them may; `wanted` are those whose place has not refused anything, whether or not they may go; `parked`
    counts lanes."""

    platform: str
    pending: int
    due: int
    oldest: datetime | None
    parked: int
    wanted: int = 0


class Outbox(Protocol):
    """Every method is one transaction and raises StoreError where the store fails."""

    async def publish(self, revision: Revision, snapshot: Brief, tasks: Sequence[Announcement]) -> bool:
        """Enter a revision and what it makes the bot do; False, and nothing, where it or a higher number is
        there already. A `soon` that has not begun is taken along by the next."""

    async def spread(self, mark: Mapping[str, int] | None = None, most: int = 5000) -> Spreading | None:
        """Make rows of the most urgent announcement that is due, at most `most`; None if there is none, or
        on each of the platforms in `mark` more lanes of its priority may go than is said there."""

    async def release(self, most: int = 5000) -> int:
        """Make rows for the subscriptions whose time has come; how many."""

    async def claim(self, platforms: Collection[str], most: int, lease: float) -> list[Delivery]:
        """The heads of lanes that may go, for `lease` seconds, the attempt counted before this returns. Of
        several workers each gets others."""

    async def settle(self, results: Sequence[Result]) -> list[bool]:
        """Enter what became of deliveries; False for each whose lease was lost to another worker."""

    async def waiting(self) -> list[Waiting]:
        """What waits, by platform."""

    async def park(self, place: Place, reason: str) -> int:
        """Nothing can be delivered to a place, or below it (a thread "" means the channel and its threads, a
        channel "" the whole tenant): its lanes are parked; how many."""

    async def unpark(self, place: Place) -> int:
        """Access is back: the lanes go on at once; how many. As wide as `park`."""


class Rates(Protocol):
    """Rates that all workers share, on the store's clock. Every method is one transaction."""

    async def reserve(self, key: str, count: int, rate: float) -> list[datetime]:
        """The times of the next `count` slots, evenly apart, at most `rate` a second."""

    async def slow(self, key: str, wait: float, rate: float) -> None:
        """The platform asked to wait so many seconds; for a while after that the rate is halved."""
