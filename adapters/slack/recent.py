"""What was just now: who asked for a message that the ledger may not have yet, which requests came."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from time import monotonic

from bot.delivery.ledger import Sent
from bot.query.request import Place

MANY = 1000
YOUNG = 600.0  # seconds: a signature from five minutes ahead holds for five minutes after that


class Recent:
    """The askers of the last messages, in memory; whoever asked first stays the asker."""

    def __init__(self) -> None:
        self._askers: OrderedDict[tuple[str, str], str] = OrderedDict()

    def note(self, sent: Iterable[Sent], user: str) -> None:
        """Remember who asked for these messages."""
        for message in sent:
            if message.message is not None:
                self._askers.setdefault((message.place.channel, message.message), user)
        while len(self._askers) > MANY:
            self._askers.popitem(last=False)

    def asker(self, place: Place, message: str) -> str | None:
        """Who asked for this message; None if that was long ago, or before a restart."""
        return self._askers.get((place.channel, message))


class Signatures:
    """The signatures of requests that came while they could still come again; Slack's only, so few."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._came: OrderedDict[str, float] = OrderedDict()

    def first(self, signature: str) -> bool:
        """Note a signature; False if the very same came before."""
        now = self._clock()
        while self._came and next(iter(self._came.values())) < now - YOUNG:
            self._came.popitem(last=False)
        new = signature not in self._came
        self._came.setdefault(signature, now)
        return new
