"""Who is who and which channel is what, as Slack tells it; people are remembered for a minute."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Any, Final

from aiohttp import ClientError
from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.trouble import code, in_words, scope_needed

MANY: Final = 500  # people
FRESH: Final = 60.0  # seconds: whoever is no admin any more should not stay one for long
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}")


class Person(Struct, frozen=True, kw_only=True):
    """Somebody in the workspace; `zone` (IANA) is "" where Slack does not tell."""

    admin: bool
    zone: str


class Channel(Struct, frozen=True, kw_only=True):
    """A conversation; `member` says whether the bot is in it."""

    creator: str
    member: bool
    private: bool
    archived: bool


class Unasked(Struct, frozen=True):
    """Slack does not say, and why, by its name of the error ("" where it cannot be reached) and in words."""

    name: str
    reason: str


class Directory:
    """Asks Slack. No fault of Slack or the network raises."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._clock = clock
        self._people: OrderedDict[str, tuple[float, Person]] = OrderedDict()

    async def person(self, user: str) -> Person | Unasked:
        """Slack docs: users.info; needs users:read."""
        known = self._people.get(user)
        if known and self._clock() - known[0] < FRESH:
            return known[1]
        told = await _asked(self._client.users_info(user=user), "user")
        if isinstance(told, Unasked):
            return told
        admin = any(told.get(role) is True for role in ("is_admin", "is_owner", "is_primary_owner"))
        zone = str(told.get("tz") or "")
        person = Person(admin=admin, zone=zone if _ZONE.fullmatch(zone) else "")
        self._people[user] = (self._clock(), person)
        self._people.move_to_end(user)
        if len(self._people) > MANY:
            self._people.popitem(last=False)
        return person

    async def shuts_out(self, id: str) -> bool:
        """Whether Slack says that the bot is not in a direct conversation (Slack docs: conversations.history;
        im:history, which every app of ours has, lets it look into its own). What is shown makes no
        difference."""
        told = await _asked(self._client.conversations_history(channel=id, limit=1), "messages")
        return isinstance(told, Unasked) and told.name == "channel_not_found"

    async def channel(self, id: str) -> Channel | Unasked:
        """Slack docs: conversations.info; needs channels:read, in private channels groups:read."""
        told = await _asked(self._client.conversations_info(channel=id), "channel")
        if isinstance(told, Unasked):
            return told
        return Channel(
            creator=str(told.get("creator") or ""),
            member=told.get("is_member") is True,
            private=any(told.get(kind) is True for kind in ("is_private", "is_mpim")),
            archived=told.get("is_archived") is True,
        )


async def _asked(asking: Awaitable[Any], part: str) -> Mapping[str, Any] | Unasked:
    """One part of an answer."""
    try:
        told = (await asking).get(part)
    except SlackApiError as error:
        return Unasked(code(error), in_words(code(error)) + scope_needed(error))
    except (ClientError, TimeoutError, ValueError):
        return Unasked("", "Slack does not answer")
    return told if isinstance(told, Mapping) else Unasked("", "Slack does not tell")
