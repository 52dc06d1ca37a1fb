"""Slack's requests over HTTP: only Slack's own, only young ones, only of a sane size."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from bot.brief.library import Library
from tests.support.slack_server import SlackServer
from tests.support.slack_world import World, signed, world

RAW = json.dumps({"type": "event_callback", "event": {"type": "x"}}).encode()


@pytest.fixture
async def door(slack: SlackServer, library: Library) -> AsyncIterator[World]:
    async with world(slack, "http", library) as made:
        yield made


async def test_a_signed_request_is_let_in(door: World) -> None:
    assert await door.post(RAW, signed(RAW)) == 200


async def test_a_new_address_is_confirmed(door: World) -> None:
    raw = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}).encode()
    assert await door.post(raw, signed(raw)) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(RAW, secret="another"),
        signed(RAW + b" "),
        signed(RAW, at=time.time() - 3600),
        signed(RAW, at=time.time() + 3600),
        {**signed(RAW), "X-Slack-Signature": ""},
        {**signed(RAW), "X-Slack-Signature": "v0=é"},
        {**signed(RAW), "X-Slack-Request-Timestamp": "now"},
        {**signed(RAW), "X-Slack-Request-Timestamp": "9" * 5000},
        {**signed(RAW), "X-Slack-Request-Timestamp": str(int(time.time()) + 1)},
        {key: value for key, value in signed(RAW).items() if "Timestamp" in key},
        {key: value for key, value in signed(RAW).items() if "Signature" in key},
    ],
    ids=[
        "none", "wrong secret", "another body", "stale", "future", "empty", "not ASCII", "no time",
        "endless time", "another time", "no signature", "no timestamp",
    ],
)  # fmt: skip
async def test_what_slack_did_not_sign_just_now_is_turned_away(door: World, headers: dict[str, str]) -> None:
    assert await door.post(RAW, headers) == 401


async def test_a_signature_seen_before_does_not_carry_another_body(door: World) -> None:
    headers = signed(RAW)
    assert await door.post(RAW, headers) == 200
    assert await door.post(RAW.replace(b'"x"', b'"y"'), headers) == 401


async def test_nothing_is_parsed_before_the_signature(door: World) -> None:
    assert await door.post(b"{not json", {}) == 401
    assert await door.post(b"\xff\xfe", signed(b"\xff\xfe")) == 401
    ssl_check = urlencode({"ssl_check": "1", "token": "x"}).encode()
    assert await door.post(ssl_check, {"Content-Type": "application/x-www-form-urlencoded"}) == 401


@pytest.mark.parametrize(
    "raw", [b"{not json", b"[1]", b"{" * 2000, b'{"event": []}', b'{"event": "x"}', b"", b"payload=%7B"]
)
async def test_signed_nonsense_breaks_nothing(door: World, raw: bytes) -> None:
    assert await door.post(raw, signed(raw)) in (200, 400)
    await door.idle()


async def test_more_than_a_mebibyte_is_too_much(door: World) -> None:
    raw = b"x" * ((1 << 20) + 1)
    assert await door.post(raw, signed(raw)) == 413
    assert await door.post(raw[:-1], {}) == 401


async def test_a_size_that_is_not_told_beforehand_is_bounded_too(door: World) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * (1 << 16)

    async with ClientSession() as session, session.post(f"{door.url}/slack/events", data=endless()) as answer:
        assert answer.status == 413


async def test_without_a_connection_slack_is_asked_to_come_again(
    slack: SlackServer, library: Library
) -> None:
    async with world(slack, "http", library) as door:
        door.platform._connection = None
        assert await door.post(RAW, signed(RAW)) == 503
