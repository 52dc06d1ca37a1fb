"""Slack's requests over HTTP: bounded, proven to be Slack's, and only then read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.manifest import PATH
from adapters.slack.payload import parsed, understood
from adapters.slack.recent import Signatures

LARGEST = 1 << 20  # bytes
SLOWEST = 3.0  # seconds for a whole body; Slack itself does not wait longer for the answer
Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class Door:
    """The one route for commands, clicks and events. bolt parses a body before it looks at the signature,
    so that is looked at here, by the SDK's own verifier."""

    def __init__(self, secret: str, dispatch: Dispatch, ready: Callable[[], bool]) -> None:
        self._verifier = SignatureVerifier(secret)
        self._dispatch = dispatch
        self._ready = ready
        self._signatures = Signatures()
        self.routes = [Route(PATH, self._enter, methods=["POST"])]

    async def _enter(self, request: Request) -> Response:
        arrived = perf_counter()
        body = await _read(request)
        if isinstance(body, Response):
            return body
        if not self._signed(request, body):
            return PlainTextResponse("not signed by Slack, or too long ago", 401)
        made = understood(parsed(body.decode(), request.headers.get("content-type", "")), arrived)
        if made is None:
            return PlainTextResponse("not understood", 400)
        return await self._let_in(made, request.headers["x-slack-signature"])

    async def _let_in(self, made: AsyncBoltRequest, signature: str) -> Response:
        # Slack looks whether the address answers as soon as it is told it: before the bot has a token.
        if not self._ready() and made.body.get("type") != "url_verification":
            return PlainTextResponse("not connected yet", 503)  # Slack sends events again
        # Each command and click has a trigger of its own; events are known by their ids.
        if made.body.get("trigger_id") and not self._signatures.first(signature):
            return PlainTextResponse("")  # somebody listened in, or a proxy asked twice
        return to_starlette_response(await self._dispatch(made))

    def _signed(self, request: Request, body: bytes) -> bool:
        """Signed, within five minutes either way (Slack docs: Verifying requests from Slack)."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        try:
            return stamp.isascii() and stamp.isdecimal() and self._verifier.is_valid(body, stamp, signature)
        except (UnicodeDecodeError, TypeError, ValueError):  # bytes that Slack never sends
            return False


async def _read(request: Request) -> bytes | Response:
    """The body, or what is said to one who sends too much or too slowly."""
    try:
        async with asyncio.timeout(SLOWEST):
            body = await _bounded(request)
    except TimeoutError:
        return PlainTextResponse("too slow", 408, {"Connection": "close"})
    except ClientDisconnect:  # nobody is there to hear it
        return PlainTextResponse("gone", 400)
    except asyncio.CancelledError:  # the web server closes, and would log a stack trace
        return PlainTextResponse("leaving", 503)
    return PlainTextResponse("too large", 413) if body is None else body


async def _bounded(request: Request) -> bytes | None:
    """None if it is too large, as soon as that shows."""
    if int(request.headers.get("content-length", "0") or 0) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)
