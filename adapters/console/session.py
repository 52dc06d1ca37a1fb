"""One chat on this machine: the last reply decides what a number means and which story goes unsaid."""

from __future__ import annotations

from adapters.console.numbers import numbered
from bot.query.request import Place, Request
from bot.reply.model import Action, Reply
from bot.service import Bot

LEAVING = ("quit", "exit")
# The console is a channel too: what is followed in one chat on this machine is followed in each.
HERE = Place(platform="console", tenant="", channel="local")


class Session:
    """Turns lines into replies. A number stands for that way onward of the last reply."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._count = 0
        self._ways: tuple[Action, ...] = ()
        self.story: str | None = None

    async def answer(self, line: str) -> Reply:
        """The reply to what was typed."""
        self._count += 1
        text = self._meant(line.strip())
        request = Request(id=f"console-{self._count}", text=text, story=self.story, place=HERE)
        reply = await self._bot.handle(request)
        await self._bot.delivered(request, reply, ())  # what is printed cannot be changed later
        self.shown(reply)
        return reply

    def shown(self, reply: Reply) -> None:
        """A reply, or a message of its own, is the last one on the screen: its numbers count now."""
        self._ways = numbered(reply)
        self.story = reply.story or self.story

    def complete(self, typed: str) -> list[str]:
        """Whole lines that `typed` may become."""
        return self._bot.complete(typed, self.story)

    def _meant(self, line: str) -> str:
        if line.isascii() and line.isdigit() and 0 < int(line[:4]) <= len(self._ways):
            return self._ways[int(line[:4]) - 1].command
        return line
