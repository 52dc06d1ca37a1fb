"""Slack's requests over HTTP: bounded, proven to be Slack's, and only then read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import perf_counter

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.slack.manifest import PATH

LARGEST = 1 << 20  # bytes
Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class Door:
    """The one route for commands, clicks and events. bolt parses a body before it looks at the signature,
    so that is looked at here, by the SDK's own verifier."""

    def __init__(self, secret: str, dispatch: Dispatch, ready: Callable[[], bool]) -> None:
        self._verifier = SignatureVerifier(secret)
        self._dispatch = dispatch
        self._ready = ready
        self.routes = [Route(PATH, self._enter, methods=["POST"])]

    async def _enter(self, request: Request) -> Response:
        arrived = perf_counter()
        body = await _read(request)
        if body is None:
            return PlainTextResponse("too large", 413)
        if not self._signed(request, body):
            return PlainTextResponse("not signed by Slack, or too long ago", 401)
        if not self._ready():  # Slack sends events again
            return PlainTextResponse("not connected yet", 503)
        parsed = _parsed(request, body.decode(), arrived)
        if parsed is None:
            return PlainTextResponse("not understood", 400)
        return to_starlette_response(await self._dispatch(parsed))

    def _signed(self, request: Request, body: bytes) -> bool:
        """Signed, within five minutes either way (Slack docs: Verifying requests from Slack)."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        try:
            return stamp.isascii() and stamp.isdecimal() and self._verifier.is_valid(body, stamp, signature)
        except (UnicodeDecodeError, TypeError, ValueError):  # bytes that Slack never sends
            return False


async def _read(request: Request) -> bytes | None:
    """The body; None if it is too large, as soon as that shows."""
    if int(request.headers.get("content-length", "0") or 0) > LARGEST:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)


def _parsed(request: Request, body: str, arrived: float) -> AsyncBoltRequest | None:
    """None for a body that is not made as Slack makes them."""
    try:
        made = AsyncBoltRequest(body=body, headers=dict(request.headers), context={"arrived": arrived})
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None
    return made if isinstance(made.body, dict) else None
