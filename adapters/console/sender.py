"""Messages that come by themselves, shown where the chat is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from adapters.console.session import HERE
from bot.delivery.sender import Blind, Budget, Gone, Outcome, Posted, Rejected
from bot.query.request import Place
from bot.reply.model import Reply


class ConsoleSender:
    """The Sender of bot.delivery.sender for the chat on this machine; `show` puts a reply on its screen."""

    platform = HERE.platform

    def __init__(self, show: Callable[[Reply], None]) -> None:
        self._show = show

    def parts(self, reply: Reply) -> Sequence[Reply]:
        """A screen holds any reply."""
        return (reply,)

    def budget(self, place: Place, *, edit: bool = False) -> Budget:
        return Budget(self.platform)

    async def send(self, place: Place, part: Reply, key: str, *, quiet: bool = False) -> Outcome:
        if place.channel != HERE.channel:
            return Gone("there is no such chat on this machine")
        try:
            self._show(part)
        except OSError as error:  # the reader of a pipe has left
            return Gone(f"nobody reads the chat any more: {error.strerror or error}")
        return Posted(message=None, items=part.items, editable=False)

    async def edit(self, place: Place, message: str, part: Reply) -> Outcome:
        return Rejected("what was printed cannot be changed")

    async def find(self, place: Place, key: str, part: Reply, since: datetime) -> Posted | Blind | None:
        return Blind("a screen does not tell what it showed")
