"""What the runner knows of a platform, and what a platform may say when it cannot go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.delivery.ledger import Sent
from bot.errors import OnrecordError


class Refused(OnrecordError):
    """The platform does not let the bot in, and trying again at once will not change that."""


class Undelivered(OnrecordError):
    """The platform did not take an answer: no permission, too late, or gone. Nothing is wrong with us.

    `sent` are the messages of a long answer that others did get to see before that.
    """

    def __init__(self, reason: str, sent: Sequence[Sent] = ()) -> None:
        super().__init__(reason)
        self.sent = sent


class Malformed(Undelivered):
    """The platform took the answer for no proper message: that is a fault of ours."""


class Platform(Protocol):
    """A connection to one platform."""

    name: str

    async def run(self) -> None:
        """Connect and serve until cancelled; then close what was opened.

        Raises Refused for a wrong token and the like; whatever else it raises, a new attempt may mend.
        """
