"""How responses and followups are sent: each once, so that whoever sends decides about another attempt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import inf
from typing import Any, Final, cast

import aiohttp
import discord
from discord.http import Route, json_or_text
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

LONGEST_WAIT: Final = 15.0  # seconds; who has waited longer has gone away


class Failed(discord.DiscordServerError):
    """Discord was in trouble (status 500 and above), and nothing has been tried again."""


class Once(AsyncWebhookAdapter):
    """discord.py's sender repeats by itself what Discord failed at, even a message that may have arrived,
    and waits for as long as Discord likes. This one does neither."""

    async def request(self, route: Route, session: aiohttp.ClientSession, **more: Any) -> Any:
        return await super().request(route, cast("aiohttp.ClientSession", _Session(session)), **more)


class _Session:
    """As much of a session as the sender uses; raises Failed, or HTTPException where the wait is too long."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @asynccontextmanager
    async def request(self, method: str, url: str, **more: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        async with self._session.request(method, url, **more) as response:
            if response.status >= 500:
                raise Failed(response, await json_or_text(response))
            if response.status == 429 and _wait(told := await json_or_text(response)) > LONGEST_WAIT:
                raise discord.HTTPException(response, told)
            yield response


def _wait(told: dict[str, Any] | str) -> float:
    """Seconds to wait (Discord docs: Rate Limits, "Exceeding A Rate Limit"), of the body of a 429; endless
    where it does not tell, as that of a server which stands before Discord."""
    wait = told.get("retry_after") if isinstance(told, dict) else None
    return float(wait) if isinstance(wait, int | float) else inf


def send_once() -> None:
    """Send so in this task, and in those that it starts."""
    async_context.set(Once())  # type: ignore[no-untyped-call]
