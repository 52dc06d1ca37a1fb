"""Announcements on their way to Slack: the core's `Sender`, with one request a method."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client import Patience, open_session, web_client
from adapters.slack.endpoints import MARK, amended, announced
from adapters.slack.outcomes import outcome
from adapters.slack.render import parts, whole
from adapters.slack.trouble import code, in_words, scope_needed
from bot.config import Settings
from bot.delivery.sender import Blind, Budget, Outcome, Posted, Rejected, Unknown, Unreached
from bot.query.request import Place
from bot.reply.model import Reply

# Slack docs: Rate limits, "Rate limits when posting messages": one a second and channel.
PAUSE: Final = 1.05  # seconds
UPDATES: Final = 50 / 60  # edits a second: `chat.update` is a method of tier 3 (Slack docs: the same page)
LOOKED_THROUGH: Final = 999  # messages: the most that Slack gives at once
SLACK_CLOCK: Final = timedelta(minutes=1)  # by how much Slack's clock may be behind ours
TOO_LONG = Rejected("it is longer than one message of Slack holds")


class Outgoing:
    """Sends with one token, and repeats nothing. See `bot.delivery.sender.Sender`.

    Slack knows no silent messages; but nothing here mentions anybody, so that nobody is notified who has
    not asked Slack for a notification of each message. Nor does it know a second message by its key: that is
    in the message's metadata, and `find` reads it there.
    """

    platform = "slack"

    def __init__(self, writes: AsyncWebClient, reads: AsyncWebClient) -> None:
        self._writes = writes
        self._reads = reads
        self._oneself: frozenset[str] = frozenset()

    def parts(self, reply: Reply) -> Sequence[Reply]:
        """What one message holds each, with room for a note; see `adapters.slack.render.parts`."""
        return parts(reply)

    def budget(self, place: Place, *, edit: bool = False) -> Budget:
        """One for each workspace (Slack docs: Rate limits, "per method per workspace per app")."""
        key = f"slack:{place.tenant}"
        return Budget(f"{key}:update", UPDATES) if edit else Budget(key)

    async def send(self, place: Place, part: Reply, key: str, *, quiet: bool = False) -> Outcome:
        """`chat.postMessage`. `quiet` changes nothing: see above."""
        message = whole(part)
        if message is None:
            return TOO_LONG
        body = announced(message.body, place, key)
        return await self._written("chat.postMessage", body, message.items)

    async def edit(self, place: Place, message: str, part: Reply) -> Outcome:
        """`chat.update`, which only changes messages of the bot itself."""
        made = whole(part)
        if made is None:
            return TOO_LONG
        return await self._written("chat.update", amended(made.body, place, message), made.items)

    async def find(self, place: Place, key: str, part: Reply, since: datetime) -> Posted | Blind | None:
        """Looks for the key in the channel or thread, where the bot may read that.

        Slack asks for channels:history, in private channels for groups:history, in direct messages for
        im:history (Slack docs: conversations.history).
        """
        asked: dict[str, Any] = {
            "channel": place.channel,
            "oldest": f"{(since - SLACK_CLOCK).timestamp():.6f}",
            "include_all_metadata": True,
            "limit": LOOKED_THROUGH,
        }
        if place.thread:
            reading = self._reads.conversations_replies(ts=place.thread, **asked)
        else:
            reading = self._reads.conversations_history(**asked)
        found = await _read(reading)
        if isinstance(found, Blind):
            return found
        alike = [each for each in _mappings(found.get("messages")) if _key(each) == key]
        if alike and not (oneself := await self._myself()):
            return Blind("Slack does not tell which messages are the bot's")
        mine = next((each for each in alike if oneself.intersection(_authors(each))), None)
        if mine is not None:
            return Posted(message=str(mine.get("ts")), items=part.items, pause=PAUSE)
        return Blind("more messages came since than Slack shows at once") if found.get("has_more") else None

    async def _myself(self) -> frozenset[str]:
        """The bot's ids as a user and as a bot, asked for once; none where Slack does not tell."""
        if not self._oneself:
            told = await _read(self._reads.auth_test())
            named = () if isinstance(told, Blind) else (told.get("user_id"), told.get("bot_id"))
            self._oneself = frozenset(str(each) for each in named if each)
        return self._oneself

    async def _written(self, method: str, body: dict[str, Any], items: tuple[str, ...]) -> Outcome:
        try:
            answer = await self._writes.api_call(method, json=body)
        except SlackApiError as error:
            return outcome(error)
        except ClientConnectorError:
            return Unreached("Slack cannot be reached")
        except (ClientError, TimeoutError, ValueError) as error:
            return Unknown(f"Slack did not answer ({type(error).__name__}); the message may have arrived")
        return Posted(message=str(answer["ts"]), items=items, pause=PAUSE)


@asynccontextmanager
async def open_sender(settings: Settings) -> AsyncIterator[Outgoing]:
    """A sender with SLACK_BOT_TOKEN; asks Slack for nothing yet."""
    url, token = settings.slack_api_url, settings.slack_bot_token.reveal()
    async with open_session() as session:
        writes = web_client(url, token, session, Patience(waits=0))
        # To look twice does no harm, and not to look may say a thing twice.
        yield Outgoing(writes, web_client(url, token, session, Patience(waits=1, longest=10)))


async def _read(reading: Awaitable[Any]) -> Mapping[str, Any] | Blind:
    """What Slack shows, or why it shows nothing."""
    try:
        answer = await reading
    except SlackApiError as error:
        return Blind(f"the channel cannot be read: {in_words(code(error))}{scope_needed(error)}")
    except (ClientError, TimeoutError, ValueError) as error:
        return Blind(f"the channel cannot be read: Slack did not answer ({type(error).__name__})")
    return answer.data if isinstance(answer.data, Mapping) else {}


def _key(message: Mapping[str, Any]) -> object:
    """The key in a message's metadata, which other apps may write as well; None where there is none."""
    metadata = message.get("metadata")
    if not isinstance(metadata, Mapping) or metadata.get("event_type") != MARK:
        return None
    payload = metadata.get("event_payload")
    return payload.get("key") if isinstance(payload, Mapping) else None


def _authors(message: Mapping[str, Any]) -> Iterable[str]:
    """Who wrote a message: Slack tells a bot's by its id as a user, as a bot, or both."""
    return (str(message.get("user") or ""), str(message.get("bot_id") or ""))


def _mappings(value: object) -> Iterable[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
