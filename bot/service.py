"""The inward seam: one request in, one reply out."""

from __future__ import annotations

import logging

from bot.brief.library import Library
from bot.query import trouble
from bot.query.complete import complete_line
from bot.query.grammar import Typed, near_command, read
from bot.query.request import Request
from bot.query.resolve import Call, resolve
from bot.query.shelf import Shelf
from bot.query.views import show
from bot.query.views.briefs import briefs, help_reply
from bot.reply.model import Reply

log = logging.getLogger(__name__)


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
    """Read, resolve, show."""
    typed = _typed(request)
    if typed and typed.command == "briefs":
        return briefs(shelf, typed.page)
    if typed and typed.command == "help":
        return help_reply()
    meant = resolve(typed, shelf, request.story) if typed else None
    if not isinstance(meant, Call):
        meant = _guess(request, shelf, anything=typed is None) or meant
    if meant is None:
        return trouble.not_understood(request.text, near_command(request.text), request.story)
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


def _guess(request: Request, shelf: Shelf, *, anything: bool) -> Call | None:
    """The name of a story alone, or a command word mistyped, where that leads somewhere."""
    near = near_command(request.text)
    _, _, rest = request.text.lstrip("/").partition(" ")
    lines = ([f"/brief {request.text}"] if anything else []) + ([f"/{near} {rest}"] if near else [])
    for line in lines:
        typed = read(line)
        meant = resolve(typed, shelf, request.story) if typed else None
        if isinstance(meant, Call):
            return meant
    return None
