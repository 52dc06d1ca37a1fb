"""What an adapter asks of the core."""

from __future__ import annotations

from collections.abc import Mapping

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


class Request(Struct, frozen=True, kw_only=True):
    """One line from a person, or one native command with its arguments.

    `text` is what was typed. An adapter whose platform parses commands itself gives `command` (a name
    of the command table) and `arguments` (parameter name → what was chosen or typed) instead.
    `story` is the slug that the chat is about, where the adapter knows it; else `place` tells. `user` is
    the platform's id of who asks.
    """

    id: str
    text: str = ""
    command: str | None = None
    arguments: Mapping[str, str] = {}
    story: str | None = None
    place: Place | None = None
    user: str = ""
