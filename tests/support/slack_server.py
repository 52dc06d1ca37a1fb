"""What stands in for Slack on loopback: its Web API, socket and response_urls, as strict as they are."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from time import monotonic, time
from typing import Any

from aiohttp import WSMsgType, web
from msgspec import Struct

from tests.support.payloads import check_slack
from tests.support.slack_payload import (
    check_ephemeral,
    check_home,
    check_opening,
    check_response,
    check_update,
)
from tests.support.slack_reading import BOT_ID, BOT_USER, READING, reading, scope_for, unreadable

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-1-stand-in", "xapp-1-stand-in", "0123456789abcdef0123456789abcdef"
TEAM = "T1"
SCOPES = {
    *("app_mentions:read", "chat:write", "chat:write.public", "commands", "im:history", "users:read"),
    *("channels:read", "groups:read", "channels:history", "groups:history"),
}
AFTERWARDS = ("", "lost", "late", "broken")  # what is done all the same
FREELY_USED, LIFETIME = 5, 30 * 60

Body = dict[str, Any]
CHECKS: dict[str, Callable[[Body], None]] = {
    "chat.postMessage": check_slack,
    "chat.postEphemeral": check_ephemeral,
    "chat.update": check_update,
    "views.open": check_opening,
    "views.publish": check_home,
}


class Channel(Struct):
    """A conversation: what it is, and whether the bot is in it."""

    kind: str = "public"
    member: bool = True
    archived: bool = False
    restricted: str = ""
    creator: str = "U1"


class Person(Struct):
    """Somebody in the workspace."""

    admin: bool = False
    zone: str = "Europe/Berlin"


class Shown(Struct):
    """A message as people see it; `to` is the only one who does, `own` whether the bot may change it."""

    channel: str
    ts: str
    body: Body
    thread: str = ""
    to: str = ""
    own: bool = True
    replaced: int = 0
    metadata: Body | None = None


class Ticket(Struct):
    """A response_url: five uses within 30 minutes, for one conversation and perhaps one message."""

    channel: str
    user: str
    message: str = ""
    uses: int = 0
    age: float = 0


class Call(Struct):
    """One request to the Web API that came in, whatever became of it."""

    method: str
    body: Body


class SlackServer:
    """The workspace. Whatever breaks a rule is refused and put on `violations`, which a test wants empty."""

    def __init__(self) -> None:
        self.url = ""
        self.scopes, self.app_scopes = set(SCOPES), {"connections:write"}
        self.tokens = {BOT_TOKEN, APP_TOKEN}
        self.channels = {"C1": Channel(), "D1": Channel(kind="direct")}
        self.calls: list[Call] = []
        self.shown: list[Shown] = []
        self.homes: dict[str, Body] = {}
        self.people = {"U1": Person(), "U2": Person(), "UADMIN": Person(admin=True)}
        self.triggers: set[str] = set()
        self.opened: list[Body] = []
        self.pace = 0.0  # seconds that a channel takes no second message after one
        self.clock: Callable[[], float] = monotonic
        self.last: dict[str, float] = {}
        self.tickets: dict[str, Ticket] = {}
        self.violations: list[str] = []
        self.faults: dict[str, deque[str]] = defaultdict(deque)
        self.sockets: list[web.WebSocketResponse] = []
        self.acknowledged: list[str] = []
        self.greets, self.silent = True, False
        self.pause = 0  # seconds in the Retry-After of a 429
        self._numbers = count(1)
        self._stamp = 0.0

    def fail(self, method: str, *faults: str) -> None:
        """What becomes of the next calls of a method: `429`, `500`, `drop` (refused unread), `lost` (done,
        but no reply), `late` (done, but the reply takes half a second), `broken` (done, but the reply is a
        500), "" (well), or an error's name."""
        self.faults[method].extend(faults)

    def ticket(self, channel: str, user: str, message: str = "") -> str:
        """A new response_url."""
        name = f"t{next(self._numbers)}"
        self.tickets[name] = Ticket(channel, user, message)
        return f"{self.url}/response/{name}"

    def trigger(self) -> str:
        """A new trigger_id, good for one form; taken out of `triggers` it has expired."""
        name = f"13345224609.{next(self._numbers)}"
        self.triggers.add(name)
        return name

    def called(self, method: str) -> list[Body]:
        """The bodies of all calls of a method."""
        return [call.body for call in self.calls if call.method == method]

    def seen_by(self, user: str = "") -> list[Shown]:
        """What is for everybody, or what only this person sees."""
        return [each for each in self.shown if each.to == user]

    def stamp(self) -> str:
        """The id of a new message: the time, later than any before."""
        self._stamp = max(self._stamp + 0.000010, time())
        return f"{self._stamp:.6f}"

    async def deliver(self, kind: str, payload: Body, **extra: Any) -> bool:
        """An envelope over the newest socket; whether it was acknowledged within Slack's three seconds."""
        envelope = f"e{next(self._numbers)}"
        sent = {"envelope_id": envelope, "type": kind, "payload": payload, **extra}
        await self.sockets[-1].send_json(sent)
        for _ in range(600):
            if envelope in self.acknowledged:
                return True
            await asyncio.sleep(0.005)
        return False

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fault = self.faults[method].popleft() if self.faults[method] else ""
        body = await _given(request)
        self.calls.append(Call(method, body))
        if fault in ("429", "500", "drop"):
            return self._broken(request, fault)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        error = fault if fault not in AFTERWARDS else self._refusal(method, token, body)
        if error == "rate_limited":
            return self._broken(request, "429", error)
        lacking = error == "missing_scope" and method in READING
        needed = {"needed": scope_for(self, method, body)} if lacking else {}
        answer = {"ok": False, "error": error, **needed} if error else {"ok": True, **self._do(method, body)}
        if fault == "late":
            await asyncio.sleep(0.5)
        if fault in ("lost", "broken"):
            return self._broken(request, "drop" if fault == "lost" else "500")
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    def _broken(self, request: web.Request, fault: str, name: str = "ratelimited") -> web.StreamResponse:
        if fault == "429":
            error = {"ok": False, "error": name}
            return web.json_response(error, status=429, headers={"Retry-After": str(self.pause)})
        if fault == "500":
            return web.Response(status=500, text="<html>oops</html>", content_type="text/html")
        assert request.transport
        request.transport.abort()
        return web.Response()

    def _refusal(self, method: str, token: str, body: Body) -> str:
        if token not in self.tokens:
            return "invalid_auth" if token else "not_authed"
        app_level = method == "apps.connections.open"
        if (token == APP_TOKEN) is not app_level:
            return "not_allowed_token_type"
        if app_level and "connections:write" not in self.app_scopes:
            return "missing_scope"
        if method.startswith("chat.") and "chat:write" not in self.scopes:
            return "missing_scope"
        if method in CHECKS and not self._sound(method, CHECKS[method], body):
            return "invalid_arguments"
        if method.startswith("chat."):
            return self._closed(method, body) or self._paced(method, body)
        if method == "views.open":
            return self._opening(body["trigger_id"])
        return unreadable(self, method, body) if method in READING else ""

    def _paced(self, method: str, body: Body) -> str:
        """Slack docs: Rate limits; chat.postMessage, one a second and channel."""
        now = self.clock()
        soon = now - self.last.get(body["channel"], -self.pace) < self.pace
        if method != "chat.postMessage" or not self.pace:
            return ""
        if not soon:
            self.last[body["channel"]] = now
        return "rate_limited" if soon else ""

    def _opening(self, trigger: str) -> str:
        if trigger not in self.triggers:
            return "expired_trigger_id"
        self.triggers.remove(trigger)
        return ""

    def _sound(self, where: str, check: Callable[[Body], None], body: Body) -> bool:
        try:
            check(body)
        except (AssertionError, KeyError) as error:
            self.violations.append(f"{where}: {error}")
            return False
        return True

    def _closed(self, method: str, body: Body) -> str:
        """Why the bot may not write there."""
        channel = self.channels.get(body["channel"])
        if body["channel"] in self.people and method == "chat.postMessage":
            return ""  # by their id people are written to directly
        if channel is None or (channel.kind != "public" and not channel.member):
            return "channel_not_found"
        if channel.archived or channel.restricted:
            return channel.restricted or "is_archived"
        joins = method == "chat.postMessage" and "chat:write.public" in self.scopes
        if not (channel.member or joins):
            return "not_in_channel"
        if method == "chat.update":
            return "" if self._find(body["channel"], body["ts"]) else "message_not_found"
        return ""

    def _find(self, channel: str, ts: str) -> Shown | None:
        return next(
            (e for e in self.shown if (e.channel, e.ts) == (channel, ts) and e.own and not e.to), None
        )

    def _do(self, method: str, body: Body) -> Body:
        match method:
            case "auth.test":
                return {
                    "team_id": TEAM,
                    "team": "News",
                    "user_id": BOT_USER,
                    "user": "onrecord",
                    "bot_id": BOT_ID,
                }
            case "apps.connections.open":
                return {"url": f"{self.url.replace('http', 'ws')}/socket"}
            case "chat.postMessage":
                thread, metadata = body.get("thread_ts", ""), body.get("metadata")
                shown = self.show(body, body["channel"], thread=thread, metadata=metadata)
                return {"channel": shown.channel, "ts": shown.ts}
            case "chat.postEphemeral":
                thread = body.get("thread_ts", "")
                return {"message_ts": self.show(body, body["channel"], thread=thread, to=body["user"]).ts}
            case "chat.update":
                shown = self._find(body["channel"], body["ts"]) or self.show(body, body["channel"])
                shown.body, shown.replaced = body, shown.replaced + 1
                return {"channel": shown.channel, "ts": shown.ts}
            case "views.open":
                self.opened.append(body["view"])
                return {"view": {"id": f"V{len(self.opened) + 1}"}}
            case _ if method in READING:
                return reading(self, method, body)
            case "views.publish":
                self.homes[body["user_id"]] = body["view"]
                return {"view": {"id": "V1"}}
        self.violations.append(f"{method} is not known")
        return {}

    def show(self, body: Body, channel: str, **more: Any) -> Shown:
        """Put a message before everybody, or before one person with `to`."""
        self.shown.append(Shown(channel, self.stamp(), body, **more))
        return self.shown[-1]

    async def _response(self, request: web.Request) -> web.StreamResponse:
        ticket = self.tickets[request.match_info["name"]]
        body = await request.json()
        self.calls.append(Call("response_url", body))
        fault = self.faults["response_url"].popleft() if self.faults["response_url"] else ""
        if fault in ("429", "500", "drop"):
            return self._broken(request, fault)
        if ticket.uses >= FREELY_USED or ticket.age > LIFETIME:
            why = "used_url" if ticket.uses >= FREELY_USED else "expired_url"
            return web.json_response({"ok": False, "error": why}, status=404)
        if not self._sound("response_url", check_response, body):
            return web.Response(status=400, text="invalid_payload")
        ticket.uses += 1
        self._answer(ticket, body)
        return web.Response(text="ok")

    def _answer(self, ticket: Ticket, body: Body) -> None:
        clicked = [each for each in self.shown if ticket.message and each.ts == ticket.message]
        if body["replace_original"] and clicked:
            clicked[0].body, clicked[0].replaced = body, clicked[0].replaced + 1
            return
        to = ticket.user if body["response_type"] == "ephemeral" else ""
        self.show(body, ticket.channel, thread=body.get("thread_ts", ""), to=to, own=False)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.sockets.append(socket)
        if self.greets:
            await socket.send_json({"type": "hello", "num_connections": 1})
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self.acknowledged.append(json.loads(message.data)["envelope_id"])
            elif message.type == WSMsgType.PING and not self.silent:
                await socket.pong(message.data)
        return socket


async def _given(request: web.Request) -> Body:
    """The arguments of a call: JSON where something is written, parameters where something is read."""
    raw = await request.text()
    if request.content_type == "application/json" and raw:
        return dict(json.loads(raw))
    return dict(request.query) | {key: str(value) for key, value in (await request.post()).items()}


@asynccontextmanager
async def slack_server() -> AsyncIterator[SlackServer]:
    """A running workspace; nothing in it may have been against the rules."""
    slack = SlackServer()
    app = web.Application(client_max_size=4 << 20)
    app.router.add_route("*", "/api/{method}", slack._api)
    app.router.add_post("/response/{name}", slack._response)
    app.router.add_get("/socket", slack._socket)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    slack.url = f"http://{host}:{port}"
    try:
        yield slack
    finally:
        for socket in slack.sockets:
            await socket.close()
        await runner.cleanup()
    assert slack.violations == []
