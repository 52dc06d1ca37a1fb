"""The inward seam: one request in, one reply out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from msgspec.structs import replace

from bot.brief.library import Library
from bot.delivery.ledger import Ledger, Post, Sent
from bot.errors import OnrecordError, StoreError
from bot.query import refusals
from bot.query.commands import COMMAND_NAMES, FOLLOWING
from bot.query.complete import Option, complete_line, complete_parameter
from bot.query.grammar import LONGEST, Typed, names_command, near_command, read
from bot.query.index import Index
from bot.query.request import Place, Request
from bot.query.resolve import Call, resolve
from bot.query.views import show
from bot.query.views.briefs import briefs
from bot.query.views.help import help_reply
from bot.query.wishes import Wish, wish
from bot.reply.codec import to_json
from bot.reply.model import Reply
from bot.subscription.following import follow
from bot.subscription.stores import Opening, Stores
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)
ASKING_BACK = ("error", "choice")
HOT = 64  # replies that are remembered: what a channel asks again is the same until the story changes

Show = Callable[[Call], Reply]


class Bot:
    """Answers requests from one snapshot of the library at a time.

    Without a ledger nothing that was said is remembered, which suits a chat that ends with the process;
    without stores no story can be followed.
    """

    def __init__(
        self,
        library: Library,
        ledger: Ledger | None = None,
        stores: Stores | Opening | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ledger = ledger
        self._stores = stores
        self._clock = clock
        self.serve(library)

    @property
    def library(self) -> Library:
        """The snapshot that answers are given from."""
        return self._index.library

    def serve(self, library: Library) -> None:
        """Answer from this snapshot from the next request on."""
        self._index = Index(library)
        self._show = lru_cache(maxsize=HOT)(show)

    async def handle(self, request: Request) -> Reply:
        """The reply to one request. A fault of ours becomes a reply too; its id is in the log."""
        try:
            return await self._answer(await self._placed(request), self._index)
        except OnrecordError as error:
            log.error("request %s failed: %s", one_line(request.id), one_line(str(error)))
            away = isinstance(error, StoreError)
            return refusals.not_kept(request.id) if away else refusals.fault(request.id)
        except Exception:
            log.exception("request %s failed", one_line(request.id))
            return refusals.fault(request.id)

    async def _answer(self, request: Request, index: Index) -> Reply:
        wanted = wished(request, index)
        if isinstance(wanted, Wish):
            return await follow(wanted, request, index, await self._opened(), self._clock)
        return wanted or answer(request, index, self._show)

    async def _opened(self) -> Stores | None:
        return await self._stores() if callable(self._stores) else self._stores

    async def delivered(
        self, request: Request, reply: Reply, sent: Sequence[Sent], *, whole: bool = True
    ) -> None:
        """Enter on the ledger what others can see, and that the asker has read what is new, unless not the
        `whole` reply arrived. A failing store is logged: the answer has been given."""
        try:
            if self._ledger is not None and sent:
                await self._ledger.record(list(posts(request, reply, sent)))
            if whole and reply.read:
                await self._enter_read(request, reply)
        except StoreError as error:
            log.error("request %s is not on record: %s", one_line(request.id), one_line(str(error)))

    async def _enter_read(self, request: Request, reply: Reply) -> None:
        place, stores = request.place, await self._opened()
        if place is None or stores is None:
            return
        for story, revision in reply.read:
            await stores.readers.read(place.platform, place.tenant, request.user, story, revision)

    async def asker(self, place: Place, message: str) -> str | None:
        """Who asked for this message of ours, "" where it came by itself; None where the ledger does not
        tell."""
        try:
            post = await self._ledger.find(place, message) if self._ledger else None
        except StoreError as error:
            log.error("the ledger does not say who asked: %s", one_line(str(error)))
            return None
        return post.asker if post else None

    def complete(self, text: str, story: str | None = None) -> list[str]:
        """Whole lines that what was typed so far may become, best first."""
        return complete_line(text, self._index, story)

    def options(self, parameter: str, typed: str, arguments: Mapping[str, str]) -> list[Option]:
        """At most 25 values for a parameter of a native command, best first; see `complete_parameter`."""
        return complete_parameter(self._index, parameter, typed, arguments)

    async def _placed(self, request: Request) -> Request:
        """The request with the story of its thread or direct conversation, where it names none itself."""
        place = request.place
        if request.story or self._ledger is None or place is None or not (place.thread or place.direct):
            return request
        try:
            return replace(request, story=await self._ledger.story_in(place))
        except StoreError as error:
            log.error("request %s goes without its story: %s", one_line(request.id), one_line(str(error)))
            return request


def posts(request: Request, reply: Reply, sent: Sequence[Sent]) -> Iterator[Post]:
    """What was sent, as lines of the ledger."""
    # What no command makes again is kept itself, should a note of correction be due on it one day.
    said = b"" if reply.asked or not reply.items else to_json(replace(reply, form=None, read=()))
    for part, message in enumerate(sent):
        yield Post(
            place=message.place,
            message=message.message,
            story=reply.story,
            revision=reply.revision,
            items=message.items,
            asked=reply.asked,
            asker=request.user,
            part=part,
            editable=message.editable,
            said=said if message.items else b"",
        )


def wished(request: Request, index: Index) -> Wish | Reply | None:
    """What a request about following stories wants; None if it is about something else."""
    typed = next(
        (each for each in (_typed(request), *_in_one_option(request)) if each and each.command in FOLLOWING),
        None,
    )
    return wish(typed, index, _context(request, index)) if typed else None


def _context(request: Request, index: Index) -> str | None:
    return request.story if request.story in index.library.entries else None


def answer(request: Request, index: Index, show: Show = show) -> Reply:
    """Read, resolve, show. Where a line leads nowhere as it was typed, what it nearly says may."""
    text, typed = request.text[:LONGEST], _shown(_typed(request))
    context = _context(request, index)
    reply = _reply(typed, index, context, show) if typed else None
    if reply and reply.kind not in ASKING_BACK:
        return reply
    for near in (*_in_one_option(request), *_nearly(text, anything=typed is None)):
        found = _reply(near, index, context, show)
        if found and found.kind not in ASKING_BACK:
            return found
    if reply and (names_command(text) or not text.startswith("/")):
        return reply
    return refusals.not_understood(text or request.command or "", near_command(text), context)


def _reply(typed: Typed, index: Index, context: str | None, show: Show) -> Reply | None:
    if typed.command == "briefs":
        return briefs(index, typed.page)
    if typed.command == "help":
        return help_reply()
    meant = resolve(typed, index, context)
    return show(meant) if isinstance(meant, Call) else meant


def _typed(request: Request) -> Typed | None:
    """A native command with its options, or the words as typed; None for a command that is not ours."""
    if request.command is None:
        return read(request.text[:LONGEST])
    if request.command not in COMMAND_NAMES:
        return None
    given = {name: value[:LONGEST] for name, value in request.arguments.items()}
    story = tuple(given.get("story", "").split())
    if request.command in FOLLOWING:
        options = tuple((name, value) for name, value in given.items() if name != "story")
        return Typed(command=request.command, story=story, options=options)
    return Typed(
        command=request.command,
        story=story,
        view=given.get("view", ""),
        speaker=given.get("speaker", ""),
        about=given.get("about", ""),
    )


def _shown(typed: Typed | None) -> Typed | None:
    """A line that looks like one about following may be the name of a story: Follow the money."""
    if typed is None or typed.command not in FOLLOWING:
        return typed
    return Typed(command="brief", story=tuple(typed.line.split()), sure=typed.sure)


def _in_one_option(request: Request) -> Iterator[Typed]:
    """`/brief story:nk-russia timeline` or `/brief story:list`: a whole line typed into the first option."""
    if request.command == "brief" and set(request.arguments) == {"story"}:
        line = read(f"/brief {request.arguments['story'][:LONGEST]}")
        if line:
            yield line


def _nearly(text: str, *, anything: bool) -> Iterator[Typed]:
    """The name of a story alone, then a command word mistyped."""
    if anything and text and (typed := _shown(read(text, story=True))):
        yield typed
    if (near := near_command(text)) and near not in FOLLOWING:
        _, _, rest = text.lstrip("/").partition(" ")
        if typed := read(f"/{near} {rest}"):
            yield typed
