"""The stand-in's REST interface, version 10: who may call what, and what goes wrong on request."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.support.discord_faults import Fault, Faults
from tests.support.discord_world import Json, World

BASE = "/api/v10"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
BODY: web.RequestKey[Any] = web.RequestKey("body", object)
WITHOUT_TOKEN = ("/interactions/", "/webhooks/")


class Refusal(Exception):
    """What Discord says instead of doing it (Discord docs: Opcodes and Status Codes, "JSON")."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code

    def response(self) -> web.Response:
        return answer({"message": str(self), "code": self.code}, status=self.status)


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON as Discord sends it: the content type names no charset, and discord.py insists on that."""
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers=headers, content_type="application/json"
    )


@dataclass
class Call:
    """One request, as it came, and the status that it got (0: none, the connection was cut)."""

    method: str
    path: str
    body: Any = None
    status: int = 0


class Bucket:
    """So many requests in so many seconds."""

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit, self.seconds = limit, seconds
        self._times: deque[float] = deque()

    def take(self, now: float) -> float:
        """Seconds to wait; 0 if the request is within the limit, which then counts."""
        while self._times and self._times[0] <= now - self.seconds:
            self._times.popleft()
        if len(self._times) >= self.limit:
            return self._times[0] + self.seconds - now
        self._times.append(now)
        return 0.0

    def headers(self, now: float) -> dict[str, str]:
        after = self._times[0] + self.seconds - now if self._times else self.seconds
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.limit - len(self._times)),
            "X-RateLimit-Reset": f"{now + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
        }


class Rest:
    """The door that every request comes through.

    `violations` are bodies that Discord would have refused, `strange` requests to what is not here: a
    test ends well only if there are none. With `lenient`, bodies are checked by `check_later` only.
    `per_channel` and `per_second` are limits that bite; by default they are out of reach.
    """

    def __init__(self, world: World, *, lenient: bool = False) -> None:
        self.world = world
        self.faults = Faults()
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.strange: list[str] = []
        self.unauthorised = 0
        self.per_channel = (1000, 1.0)
        self.per_second = 10_000
        self._lenient = lenient
        self._later: list[tuple[Callable[..., None], tuple[Any, ...]]] = []
        self._buckets: dict[str, Bucket] = {}

    def check(self, checker: Callable[..., None], *body: Any) -> None:
        """Check a body; Refusal with 50035 if Discord would not take it."""
        if self._lenient:
            self._later.append((checker, body))
            return
        try:
            checker(*body)
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            self.violations.append(f"{error!r} in {json.dumps(body[0], default=str)[:2000]}")
            raise Refusal(400, 50035, "Invalid Form Body") from error

    def check_later(self) -> None:
        """Check what was taken without a look."""
        for checker, body in self._later:
            checker(*body)
        self._later.clear()

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Note the request, look at its token and the limits, let the fault happen that waits for it."""
        if not request.path.startswith(BASE):
            return await handler(request)
        call = Call(request.method, request.path.removeprefix(BASE))
        self.calls.append(call)
        fault = self.faults.meet(f"{call.method} {call.path}")
        if fault is not None and fault.act == "lost before":
            return self._cut(request)
        injected = _injected(fault)
        taken = None if fault and fault.act == "answer" else await self._answered(request, handler, call)
        response = injected or taken
        assert response is not None
        if fault is not None and fault.act == "lost after":
            return self._cut(request)
        if fault is not None and fault.act == "late":
            await asyncio.sleep(fault.seconds)
        call.status = response.status
        return response

    async def _answered(self, request: web.Request, handler: Handler, call: Call) -> web.StreamResponse:
        try:
            self._authorise(request, call)
            call.body = await self._body(request)
            request[BODY] = call.body
            return await self._within_limits(request, handler, call)
        except Refusal as refusal:
            return refusal.response()
        except web.HTTPException as error:
            self.strange.append(f"{call.method} {call.path}: {error.status}")
            return Refusal(error.status, 0, f"{error.status}: {error.reason}").response()

    def _authorise(self, request: web.Request, call: Call) -> None:
        if call.path.startswith(WITHOUT_TOKEN):
            return
        if request.headers.get("Authorization") != f"Bot {self.world.token}":
            self.unauthorised += 1
            raise Refusal(401, 0, "401: Unauthorized")
        if "DiscordBot" not in request.headers.get("User-Agent", ""):
            self.strange.append(f"{call.method} {call.path}: no User-Agent of a bot")

    async def _body(self, request: web.Request) -> Any:
        if not request.body_exists:
            return None
        if request.content_type != "application/json":
            self.violations.append(f"{request.method} {request.path}: a body of type {request.content_type}")
            raise Refusal(400, 50109, "The request body contains invalid JSON.")
        return json.loads(await request.read())

    async def _within_limits(self, request: web.Request, handler: Handler, call: Call) -> web.StreamResponse:
        now = self.world.clock.now()
        if call.path.startswith(WITHOUT_TOKEN):  # they are outside the bot's own limit
            return await handler(request)
        wait = self._bucket("bot", self.per_second, 1.0).take(now)
        if wait:
            return _too_fast(wait, everywhere=True)
        if call.method != "POST" or not call.path.endswith("/messages"):
            return await handler(request)
        bucket = self._bucket(call.path, *self.per_channel)
        wait = bucket.take(now)
        response = _too_fast(wait, everywhere=False) if wait else await handler(request)
        response.headers.update(bucket.headers(now) | {"X-RateLimit-Bucket": "messages"})
        return response

    def _bucket(self, key: str, limit: int, seconds: float) -> Bucket:
        return self._buckets.setdefault(key, Bucket(limit, seconds))

    def _cut(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


def _injected(fault: Fault | None) -> web.Response | None:
    if fault is None or fault.act not in ("answer", "answer after"):
        return None
    if isinstance(fault.body, str):
        return web.Response(
            text=fault.body, status=fault.status, headers=fault.headers, content_type="text/html"
        )
    return answer(fault.body, status=fault.status, headers=fault.headers)


def _too_fast(wait: float, *, everywhere: bool) -> web.Response:
    body: Json = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere}
    headers = {
        "Retry-After": str(int(wait) + 1),
        "Via": "1.1 google",
        "X-RateLimit-Scope": "global" if everywhere else "user",
        **({"X-RateLimit-Global": "true"} if everywhere else {}),
    }
    return answer(body, status=429, headers=headers)
