"""A stand-in for a platform: it connects, does what its script says, and answers a request over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from adapters.desk import Desk
from bot.delivery.ledger import Sent
from bot.query.request import Place, Request
from bot.reply.model import Reply
from bot.telemetry.health import Pulse

Act = Callable[[], Awaitable[None]]


class Scripted:
    """A platform whose every attempt to run is one act of a script; after the last it stays connected."""

    def __init__(self, name: str, pulse: Pulse, *acts: Act) -> None:
        self.name = name
        self.attempts = 0
        self.closed = False
        self.through = asyncio.Event()  # the script is, and the platform is connected
        self._pulse = pulse
        self._acts = acts

    async def run(self) -> None:
        self.attempts += 1
        if self.attempts <= len(self._acts):
            await self._acts[self.attempts - 1]()
            return
        self._pulse.up()
        self.through.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.closed = True


class StandIn(Scripted):
    """A connected platform: `/ask` puts a request in hand, which is answered once `/go` was called."""

    def __init__(self, name: str, pulse: Pulse, desk: Desk) -> None:
        super().__init__(name, pulse)
        self._desk = desk
        self._go = asyncio.Event()

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return [Route("/ask", self._ask), Route("/go", self._let_go)]

    async def _ask(self, asked: HttpRequest) -> Response:
        place = Place(platform=self.name, tenant="t", channel="c")
        answered: list[str] = []

        async def respond(reply: Reply) -> Sequence[Sent]:
            await self._go.wait()
            if self.closed:
                raise ConnectionError("there is no connection to answer over")
            answered.append(reply.kind)
            return [Sent(place=place, message="m-1", items=reply.items)]

        await self._desk.serve(Request(id="r-1", text="briefs", place=place), "command", respond)
        return PlainTextResponse(" ".join(answered))

    async def _let_go(self, asked: HttpRequest) -> Response:
        self._go.set()
        return PlainTextResponse("gone")
