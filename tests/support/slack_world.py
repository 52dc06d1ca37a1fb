"""The bot on Slack as a test drives it: people who type and click, over Socket Mode or signed HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any, Literal
from urllib.parse import urlencode

import uvicorn
from aiohttp import ClientSession
from msgspec import Struct
from starlette.applications import Starlette

from adapters.desk import Desk
from adapters.slack.platform import SlackPlatform
from bot.brief.library import Library
from bot.config import Secret, Settings
from bot.delivery.access import Access
from bot.delivery.ledger import Post
from bot.query.request import Place
from bot.service import Bot
from bot.storage.memory import MemoryStore
from bot.telemetry.health import Pulse
from bot.telemetry.metrics import Metrics
from tests.support.slack_server import APP_TOKEN, BOT_TOKEN, SECRET, TEAM, Shown, SlackServer

Transport = Literal["socket", "http"]
Body = dict[str, Any]
PATIENCE = 10.0  # seconds
PING = 1.0  # a busy machine may hold the loop up for a good part of it
CHECK = 0.1


async def until(condition: Callable[[], object], what: str = "it") -> None:
    """Wait for a condition, with a bound."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110  any condition, of whatever is under test
            await asyncio.sleep(0.005)
    assert condition(), what


def settings_for(slack: SlackServer, transport: Transport) -> Settings:
    """What an operator would have in `.env`."""
    return Settings(
        slack_bot_token=Secret(BOT_TOKEN),
        slack_signing_secret=Secret(SECRET),
        slack_api_url=f"{slack.url}/api/",
        slack_app_token=Secret(APP_TOKEN if transport == "socket" else ""),
    )


class World(Struct, kw_only=True):
    """One bot in one workspace."""

    slack: SlackServer
    transport: Transport
    platform: SlackPlatform
    desk: Desk
    pulse: Pulse
    store: MemoryStore
    url: str = ""
    number: int = 0

    async def command(self, text: str, channel: str = "C1", user: str = "U1", name: str = "/brief") -> None:
        """Type a slash command."""
        await self._take("slash_commands", {
            "command": name, "text": text, "team_id": TEAM, "channel_id": channel, "user_id": user,
            "response_url": self.slack.ticket(channel, user), "token": "old",
            "trigger_id": self.slack.trigger(),
        })  # fmt: skip

    async def mention(
        self, text: str, channel: str = "C1", user: str = "U1", thread: str = "", **more: Any
    ) -> str:
        """Write a message that mentions the bot; its ts."""
        ts = self.slack.stamp()
        event = {"type": "app_mention", "channel": channel, "user": user, "text": text, "ts": ts, **more}
        await self.event({**event, **({"thread_ts": thread} if thread else {})})
        return ts

    async def direct(self, text: str, channel: str = "D1", user: str = "U1", **more: Any) -> None:
        """Write to the bot directly."""
        ts = more.pop("ts", None) or self.slack.stamp()
        event = {"type": "message", "channel_type": "im", "channel": channel, "user": user}
        await self.event({**event, "text": text, "ts": ts, **more})

    async def open_home(self, user: str = "U1", tab: str = "home") -> None:
        await self.event({"type": "app_home_opened", "user": user, "tab": tab, "channel": "D1"})

    async def event(self, event: Body, event_id: str = "", retry: int = 0, **more: Any) -> None:
        """Anything that happened."""
        self.number += 1
        body = {"type": "event_callback", "team_id": TEAM, "event": event, **more}
        body["event_id"] = event_id or f"Ev{self.number}"
        await self._take("events_api", body, retry)

    async def click(self, message: Shown, value: Any, user: str = "U1", **more: Any) -> str:
        """Press the button with this command on a message; the response_url that Slack gave for it."""
        action = {"type": "button", "action_id": "o1:button:0", "value": value, **more}
        container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        if message.thread:
            container["thread_ts"] = message.thread
        url = self.slack.ticket(message.channel, user, message.ts)
        await self._interact(action, user, {
            "trigger_id": self.slack.trigger(),
            "container": {**container, "is_ephemeral": bool(message.to)},
            "channel": {"id": message.channel}, "response_url": url,
            "message": {"ts": message.ts, **({} if message.own else {"subtype": "bot_message"})},
        })  # fmt: skip
        return url

    async def press_at_home(self, value: str, user: str = "U1") -> None:
        """Press a button of the app's home."""
        await self._at_home({"type": "button", "action_id": "o1:button:0", "value": value}, user)

    async def choose_at_home(self, value: str, user: str = "U1") -> None:
        """Choose from the menu of the app's home."""
        action = {"type": "static_select", "action_id": "o1:menu:0", "selected_option": {"value": value}}
        await self._at_home(action, user)

    async def _at_home(self, action: Body, user: str) -> None:
        container = {"type": "view", "view_id": "V1"}
        view = {
            "type": "home",
            "private_metadata": self.slack.homes.get(user, {}).get("private_metadata", ""),
        }
        more = {"trigger_id": self.slack.trigger(), "container": container, "view": view}
        await self._interact(action, user, more)

    async def hand_in(self, view: Body, user: str = "U1", **filled: Any) -> None:
        """Submit a form with what holds in it, and what is filled in: a text, a value or a list of values."""
        values = {block["block_id"]: held(block["element"]) for block in view["blocks"]}
        for block in view["blocks"]:
            if block["block_id"] in filled:
                values[block["block_id"]] = changed(block["element"], filled[block["block_id"]])
        kept = {key: view[key] for key in ("type", "callback_id", "private_metadata")}
        await self.submit({**kept, "state": {"values": values}}, user)

    async def submit(self, view: Any, user: str = "U1") -> None:
        """Any view as it may come back."""
        body = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": user}, "view": view}
        await self._take("interactive", {**body, "trigger_id": self.slack.trigger(), "response_urls": []})

    async def interact(self, body: Body) -> None:
        """Any interaction, as it is."""
        await self._take("interactive", body)

    async def post(self, raw: bytes, headers: dict[str, str] | None = None) -> int:
        """Bytes as they are over HTTP; the status."""
        kind = {"Content-Type": "application/json"}
        async with (
            ClientSession() as session,
            session.post(
                f"{self.url}/slack/events", data=BytesIO(raw), headers=kind | (headers or {})
            ) as answer,
        ):
            return answer.status

    async def answered(self, number: int = 1) -> Shown:
        """The last of so many messages that everybody sees."""
        await until(lambda: len(self.slack.seen_by()) >= number, "nobody sees an answer")
        return self.slack.seen_by()[number - 1]

    async def whispered(self, number: int = 1, user: str = "U1") -> Shown:
        """The last of so many messages that only this person sees."""
        await until(lambda: len(self.slack.seen_by(user)) >= number, "nobody hears a whisper")
        return self.slack.seen_by(user)[number - 1]

    async def on_ledger(self, shown: Shown) -> Post:
        """What the ledger says of a message."""
        assert await self.desk.drain(PATIENCE)
        place = Place(platform="slack", tenant=TEAM, channel=shown.channel, thread=shown.thread)
        post = await self.store.ledger.find(place, shown.ts)
        assert post is not None, "not on the ledger"
        return post

    async def idle(self) -> None:
        """Until everything that came before is dealt with: a last request, asked and answered."""
        number = len(self.slack.homes)
        await self.open_home(f"ULAST{self.number}")
        await until(lambda: len(self.slack.homes) > number, "the bot does not answer any more")
        assert await self.desk.drain(PATIENCE)

    async def _interact(self, action: Body, user: str, more: Body) -> None:
        body = {"type": "block_actions", "team": {"id": TEAM}, "user": {"id": user}, "actions": [action]}
        await self._take("interactive", {**body, **more})

    async def _take(self, kind: str, payload: Body, retry: int = 0) -> None:
        """To the bot, which has to acknowledge it."""
        if self.transport == "socket":
            again = {"retry_attempt": retry, "retry_reason": "timeout"} if retry else {}
            assert await self.slack.deliver(kind, payload, **again), "not acknowledged"
            return
        form = kind != "events_api"
        fields = {"payload": json.dumps(payload)} if kind == "interactive" else payload
        raw = (urlencode(fields) if form else json.dumps(payload)).encode()
        headers = {"X-Slack-Retry-Num": str(retry)} if retry else {}
        headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
        assert await self.post(raw, headers | signed(raw)) == 200, "not acknowledged"


def held(element: Body) -> Body:
    """An input as it comes back untouched."""
    kind, id = element["type"], element["action_id"]
    filled = {
        "plain_text_input": {"value": element.get("initial_value")},
        "static_select": {"selected_option": element.get("initial_option")},
        "multi_static_select": {"selected_options": element.get("initial_options", [])},
    }
    return {id: {"type": kind, **filled[kind]}}


def changed(element: Body, value: Any) -> Body:
    """An input as it comes back with something else in it."""
    kind, id = element["type"], element["action_id"]
    if kind == "plain_text_input":
        return {id: {"type": kind, "value": value or None}}
    options = {each["value"].removeprefix("="): each for each in element["options"]}
    if kind == "static_select":
        return {id: {"type": kind, "selected_option": options[value]}}
    return {id: {"type": kind, "selected_options": [options[each] for each in value]}}


def signed(raw: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Slack's two headers (Slack docs: Verifying requests from Slack)."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + raw, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest.hexdigest()}"}


@asynccontextmanager
async def world(
    slack: SlackServer,
    transport: Transport,
    library: Library,
    store: MemoryStore | None = None,
    ping: float = PING,
    access: Access | None = None,
    settings: Settings | None = None,
    bot: Bot | None = None,
) -> AsyncIterator[World]:
    """A bot that is connected, and is stopped in the end."""
    store = store or MemoryStore()
    desk = Desk(bot or Bot(library, store.ledger), Metrics())
    pulse = Pulse("slack")
    given = settings or settings_for(slack, transport)
    platform = SlackPlatform(given, desk, pulse, store.seen, access, ping=ping, check=CHECK)
    made = World(slack=slack, transport=transport, platform=platform, desk=desk, pulse=pulse, store=store)
    running = asyncio.create_task(platform.run())
    try:
        async with _served(platform) as made.url:
            await until(lambda: pulse.connected or running.done(), "no connection")
            if running.done():
                running.result()
            yield made
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def _served(platform: SlackPlatform) -> AsyncIterator[str]:
    """The platform's routes on a real server on loopback."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(Starlette(routes=platform.routes), lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listening]))
    await until(lambda: server.started, "no server")
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
