"""What is counted of sending, for whoever measures: no more than numbers and words of fixed sets."""

from __future__ import annotations

from typing import Protocol

from bot.delivery.announcement import Task
from bot.delivery.outbox import Ending


class Tally(Protocol):
    """Told of each thing as it happens; nothing here may raise or wait."""

    def asked(self, platform: str, outcome: str, seconds: float) -> None:
        """A request to a platform has ended; `outcome` is `posted`, `retrylater`, `unreached`, `unknown`,
        `gone`, `rejected` or `unauthorised`, of a look `posted`, `blind` or `absent`; it took so long."""

    def ended(self, platform: str, task: Task, state: Ending) -> None:
        """A delivery has ended so."""

    def told(self, platform: str, task: Task, seconds: float) -> None:
        """A message has arrived so many seconds after its revision was published."""

    def parked(self, platform: str) -> None:
        """A lane was parked after a refusal, or is parked still."""

    def waited(self, platform: str, seconds: float) -> None:
        """A request waited so long for its slot."""

    def spread(self, task: Task, rows: int) -> None:
        """So many rows were made of an announcement."""


class Silent:
    """The Tally that nobody reads."""

    def asked(self, platform: str, outcome: str, seconds: float) -> None: ...

    def ended(self, platform: str, task: Task, state: Ending) -> None: ...

    def told(self, platform: str, task: Task, seconds: float) -> None: ...

    def parked(self, platform: str) -> None: ...

    def waited(self, platform: str, seconds: float) -> None: ...

    def spread(self, task: Task, rows: int) -> None: ...
