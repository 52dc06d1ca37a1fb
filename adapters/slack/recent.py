"""Who asked for what was said just now: the ledger may not have it yet when somebody clicks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from bot.delivery.ledger import Sent
from bot.query.request import Place

MANY = 1000


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
