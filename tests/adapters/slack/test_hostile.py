"""What strangers try at the door: the same once more, half a body, shapes that Slack never sends."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from aiohttp import ClientSession

from adapters.slack import door as doors
from adapters.web.app import application
from adapters.web.server import reserve, serving
from bot.brief.library import Library
from bot.telemetry.health import Health
from bot.telemetry.metrics import Metrics
from tests.support.slack_server import TEAM, SlackServer
from tests.support.slack_world import PATIENCE, World, signed, until, world

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
async def door(slack: SlackServer, library: Library) -> AsyncIterator[World]:
    async with world(slack, "http", library) as made:
        yield made


def command(door: World, text: str, trigger: str = "7.1") -> bytes:
    """The body of a slash command."""
    fields = {"command": "/brief", "text": text, "team_id": TEAM, "channel_id": "C1", "user_id": "U1"}
    fields |= {"trigger_id": trigger, "response_url": door.slack.ticket("C1", "U1")}
    return urlencode(fields).encode()


async def begin(door: World, sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which somebody has sent this much."""
    where = urlsplit(door.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(sent)
    await writer.drain()
    return reader, writer


HALF = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"


async def test_a_command_sent_once_more_is_not_answered_once_more(door: World) -> None:
    raw = command(door, "nk-russia timeline")
    headers = FORM | signed(raw)
    assert [await door.post(raw, headers) for _ in range(3)] == [200, 200, 200]
    await door.idle()
    assert len(door.slack.seen_by()) == 1


async def test_a_click_sent_once_more_is_not_answered_once_more(door: World) -> None:
    action = {"type": "button", "action_id": "o1:button:0", "value": "/brief help"}
    body = {
        "type": "block_actions", "trigger_id": "7.2", "user": {"id": "U1"}, "actions": [action],
        "channel": {"id": "C1"}, "response_url": door.slack.ticket("C1", "U1"),
    }  # fmt: skip
    raw = urlencode({"payload": json.dumps(body)}).encode()
    headers = FORM | signed(raw)
    assert [await door.post(raw, headers) for _ in range(2)] == [200, 200]
    await door.idle()
    assert len(door.slack.seen_by("U1")) == 1


async def test_the_same_command_typed_again_is_answered_again(door: World) -> None:
    for trigger in ("7.3", "7.4"):
        raw = command(door, "nk-russia timeline", trigger)
        assert await door.post(raw, FORM | signed(raw)) == 200
    assert await door.answered(2)


@pytest.mark.parametrize("text", ["payload", "nk-russia payload timeline", "&payload={}", "{", "{}"])
async def test_no_word_that_people_type_is_taken_for_a_part_of_the_form(door: World, text: str) -> None:
    raw = command(door, text)
    assert await door.post(raw, FORM | signed(raw)) == 200
    await until(lambda: door.slack.shown, "nobody answers")


async def test_a_new_address_is_confirmed_before_there_is_a_connection(door: World) -> None:
    door.platform._connection = None
    raw = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}).encode()
    kind = {"Content-Type": "application/json"}
    async with (
        ClientSession() as session,
        session.post(f"{door.url}/slack/events", data=raw, headers=kind | signed(raw)) as answer,
    ):
        assert answer.status == 200
        assert await answer.json() == {"challenge": "abc"}


async def test_a_look_at_the_certificate_is_answered_if_signed(door: World) -> None:
    raw = urlencode({"ssl_check": "1", "token": "x"}).encode()
    assert await door.post(raw, FORM | signed(raw)) == 200
    assert door.slack.shown == []


async def test_who_sends_half_a_body_keeps_nobody_waiting_and_is_sent_away(
    door: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "SLOWEST", 0.3)
    slow = [await begin(door, HALF) for _ in range(20)]
    await door.command("nk-russia")
    await door.answered()
    for reader, writer in slow:
        assert b" 408 " in await asyncio.wait_for(reader.readline(), PATIENCE)
        writer.close()


async def test_who_leaves_after_half_a_body_leaves_no_trace_in_the_log(
    door: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    _, writer = await begin(door, HALF)
    await door.command("nk-russia")
    await door.answered()
    writer.close()
    await writer.wait_closed()
    await door.idle()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_who_dawdles_while_the_bot_leaves_is_told_so_without_a_stack_trace(
    library: Library, slack: SlackServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(slack, "http", library) as bot:
        taken = reserve("127.0.0.1", 0)
        bot.url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        site = application(Health(bot_writes), Metrics(), bot.platform.routes)
        async with serving(site, taken):
            reader, writer = await begin(bot, HALF)
            await bot.command("help")
            await bot.whispered()
        assert b" 503 " in await asyncio.wait_for(reader.readline(), PATIENCE)
        writer.close()
    assert not [record for record in caplog.records if record.exc_info]


async def bot_writes() -> bool:
    return True


@pytest.mark.parametrize(
    "raw",
    [
        b'{"event": ' + b"[" * 200_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"type": "event_callback", "event": {"type": "message", "ts": ' + b"9" * 5000 + b"}}",
        b'{"type": "event_callback", "event": {"type": ["message"]}, "authorizations": [1]}',
        b'{"type": "event_callback", "event": {"type": "app_mention", "blocks": {}}, "team": [[]]}',
        b"payload=" + b"%5B" * 100_000,
        b"payload=null",
        b"payload=7",
        b"command=%2Fbrief&command=%2Fbrief&text=%ED%A0%80%FF%00",
        b"command=",
        b"&=&=&",
        b"null",
        b"NaN",
        '{"type": "é\ud7ff"}'.encode(),
    ],
    ids=lambda raw: raw[:30].decode("utf-8", "replace"),
)
@pytest.mark.parametrize("kind", ["application/json", FORM["Content-Type"], "multipart/form-data"])
async def test_no_signed_shape_breaks_the_door(
    door: World, raw: bytes, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await door.post(raw, {"Content-Type": kind} | signed(raw)) in (200, 400)
    await door.idle()
    assert "Traceback" not in caplog.text


async def test_what_is_not_utf8_is_turned_away_even_if_signed(door: World) -> None:
    assert await door.post(b"\xff\xfe", signed(b"\xff\xfe")) == 401


async def test_a_header_cannot_choose_what_the_bot_runs(door: World) -> None:
    raw = command(door, "nk-russia")
    lazy = {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "acknowledge"}
    assert await door.post(raw, FORM | lazy | signed(raw)) == 200
    assert await door.answered()


@pytest.mark.parametrize("url", ["https://[::1", "https://hooks.slack.com:99999/x", "http://", "x" * 100_000])
async def test_an_address_that_is_none_is_no_fault(door: World, url: str) -> None:
    raw = urlencode({"command": "/brief", "text": "help", "user_id": "U1", "response_url": url}).encode()
    assert await door.post(raw, FORM | signed(raw)) == 200
    await door.idle()
    assert 'outcome="undelivered"' in door.desk.metrics.page().decode()


ENVELOPES: list[Any] = [
    {"type": "slash_commands", "payload": "x"},
    {"type": "slash_commands", "payload": ["x"]},
    {"type": "events_api", "payload": {"event": "x"}},
    {"type": "interactive", "payload": None},
    {"type": ["events_api"], "payload": {}},
    {"type": "tomorrow", "payload": {"type": 7}},
    {"type": "hello", "num_connections": "x"},
    {"type": "disconnect", "reason": ["x"], "debug_info": 7},
    {"type": "hello", "payload": 3, "retry_attempt": "x"},
]


@pytest.mark.parametrize("envelope", ENVELOPES, ids=str)
async def test_no_envelope_breaks_the_socket(slack: SlackServer, library: Library, envelope: Any) -> None:
    async with world(slack, "socket", library) as bot:
        await slack.sockets[-1].send_json({"envelope_id": "x1", **envelope})
        await until(lambda: bot.pulse.connected)
        await bot.command("nk-russia")
        assert await bot.answered()
