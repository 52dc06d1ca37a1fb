"""How Slack is called: one session, a bound on every wait, and nothing sent twice by itself."""

from __future__ import annotations

import logging
from typing import Final

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

TIMEOUT: Final = 10.0  # seconds
WAITS: Final = 2
LONGEST_WAIT: Final = 30  # seconds: whoever asked is gone after that


class Patience(AsyncRateLimitErrorRetryHandler):
    """Waits as long as Slack's Retry-After says, a few times at most, and never for longer than `longest`."""

    def __init__(self, waits: int = WAITS, longest: int = LONGEST_WAIT) -> None:
        super().__init__(max_retry_count=waits)
        self._longest = longest

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if response is None or response.status_code != 429:
            return False
        after = [values[0] for name, values in response.headers.items() if name.lower() == "retry-after"]
        return not after or (after[0].isdecimal() and int(after[0]) <= self._longest)


def quiet() -> logging.Logger:
    """For the libraries, whose logs hold people's words and addresses with secrets; we log what matters."""
    logger = logging.getLogger("adapters.slack.libraries")
    logger.setLevel(logging.CRITICAL)
    return logger


def open_session() -> ClientSession:
    """The one session of a connection; the libraries' own timeouts do not hold in a session given to them."""
    return ClientSession(timeout=ClientTimeout(total=TIMEOUT))


def web_client(
    url: str,
    token: str | None = None,
    session: ClientSession | None = None,
    patience: Patience | None = None,
) -> AsyncWebClient:
    """A client of the Web API. The SDK's repeat after a broken connection is off: it could post twice."""
    handlers: list[AsyncRetryHandler] = [patience or Patience()]
    return AsyncWebClient(token=token, base_url=url, session=session, logger=quiet(), retry_handlers=handlers)


def webhook(url: str, session: ClientSession) -> AsyncWebhookClient:
    """A client of one `response_url`."""
    return AsyncWebhookClient(url, session=session, logger=quiet(), retry_handlers=[Patience()])


def granted(told: AsyncSlackResponse) -> frozenset[str]:
    """The scopes that the token has, which Slack tells with every answer; none where it does not."""
    headers = {name.lower(): value for name, value in told.headers.items()}
    return frozenset(scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")) - {""}
