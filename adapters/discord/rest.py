"""Discord's REST interface, asked once: a bound on the time that takes, and on what is read of the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Final, Literal, TypeVar

import msgspec
from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
)
from msgspec import Struct

from bot.config import Settings
from bot.delivery.sender import Unknown, Unreached

TIMEOUT: Final = ClientTimeout(total=15, connect=5)  # seconds; the latter until there is a connection
ONE: Final = 1 << 20  # bytes of an answer, at most: a message with all that may hang on it
PAGE: Final = 1 << 23  # the same of a hundred messages

T = TypeVar("T")


class Answer(Struct, frozen=True):
    """What Discord said. The names of `headers` are found in any case; a body that is too long is None."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None

    def read(self, kind: type[T]) -> T | None:
        """The body as a type; None where it is another thing, such as the page of a server in between."""
        try:
            return msgspec.json.decode(self.body or b"", type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None


class Rest:
    """Asks with one token, and repeats nothing."""

    def __init__(self, session: ClientSession, base: str) -> None:
        self._session = session
        self._base = base.rstrip("/")

    async def ask(
        self, method: Literal["GET", "POST", "PATCH"], path: str, body: Any = None, most: int = ONE
    ) -> Answer | Unreached | Unknown:
        """One request; `path` begins behind the version. Of the answer `most` bytes are read.

        A redirection is not followed: the token goes where the settings say, and nowhere else.
        """
        url = self._base + path
        try:
            async with self._session.request(method, url, json=body, allow_redirects=False) as response:
                return Answer(response.status, response.headers, await _read(response, most))
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            return Unreached(f"Discord cannot be reached ({type(error).__name__})")
        except (ClientError, TimeoutError) as error:
            return Unknown(f"Discord did not answer ({type(error).__name__}); the message may have arrived")


@asynccontextmanager
async def open_rest(settings: Settings) -> AsyncIterator[Rest]:
    """Discord under DISCORD_API_URL with DISCORD_TOKEN; asks for nothing yet."""
    headers = {
        "Authorization": f"Bot {settings.discord_token.reveal()}",
        # Discord docs: Reference, "User Agent"; without one its doorkeeper answers in its place.
        "User-Agent": f"DiscordBot (onrecord, {version('onrecord')})",
    }
    async with ClientSession(headers=headers, timeout=TIMEOUT) as session:
        yield Rest(session, settings.discord_api_url)


async def _read(response: ClientResponse, most: int) -> bytes | None:
    """The body, unpacked; None if it is longer than `most`, and then it is not read to its end."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > most:
            response.close()
            return None
    return bytes(body)
