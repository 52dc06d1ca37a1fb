"""Socket Mode: the SDK's client, which reconnects by itself, and what it keeps to itself made visible."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.platform import Refused
from adapters.slack.client import quiet
from adapters.slack.trouble import KEEPS_OUT, code, in_words
from bot.telemetry.health import Pulse

log = logging.getLogger(__name__)
PING = 5.0  # seconds between pings; half of it without an answer, and the socket counts as broken
GIVEN_UP = 6  # pings without a connection, then everything is begun anew
CLOSING = 0.5  # seconds for a polite goodbye: whoever ends the process waits for it

Receive = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Awaitable[None]]


class Socket(SocketModeClient):
    """Tells a pulse the truth, and knows when Slack will not let the app in again."""

    def __init__(
        self, token: str, client: AsyncWebClient, pulse: Pulse, receive: Receive, ping: float = PING
    ) -> None:
        self._pulse = pulse
        self._refusal = ""
        self._ponged: float | None = None
        super().__init__(token, logger=quiet(), web_client=client, ping_interval=ping)
        self.message_listeners.append(self._notice)
        self.socket_mode_request_listeners.append(receive)

    @property
    def last_ping_pong_time(self) -> float | None:
        """When the ping was sent that was answered last; the SDK sets it, which shows how long that took."""
        return self._ponged

    @last_ping_pong_time.setter
    def last_ping_pong_time(self, sent: float | None) -> None:
        if sent is not None and self._ponged is not None and sent > self._ponged:
            self._pulse.latency = max(0.0, time.time() - sent)
        self._ponged = sent

    async def issue_new_wss_url(self) -> str:
        """Remember a refusal: the SDK would ask for ever."""
        try:
            return await super().issue_new_wss_url()
        except SlackApiError as error:
            if code(error) in KEEPS_OUT:
                self._refusal = f"Slack opens no socket for SLACK_APP_TOKEN: {in_words(code(error))}"
            raise

    async def connect(self) -> None:
        """The SDK comes here whenever a connection has to be made, as soon as the old one is of no use."""
        self._notice_loss()
        await super().connect()  # type: ignore[no-untyped-call]

    async def stay(self) -> None:
        """Stay connected until cancelled. Raises Refused, and ConnectionError after a long silence."""
        connecting = asyncio.ensure_future(self.connect())
        try:
            await self._watch()
        finally:
            connecting.cancel()
            await self._leave(connecting)

    async def _watch(self) -> None:
        lost = 0.0
        step = self.ping_interval / 10
        while not self._refusal:
            if await self.is_connected():
                lost = 0.0
            else:
                lost += step
                self._notice_loss()
            if lost > GIVEN_UP * self.ping_interval:
                raise ConnectionError("Slack's socket stays closed")
            await asyncio.sleep(step)
        raise Refused(self._refusal)

    def _notice_loss(self) -> None:
        if self._pulse.connected:
            log.warning("the socket is closed; connecting again")
            self._pulse.down("the socket is closed; connecting again")

    async def _notice(
        self, client: AsyncBaseSocketModeClient, message: dict[str, Any], raw: str | None = None
    ) -> None:
        """Slack docs: Using Socket Mode; `hello` comes first on each connection."""
        if message.get("type") == "hello":
            log.info("the socket is open")
            self._pulse.up()
        if "envelope_id" in message:
            self._pulse.beat()

    async def _leave(self, connecting: asyncio.Future[None]) -> None:
        self.closed = True
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self.disconnect(), CLOSING)  # type: ignore[no-untyped-call]
        await self.close()  # type: ignore[no-untyped-call]
        tasks = (connecting, self.message_processor, self.current_session_monitor, self.message_receiver)
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)
