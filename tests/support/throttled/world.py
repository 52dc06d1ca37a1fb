"""The fake's state: its rules, what goes wrong, who is held, what it shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from msgspec import Struct

from tests.support.throttled.limits import Kind, Limit
from tests.support.throttled.orders import REFUSING, Order, Orders, What
from tests.support.throttled.record import Record
from tests.support.throttled.tempo import Tempo

Pair = tuple[int, float]  # so many requests in so many seconds
FREE: Pair = (1_000_000, 1.0)


class Rules(Struct, frozen=True, kw_only=True):
    """What the platforms enforce. By default no limit bites.

    Every `check_every`th body is looked at. `nonces` is for how many seconds Discord knows a nonce;
    without `history` the bot on Slack lacks the scopes to look into a channel.
    """

    tempo: Tempo = Tempo()
    window: Kind = "sliding"
    discord: Pair = FREE
    discord_channel: Pair = FREE
    slack_channel: Pair = FREE
    slack_workspace: Pair = FREE
    slack_edits: Pair = FREE
    nonces: float = 180.0
    history: bool = True
    check_every: int = 1
    discord_token: str = "MTIzNDU2Nzg5.throttled.fake-discord"
    slack_token: str = "xoxb-1-throttled"


class World:
    """One Discord and one Slack, both with one bot; every channel that is named is there."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.tempo = rules.tempo
        self.record = Record()
        self.orders = Orders()
        self.held: list[asyncio.Event] = []
        self.noticed = asyncio.Event()  # set, and replaced, whenever something has happened
        self._limits: dict[str, Limit] = {}
        self._last = 0.0
        self._bodies = 0

    def now(self) -> float:
        return self.tempo.now()

    def stamp(self) -> float:
        """The time of a new message: no two have the same millisecond."""
        self._last = max(round(self.now(), 3), round(self._last + 0.001, 3))
        return self._last

    def limit(self, key: str, pair: Pair, kind: Kind = "sliding") -> Limit:
        return self._limits.setdefault(key, Limit(*pair, kind))

    def check(self, checker: Callable[..., None], *body: Any) -> bool:
        """Whether a body is what the platform takes; only some are looked at."""
        self._bodies += 1
        if self._bodies % self.rules.check_every:
            return True
        try:
            checker(*body)
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            self.record.violations.append(f"{error!r} in {str(body[0])[:1000]}")
            return False
        return True

    def notice(self) -> None:
        """Let whoever waits for something look again."""
        self.noticed.set()
        self.noticed = asyncio.Event()

    async def befall(
        self,
        request: web.Request,
        met: tuple[What, str],
        refusal: Callable[[Order], web.Response],
        take: Callable[[], Awaitable[web.Response]],
    ) -> web.Response:
        """Do what was asked, unless an order says otherwise."""
        order = self.orders.meet(*met)
        if order is None:
            answer = await take()
        else:
            self.record.counts[f"fault {order.act}"] += 1
            answer = await self._go_wrong(request, order, refusal, take)
        self.notice()
        return answer

    async def _go_wrong(
        self,
        request: web.Request,
        order: Order,
        refusal: Callable[[Order], web.Response],
        take: Callable[[], Awaitable[web.Response]],
    ) -> web.Response:
        if order.act in REFUSING:
            return refusal(order)
        if order.act == "cut":
            return cut(request)
        answer = await take()
        match order.act:
            case "hold":
                await self._hold()
            case "late":
                await self.tempo.pause(order.after)
            case "drop":
                return cut(request)
            case "500 after":
                return failed()
        return answer

    async def _hold(self) -> None:
        released = asyncio.Event()
        self.held.append(released)
        self.notice()
        await released.wait()


def cut(request: web.Request) -> web.Response:
    """Break the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def failed(_: web.Request | None = None) -> web.Response:
    return web.Response(status=500, text="<html>oops</html>", content_type="text/html")


def arrived() -> float:
    """The machine's time, for measurements."""
    return time.time()
