"""Slack's Web API as far as delivery uses it (Slack docs: chat.*, conversations.*, Rate limits)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.support.slack_payload import check_slack, check_update, texts
from tests.support.throttled.orders import Order, What
from tests.support.throttled.record import Body, Shown
from tests.support.throttled.world import World, arrived, failed

TEAM = "T1"
KINDS: dict[str, What] = {
    "chat.postMessage": "post",
    "chat.update": "edit",
    "conversations.history": "look",
    "conversations.replies": "look",
}
ERRORS = {"400": "invalid_blocks", "401": "invalid_auth", "403": "not_in_channel", "404": "channel_not_found"}


class Slack:
    """What a bot with a token may call in its one workspace."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/api/{method}", self._serve)]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await _arguments(request, method)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or body.get("token", "")
        if token != self._world.rules.slack_token:
            self._world.record.counts["401"] += 1
            return _no("invalid_auth")
        handle: Callable[[Body], Body] | None = getattr(self, "_" + method.replace(".", "_"), None)
        if handle is None:
            self._world.record.violations.append(f"{method} is not known")
            return _no("unknown_method")
        if method not in KINDS:
            return web.json_response(handle(body))

        async def take() -> web.Response:
            return web.json_response(handle(body))

        channel = str(body.get("channel", ""))
        if slow := self._limited(method, channel):
            return slow
        return await self._world.befall(request, (KINDS[method], channel), self._refusal, take)

    def _limited(self, method: str, channel: str) -> web.Response | None:
        """Messages count by channel and by workspace, each other method by workspace alone."""
        rules = self._world.rules
        posting = {"workspace": rules.slack_workspace, "channel": rules.slack_channel}
        limits = {"chat.postMessage": posting, "chat.update": {"edits": rules.slack_edits}}.get(method, {})
        for where, pair in limits.items():
            key = channel if where == "channel" else where
            if wait := self._world.limit(f"slack {key}", pair).take(self._world.now()):
                return self._slow(wait, where)
        return None

    def _slow(self, wait: float, where: str) -> web.Response:
        self._world.record.counts[f"429 {where}"] += 1
        headers = {"Retry-After": str(max(1, int(wait + 0.999)))}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)

    def _refusal(self, order: Order) -> web.Response:
        match order.act:
            case "429" | "429 global":
                return self._slow(order.after, "channel" if order.act == "429" else "workspace")
            case "429 bare":
                self._world.record.counts["429 bare"] += 1
                headers = {"Retry-After": str(int(order.after))}
                return web.Response(status=429, text="slow down", headers=headers)
            case "500":
                return failed()
            case "error":
                return _no(order.error)
        return _no(ERRORS[order.act])

    def _auth_test(self, body: Body) -> Body:
        names = {"team_id": TEAM, "team": "News", "user": "onrecord", "url": "https://news.example/"}
        return {"ok": True, "user_id": "UBOT", "bot_id": "BBOT", **names}

    def _conversations_info(self, body: Body) -> Body:
        if not body.get("channel"):
            return {"ok": False, "error": "invalid_arguments"}
        about = {"id": body["channel"], "is_member": True, "is_archived": False, "is_channel": True}
        return {"ok": True, "channel": about}

    def _chat_postMessage(self, body: Body) -> Body:
        if not self._world.check(check_slack, body):
            return {"ok": False, "error": "invalid_blocks"}
        at = self._world.stamp()
        payload = body.get("metadata", {}).get("event_payload", {})
        shown = Shown(
            id=f"{at:.6f}",
            channel=body["channel"],
            at=at,
            arrived=arrived(),
            text="\n".join(texts(body)),
            key=str(next(iter(payload.values()), "")),
            thread=body.get("thread_ts", ""),
            body=body,
        )
        self._world.record.add(shown)
        return {"ok": True, "channel": shown.channel, "ts": shown.id, "message": _message(shown, whole=False)}

    def _chat_update(self, body: Body) -> Body:
        shown = self._world.record.find(body["channel"], body["ts"])
        if shown is None:
            return {"ok": False, "error": "message_not_found"}
        if not self._world.check(check_update, body):
            return {"ok": False, "error": "invalid_blocks"}
        self._world.record.change(shown, "\n".join(texts(body)), shown.body | body)
        return {"ok": True, "channel": shown.channel, "ts": shown.id}

    def _conversations_history(self, body: Body) -> Body:
        """Newest first, without what was said in threads."""
        found = [each for each in self._found(body) if not each.thread]
        return self._listed(body, list(reversed(found)))

    def _conversations_replies(self, body: Body) -> Body:
        """A thread, oldest first."""
        return self._listed(body, [each for each in self._found(body) if each.thread == body.get("ts")])

    def _found(self, body: Body) -> list[Shown]:
        oldest, latest = float(body.get("oldest", 0)), float(body.get("latest", 1e12))
        shown = self._world.record.channels.get(str(body.get("channel")), [])
        return [each for each in shown if oldest < each.at < latest]

    def _listed(self, body: Body, found: list[Shown]) -> Body:
        self._world.record.counts["looked"] += 1
        if not self._world.rules.history:
            return {"ok": False, "error": "missing_scope", "needed": "channels:history"}
        if not body.get("channel"):
            return {"ok": False, "error": "invalid_arguments"}
        begin, most = int(body.get("cursor") or 0), int(body.get("limit", 100))
        whole = str(body.get("include_all_metadata", "")).lower() in ("true", "1")
        part, more = found[begin : begin + most], len(found) > begin + most
        following = {"next_cursor": str(begin + most) if more else ""}
        messages = [_message(each, whole=whole) for each in part]
        return {"ok": True, "messages": messages, "has_more": more, "response_metadata": following}


async def _arguments(request: web.Request, method: str) -> Body:
    """Slack docs: Using the Web API. What only reads takes no JSON."""
    given: Body = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        return given if method.startswith("conversations.") else given | (json.loads(raw) if raw else {})
    form: Any = await request.post()
    return given | dict(form)


def _message(shown: Shown, *, whole: bool) -> Body:
    metadata = {"metadata": shown.body["metadata"]} if whole and "metadata" in shown.body else {}
    thread = {"thread_ts": shown.thread} if shown.thread else {}
    known = {"type": "message", "user": "UBOT", "bot_id": "BBOT", "ts": shown.id, "text": shown.body["text"]}
    return {**known, "blocks": shown.body["blocks"], **thread, **metadata}


def _no(error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error})
