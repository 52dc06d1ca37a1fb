"""What an adapter asks of the core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct


class Place(Struct, frozen=True, kw_only=True):
    """Where something is asked or said, in the platform's own ids.

    `tenant` is the server or workspace ("" where there is none), `thread` is "" in the channel itself;
    `direct` is a conversation with the bot alone.
    """

    platform: str
    tenant: str
    channel: str
    thread: str = ""
    direct: bool = False


class Surroundings(Protocol):
    """What only the adapter can find out, asked when an answer depends on it. No fault of a platform
    raises."""

    async def refusal(self) -> str:
        """Why who asks may not manage the place's subscriptions, in a sentence for them; "" if they may."""

    async def obstacle(self) -> str:
        """What keeps the bot from posting in the place by itself: the permission that it lacks and how to
        give it, in a sentence or two; "" if nothing does."""

    async def zone(self) -> str:
        """The asker's time zone (IANA); "" where the platform does not tell."""


class Request(Struct, frozen=True, kw_only=True):
    """One line from a person, or one native command with its arguments.

    `text` is what was typed. An adapter whose platform parses commands itself gives `command` (a name
    of the command table) and `arguments` (parameter name → what was chosen or typed) instead.
    `story` is the slug that the chat is about, where the adapter knows it; else `place` tells. `user` is
    the platform's id of who asks.
    `surroundings` are None where nobody can be refused and nothing is in the way.
    """

    id: str
    text: str = ""
    command: str | None = None
    arguments: Mapping[str, str] = {}
    story: str | None = None
    place: Place | None = None
    user: str = ""
    surroundings: Surroundings | None = None
