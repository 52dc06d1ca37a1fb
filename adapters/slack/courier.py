"""Answers on their way: each method is one request, and says in words why it came to nothing."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import ClientConnectorError, ClientError, ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.platform import Undelivered
from adapters.slack.client import webhook
from adapters.slack.endpoints import Body, amended, answered, posted, whispered
from adapters.slack.render import Message
from adapters.slack.trouble import Uncertain, code, hooked, undelivered
from bot.delivery.ledger import Sent
from bot.query.request import Place

log = logging.getLogger(__name__)
SLACK = "slack.com"
Answer = TypeVar("Answer")


class Courier:
    """Sends with one token. Raises Undelivered, Shut where an answer by `response_url` may still get
    through, and Uncertain where Slack may have taken the message: that is never repeated."""

    def __init__(self, client: AsyncWebClient, session: ClientSession) -> None:
        self._client = client
        self._session = session

    async def post(self, place: Place, message: Message) -> Sent:
        """A message that everybody in the place sees."""
        answer = await self._call("chat.postMessage", posted(message.body, place))
        return Sent(place=place, message=str(answer["ts"]), items=message.items)

    async def whisper(self, place: Place, user: str, message: Message) -> None:
        """A message that only one person sees."""
        await self._call("chat.postEphemeral", whispered(message.body, place, user))

    async def amend(self, place: Place, ts: str, message: Message) -> Sent:
        """Another text for a message of the bot."""
        await self._call("chat.update", amended(message.body, place, ts))
        return Sent(place=place, message=ts, items=message.items)

    async def publish(self, user: str, view: dict[str, Any]) -> None:
        """What one person sees in the app's home."""
        await self._call("views.publish", {"user_id": user, "view": view})

    async def open(self, trigger: str, view: dict[str, Any]) -> None:
        """A form for whoever clicked or typed the command, within three seconds of that."""
        await self._call("views.open", {"trigger_id": trigger, "view": view})

    async def answer(self, url: str, place: Place, body: Body, *, private: bool, replace: bool) -> None:
        """A message by `response_url` (five within 30 minutes), even where the bot may not post."""
        if not self._trusted(url):
            raise Undelivered("there is no address to answer at")
        sent = answered(body, place, private=private, replace=replace)
        done = await _settled(webhook(url, self._session).send_dict(sent))
        if refusal := hooked(done.status_code, done.body):
            raise undelivered(refusal)

    async def _call(self, method: str, body: Body) -> Any:
        try:
            return await _settled(self._client.api_call(method, json=body))
        except SlackApiError as error:
            raise undelivered(code(error)) from error

    def _trusted(self, url: str) -> bool:
        """Slack's own addresses; with another base URL, whoever stands in for Slack names its own."""
        try:
            parts = urlsplit(url)
        except ValueError:  # "https://["
            return False
        if not _of_slack(urlsplit(self._client.base_url).hostname):
            return parts.scheme in ("http", "https")
        return parts.scheme == "https" and _of_slack(parts.hostname)


def _of_slack(host: str | None) -> bool:
    return host is not None and (host == SLACK or host.endswith(f".{SLACK}"))


async def _settled(request: Awaitable[Answer]) -> Answer:
    """The answer; a connection that never came about is not the same as one that broke."""
    try:
        return await request
    except ClientConnectorError as error:
        raise Undelivered("Slack cannot be reached") from error
    except (ClientError, TimeoutError, ValueError) as error:
        log.warning("Slack may or may not have taken a message: %s", type(error).__name__)
        raise Uncertain("Slack did not answer; the message may have arrived") from error
