"""Discord's REST interface as far as delivery uses it (Discord docs: Message resource, Rate Limits)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from aiohttp import web

from tests.support.discord_bodies import check_create, check_edit
from tests.support.discord_payload import V2, texts, unescape
from tests.support.throttled.orders import Order, What
from tests.support.throttled.record import Body, Shown
from tests.support.throttled.world import World, arrived, failed

BASE = "/api/v10"
EPOCH = 1_420_070_400  # of ids (Discord docs: Reference, "Snowflakes")
BOT: Body = {"id": "123456789", "username": "onrecord", "discriminator": "0", "avatar": None, "bot": True}
REFUSALS = {
    "400": (400, 50035, "Invalid Form Body"),
    "401": (401, 0, "401: Unauthorized"),
    "403": (403, 50001, "Missing Access"),
    "404": (404, 10003, "Unknown Channel"),
}


class Discord:
    """What a bot with a token may call."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces: dict[str, Shown] = {}

    def routes(self) -> list[web.RouteDef]:
        messages = f"{BASE}/channels/{{channel}}/messages"
        return [
            web.get(f"{BASE}/users/@me", self._me),
            web.get(f"{BASE}/applications/@me", self._me),
            web.get(f"{BASE}/channels/{{channel}}", self._channel),
            web.post(messages, self._create),
            web.get(messages, self._look),
            web.get(f"{messages}/{{message}}", self._show),
            web.patch(f"{messages}/{{message}}", self._edit),
        ]

    async def _me(self, request: web.Request) -> web.StreamResponse:
        return self._barred(request) or _answer(BOT)

    async def _channel(self, request: web.Request) -> web.StreamResponse:
        channel = request.match_info["channel"]
        return self._barred(request) or _answer({"id": channel, "type": 0, "guild_id": "900"})

    async def _create(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, "post", self._post)

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, "edit", self._patch)

    async def _look(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, "look", self._list)

    async def _show(self, request: web.Request) -> web.StreamResponse:
        return await self._serve(request, "look", self._one)

    async def _serve(self, request: web.Request, what: What, handle: Any) -> web.StreamResponse:
        """Token, limits, faults; then what was asked."""
        body = json.loads(await request.read()) if request.body_exists else {}
        if barred := self._barred(request):
            return barred
        channel, now = request.match_info["channel"], self._world.now()
        if wait := self._world.limit("discord", self._world.rules.discord, self._world.rules.window).take(
            now
        ):
            return self._slow(wait, everywhere=True)
        bucket = self._world.limit(f"discord {what} {channel}", self._world.rules.discord_channel)
        if wait := bucket.take(now):
            slow = self._slow(wait, everywhere=False)
            slow.headers.update(bucket.headers(now) | {"X-RateLimit-Bucket": what})
            return slow
        take = partial(handle, request, channel, body)
        answer = await self._world.befall(request, (what, channel), self._refusal, take)
        answer.headers.update(bucket.headers(now) | {"X-RateLimit-Bucket": what})
        return answer

    def _barred(self, request: web.Request) -> web.Response | None:
        if request.headers.get("Authorization") == f"Bot {self._world.rules.discord_token}":
            return None
        self._world.record.counts["401"] += 1
        return _refused("401")

    def _refusal(self, order: Order) -> web.Response:
        match order.act:
            case "429" | "429 global":
                return self._slow(order.after, everywhere=order.act == "429 global")
            case "429 bare":
                self._world.record.counts["429 bare"] += 1
                headers = {"Retry-After": str(int(order.after))}
                page = "<html>error code: 1015</html>"
                return web.Response(status=429, text=page, content_type="text/html", headers=headers)
            case "500":
                return failed()
        return _refused(order.act)

    def _slow(self, wait: float, *, everywhere: bool) -> web.Response:
        self._world.record.counts["429 global" if everywhere else "429 channel"] += 1
        body = {"message": "You are being rate limited.", "retry_after": wait, "global": everywhere}
        headers = {
            "Retry-After": str(int(wait) + 1),
            "Via": "1.1 google",
            "X-RateLimit-Scope": "global" if everywhere else "user",
            **({"X-RateLimit-Global": "true"} if everywhere else {}),
        }
        return _answer(body, 429, headers)

    async def _post(self, request: web.Request, channel: str, body: Body) -> web.Response:
        if not self._world.check(check_create, body):
            return _refused("400")
        nonce = str(body.get("nonce", "")) if body.get("enforce_nonce") else ""
        # For whom else a nonce counts is not documented: here for all channels, which is the hardest.
        earlier = self._nonces.get(nonce) if nonce else None
        at = self._world.stamp()
        if earlier is not None and earlier.at > at - self._world.rules.nonces:
            self._world.record.counts["deduplicated"] += 1
            return _answer(_message(earlier))
        id = str(int((at - EPOCH) * 1000) << 22)
        shown = Shown(id=id, channel=channel, at=at, arrived=arrived(), text=_text(body))
        shown.key, shown.body = str(body.get("nonce", "")), body
        self._nonces[nonce] = shown
        self._world.record.add(shown)
        return _answer(_message(shown))

    async def _patch(self, request: web.Request, channel: str, body: Body) -> web.Response:
        shown = self._world.record.find(channel, request.match_info["message"])
        if shown is None:
            return _answer({"message": "Unknown Message", "code": 10008}, 404)
        if not self._world.check(check_edit, body, shown.body.get("flags", 0)):
            return _refused("400")
        self._world.record.change(shown, _text(body), shown.body | body)
        return _answer(_message(shown))

    async def _one(self, request: web.Request, channel: str, body: Body) -> web.Response:
        shown = self._world.record.find(channel, request.match_info["message"])
        return _answer(_message(shown)) if shown else _answer({"message": "", "code": 10008}, 404)

    async def _list(self, request: web.Request, channel: str, body: Body) -> web.Response:
        """Those around a moment, newest first: half of them from before it, half from after it."""
        self._world.record.counts["looked"] += 1
        around, half = int(request.query["around"]), int(request.query["limit"]) // 2
        assert 1 <= half <= 50, "limit: 1 to 100"
        shown = self._world.record.channels.get(channel, [])
        before = [each for each in shown if int(each.id) < around][-half:]
        after = [each for each in shown if int(each.id) >= around][:half]
        return _answer([_message(each) for each in reversed(before + after)])


def _text(body: Body) -> str:
    return unescape("\n".join(texts(body)))


def _message(shown: Shown) -> Body:
    """Discord docs: Message resource, "Message object". The nonce is told, also to who reads it later."""
    at = datetime.fromtimestamp(shown.at, UTC).isoformat()
    return {
        "id": shown.id,
        "channel_id": shown.channel,
        "author": BOT,
        "content": "",
        "timestamp": at,
        "edited_timestamp": at if shown.edits else None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": shown.body.get("flags", 0) & ~(0 if shown.body.get("flags", 0) & V2 else V2),
        "components": shown.body.get("components", []),
        **({"nonce": shown.key} if shown.key else {}),
    }


def _refused(which: str) -> web.Response:
    status, code, words = REFUSALS[which]
    return _answer({"message": words, "code": code}, status)


def _answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON as Discord sends it: the content type names no charset, and discord.py insists on that."""
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers=headers, content_type="application/json"
    )
