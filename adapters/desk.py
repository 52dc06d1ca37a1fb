"""What every platform does with a request: answer, deliver, enter on the ledger, count, time and log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Literal

from structlog.contextvars import bound_contextvars

from adapters.platform import Malformed, Undelivered
from bot.delivery.ledger import Sent
from bot.query import refusals
from bot.query.request import Request
from bot.reply.model import Reply
from bot.service import Bot
from bot.telemetry.metrics import Metrics

log = logging.getLogger(__name__)

Door = Literal["command", "button", "menu", "mention", "direct", "home", "form"]
Respond = Callable[[Reply], Awaitable[Sequence[Sent]]]


class Desk:
    """Where requests of all platforms are answered; knows which are in hand, so that none is cut off.

    What people typed is logged only where `log_words` is set.
    """

    def __init__(self, bot: Bot, metrics: Metrics, *, log_words: bool = False) -> None:
        self.bot = bot
        self.metrics = metrics
        self._log_words = log_words
        self.in_hand = 0  # requests being answered
        self._idle = asyncio.Event()
        self._idle.set()

    async def serve(
        self,
        request: Request,
        door: Door,
        respond: Respond,
        arrived: float | None = None,
        reply: Reply | None = None,
    ) -> None:
        """Answer through `respond`, which delivers a reply and says what was sent where others see it.

        `arrived` is the `perf_counter` of the event; `reply` stands in for the core's, where the adapter
        itself knows what to say. Nothing is raised but cancellation: what goes wrong
        is logged under the request's id, and told to the person where the fault is ours.
        """
        platform = request.place.platform if request.place else ""
        with self.holding(), bound_contextvars(request_id=request.id, platform=platform, door=door):
            since = perf_counter() if arrived is None else arrived
            await self._serve(request, platform, door, respond, since, reply)

    async def _serve(
        self,
        request: Request,
        platform: str,
        door: Door,
        respond: Respond,
        arrived: float,
        reply: Reply | None,
    ) -> None:
        reply = reply or await self.bot.handle(request)
        outcome = await self._deliver(request, platform, reply, respond)
        seconds = perf_counter() - arrived
        self.metrics.answered(platform, door, reply.view or "none", outcome, seconds)
        words = {"words": request.text or dict(request.arguments)} if self._log_words else {}
        log.info(
            "answered",
            extra={"outcome": outcome, "view": reply.view, "story": reply.story, **words}
            | {"milliseconds": round(seconds * 1000, 1)},
        )

    async def _deliver(self, request: Request, platform: str, reply: Reply, respond: Respond) -> str:
        """Deliver, and say how it ended: the reply's kind, `undelivered` or `fault`."""
        try:
            sent = await respond(reply)
        except Undelivered as error:
            self.metrics.failed(platform, "deliver")
            await self.bot.delivered(request, reply, error.sent, whole=False)
            if not isinstance(error, Malformed):
                log.warning("not delivered: %s", error)
                return "undelivered"
            log.error("the answer was malformed: %s", error)
            await self._apologise(request, respond)
            return "fault"
        except Exception:
            log.exception("the answer failed")
            self.metrics.failed(platform, "deliver")
            await self._apologise(request, respond)
            return "fault"
        await self.bot.delivered(request, reply, sent)
        if reply == refusals.fault(request.id):  # the core broke, and said so under this id
            self.metrics.failed(platform, "core")
            return "fault"
        return reply.kind

    async def _apologise(self, request: Request, respond: Respond) -> None:
        try:
            await respond(refusals.fault(request.id))
        except Exception:
            log.warning("nor could the person be told", exc_info=True)

    async def drain(self, seconds: float) -> bool:
        """Wait until nothing is in hand; False if that takes longer."""
        try:
            async with asyncio.timeout(seconds):
                while self.in_hand:  # what was let go may have been taken up again at once
                    await self._idle.wait()
        except TimeoutError:
            return False
        return True

    @contextmanager
    def holding(self) -> Iterator[None]:
        """While this lasts, something is in hand: say, an event that has yet to be looked up."""
        self.in_hand += 1
        self._idle.clear()
        try:
            yield
        finally:
            self.in_hand -= 1
            if not self.in_hand:
                self._idle.set()
