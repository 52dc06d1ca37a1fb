"""Slack's events against the clock, over both transports; the stand-in is this process, the bot another."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import ClientSession, TCPConnector, web

from benchmarks.apart import hand_over
from benchmarks.loads import Ask, Timed, line, measure
from benchmarks.results import Result
from benchmarks.started import free_port, started
from tests.support.slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    SECRET,
    TEAM,
    Body,
    Channel,
    SlackServer,
    slack_server,
)
from tests.support.slack_world import signed

Transport = Literal["socket", "http"]
Send = Callable[[str, Body], Awaitable[float]]
PATIENCE = 30.0


class Noted(list[Any]):
    """A list of the last thing, which notes when each came, and wakes whoever waits for it."""

    def __init__(self, name: Callable[[Any], str]) -> None:
        super().__init__()
        self._name = name
        self._waiting: dict[str, asyncio.Future[float]] = {}

    def append(self, thing: Any) -> None:
        self[:] = [thing]
        awaited = self._waiting.pop(self._name(thing), None)
        if awaited is not None and not awaited.done():
            awaited.set_result(perf_counter())

    def awaited(self, name: str) -> asyncio.Future[float]:
        """The time at which the thing of this name comes."""
        return self._waiting.setdefault(name, asyncio.get_running_loop().create_future())


class Bench:
    """People in a workspace; every request has a channel of its own, and no body is looked at."""

    def __init__(self, slack: SlackServer, transport: Transport, url: str, session: ClientSession) -> None:
        self._slack, self._url, self._session = slack, url, session
        self._numbers = count(1)
        self._send: Send = self._over_http if transport == "http" else self._over_socket
        slack._sound = lambda *_: True  # type: ignore[method-assign] # tests look at bodies; here time counts
        self._acknowledged = slack.acknowledged = Noted(str)
        self._shown = slack.shown = Noted(lambda shown: str(shown.channel))

    async def command(self, number: int) -> Timed:
        channel = self._channel()
        body = {"command": "/brief", "text": line(number), "team_id": TEAM, "channel_id": channel}
        body |= {"user_id": "U1", "response_url": self._slack.ticket(channel, "U1"), "trigger_id": "1.2"}
        return await self._timed("slash_commands", channel, body)

    async def button(self, number: int) -> Timed:
        channel = self._channel()
        action = {"type": "button", "action_id": "o1:button:0", "value": f"/brief {line(number)}"}
        place = {
            "type": "message",
            "message_ts": self._slack.stamp(),
            "channel_id": channel,
            "is_ephemeral": True,
        }
        body = {"type": "block_actions", "team": {"id": TEAM}, "user": {"id": "U1"}, "actions": [action]}
        body |= {"container": place, "channel": {"id": channel}}
        body |= {"response_url": self._slack.ticket(channel, "U1", "none")}
        return await self._timed("interactive", channel, body)

    async def mention(self, number: int) -> Timed:
        channel = self._channel()
        event = {
            "type": "app_mention",
            "channel": channel,
            "user": "U1",
            "text": f"<@UBOT> brief {line(number)}",
        }
        body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{channel}"}
        return await self._timed("events_api", channel, body | {"event": event | {"ts": self._slack.stamp()}})

    def _channel(self) -> str:
        channel = f"C9{next(self._numbers)}"
        self._slack.channels[channel] = Channel()
        return channel

    async def _timed(self, kind: str, channel: str, body: Body) -> Timed:
        answered = self._shown.awaited(channel)
        sent = perf_counter()
        acknowledged = await self._send(kind, body)
        return Timed(acknowledged - sent, await asyncio.wait_for(answered, PATIENCE) - sent)

    async def _over_socket(self, kind: str, body: Body) -> float:
        envelope = f"e{next(self._numbers)}"
        acknowledged = self._acknowledged.awaited(envelope)
        sent = {"envelope_id": envelope, "type": kind, "payload": body, "accepts_response_payload": True}
        await self._slack.sockets[-1].send_json(sent)
        return await asyncio.wait_for(acknowledged, PATIENCE)

    async def _over_http(self, kind: str, body: Body) -> float:
        form = kind != "events_api"
        fields = {"payload": json.dumps(body)} if kind == "interactive" else body
        raw = (urlencode(fields) if form else json.dumps(body)).encode()
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {"Content-Type": kind} | signed(raw)
        async with self._session.post(f"{self._url}/slack/events", data=raw, headers=headers) as answer:
            if answer.status != web.HTTPOk.status_code:
                raise SystemExit(f"not acknowledged: {answer.status}")
            return perf_counter()


async def run(scratch: Path, transport: Transport, repeats: int, rounds: int) -> list[Result]:
    """Commands, buttons and mentions over one transport."""
    port, results = free_port(), []
    async with (
        slack_server() as slack,
        ClientSession(connector=TCPConnector(limit=0)) as session,
        started(scratch, f"slack-{transport}", port, settings(slack, transport)),
    ):
        bench = Bench(slack, transport, f"http://127.0.0.1:{port}", session)
        asks: dict[str, Ask] = {"command": bench.command, "button": bench.button, "mention": bench.mention}
        for what, ask in asks.items():
            named = f"Slack over {'HTTP' if transport == 'http' else 'Socket Mode'}, {what}"
            results += await measure(named, ask, repeats=repeats, rounds=rounds)
    return results


def settings(slack: SlackServer, transport: Transport) -> dict[str, str]:
    """What leads a bot to the stand-in."""
    way = {"SLACK_APP_TOKEN": APP_TOKEN} if transport == "socket" else {"SLACK_SIGNING_SECRET": SECRET}
    return {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_API_URL": f"{slack.url}/api/", **way}


if __name__ == "__main__":
    way: Transport = "http" if sys.argv[2] == "http" else "socket"
    hand_over(asyncio.run(run(Path(sys.argv[1]), way, int(sys.argv[3]), int(sys.argv[4]))))
