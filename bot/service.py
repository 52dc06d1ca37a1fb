"""The inward seam: one request in, one reply out."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from msgspec.structs import replace

from bot.brief.library import Library
from bot.query import trouble
from bot.query.complete import complete_line
from bot.query.grammar import LONGEST, Typed, near_command, read
from bot.query.request import Request
from bot.query.resolve import Call, resolve
from bot.query.shelf import Shelf
from bot.query.views import show
from bot.query.views.briefs import briefs
from bot.query.views.help import help_reply
from bot.reply.model import Reply

log = logging.getLogger(__name__)
ASKING_BACK = ("error", "choice")


class Bot:
    """Answers requests from one snapshot of the library at a time."""

    def __init__(self, library: Library) -> None:
        self._shelf = Shelf(library)

    @property
    def library(self) -> Library:
        """The snapshot that answers are given from."""
        return self._shelf.library

    def shelve(self, library: Library) -> None:
        """Answer from a newer snapshot from the next request on."""
        self._shelf = Shelf(library)

    async def handle(self, request: Request) -> Reply:
        """The reply to one request. A fault of ours becomes a reply too; its id is in the log."""
        try:
            return answer(request, self._shelf)
        except Exception:
            log.exception("request failed", extra={"request_id": request.id})
            return trouble.fault(request.id)

    def complete(self, text: str, story: str | None = None) -> list[str]:
        """Whole lines that what was typed so far may become, best first."""
        return complete_line(text, self._shelf, story)


def answer(request: Request, shelf: Shelf) -> Reply:
    """Read, resolve, show. Where a line leads nowhere as it was typed, what it nearly says may."""
    request = replace(request, text=request.text[:LONGEST])
    typed = _typed(request)
    reply = _reply(typed, shelf, request.story) if typed else None
    if reply and reply.kind not in ASKING_BACK:
        return reply
    for near in _nearly(request.text, anything=typed is None):
        found = _reply(near, shelf, request.story)
        if found and found.kind not in ASKING_BACK:
            return found
    return reply or trouble.not_understood(request.text, near_command(request.text), request.story)


def _reply(typed: Typed, shelf: Shelf, context: str | None) -> Reply | None:
    if typed.command == "briefs":
        return briefs(shelf, typed.page)
    if typed.command == "help":
        return help_reply()
    meant = resolve(typed, shelf, context)
    return show(meant) if isinstance(meant, Call) else meant


def _typed(request: Request) -> Typed | None:
    """A native command with its options, or the words as typed."""
    if request.command is None:
        return read(request.text)
    given = request.arguments
    return Typed(
        command=request.command,
        story=tuple(given.get("story", "").split()),
        view=given.get("view", ""),
        speaker=given.get("speaker", ""),
        about=given.get("about", ""),
    )


def _nearly(text: str, *, anything: bool) -> Iterator[Typed]:
    """The name of a story alone, then a command word mistyped."""
    if anything and (typed := read(text, story=True)):
        yield typed
    if near := near_command(text):
        _, _, rest = text.lstrip("/").partition(" ")
        if typed := read(f"/{near} {rest}"):
            yield typed
