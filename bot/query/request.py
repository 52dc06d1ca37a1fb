"""What an adapter asks of the core."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True):
    """One line from a person, or one native command with its arguments.

    `text` is what was typed. An adapter whose platform parses commands itself gives `command` (a name
    of the command table) and `arguments` (parameter name → what was chosen or typed) instead.
    `story` is the slug that the thread, the channel or the chat is about, if any.
    """

    id: str
    text: str = ""
    command: str | None = None
    arguments: Mapping[str, str] = {}
    story: str | None = None
