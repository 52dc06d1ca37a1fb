"""The outward seam: how a message reaches a platform, and what may become of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import inf
from typing import Literal, Protocol

from msgspec import Struct

from bot.query.request import Place
from bot.reply.model import Reply


class Posted(Struct, frozen=True, kw_only=True):
    """The platform took it. `message` is its id there, None where none is told; `pause` is for how many
    seconds the channel takes no more."""

    message: str | None
    items: tuple[str, ...] = ()
    editable: bool = True
    pause: float = 0.0


class RetryLater(Struct, frozen=True):
    """The platform asks to wait, `after` seconds: with this channel, or with everything. It took nothing."""

    after: float
    scope: Literal["channel", "platform"]
    reason: str


class Unreached(Struct, frozen=True):
    """It certainly was not taken: nobody was there, or the platform said that it failed."""

    reason: str


class Unknown(Struct, frozen=True):
    """It may have been taken: the connection broke, or the platform failed, after it was sent."""

    reason: str


class Gone(Struct, frozen=True):
    """The bot cannot post there (any more): no access, no permission, no such channel or thread."""

    reason: str


class Rejected(Struct, frozen=True):
    """This message, and no other, is not taken: its content, or for an edit that the message is too old or
    deleted."""

    reason: str


class Unauthorised(Struct, frozen=True):
    """The token is not taken: nothing can be sent to this platform (or workspace)."""

    reason: str


class Blind(Struct, frozen=True):
    """Whether it is there cannot be found out."""

    reason: str


Outcome = Posted | RetryLater | Unreached | Unknown | Gone | Rejected | Unauthorised


class Budget(Struct, frozen=True):
    """The rate that a request counts against, and where that is less than the settings allow, the most
    requests a second that the platform takes of this kind."""

    key: str
    most: float = inf


class Sender(Protocol):
    """Sends to one platform, once: nothing is repeated here, and no fault of network or platform raises."""

    platform: str

    def parts(self, reply: Reply) -> Sequence[Reply]:
        """The reply cut into what one message of the platform holds each; every part leaves room for a
        note of correction. Pure, and the same for the same reply."""

    def budget(self, place: Place, *, edit: bool = False) -> Budget:
        """The rate that a message to this place, or an edit there, counts against: that of `discord:bot`, or
        of `slack:<team>`."""

    async def send(self, place: Place, part: Reply, key: str, *, quiet: bool = False) -> Outcome:
        """Post one part. `key` (≤ 25 characters, letters and digits) marks it: where the platform knows such
        a thing, a second message with the key of an earlier one is not posted again."""

    async def edit(self, place: Place, message: str, part: Reply) -> Outcome:
        """Put another text in place of a message's."""

    async def find(self, place: Place, key: str, part: Reply, since: datetime) -> Posted | Blind | None:
        """The message with this key, posted since then; None if it is certainly not there."""
