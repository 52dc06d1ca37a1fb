"""Replies as JSON: the whole tree for keeping, and the public form that `--as json` prints."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.errors import OnrecordError
from bot.reply.inert import clean
from bot.reply.model import Reply
from bot.reply.plain import plain


def to_json(reply: Reply) -> bytes:
    """The reply as one line of UTF-8 JSON, from which `from_json` makes an equal one.

    Raises OnrecordError for text that no UTF-8 can hold (half of a surrogate pair).
    """
    try:
        return msgspec.json.encode(reply)
    except UnicodeEncodeError as error:
        raise OnrecordError(
            f"the reply cannot be stored: it holds half a character ({error.reason})"
        ) from error


def from_json(data: bytes) -> Reply:
    """The reply that `to_json` wrote; raises OnrecordError for anything else, an unknown block included."""
    try:
        return msgspec.json.decode(data, type=Reply)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OnrecordError(
            f"the stored reply cannot be read, it may be of another version: {error}"
        ) from error


def public(reply: Reply) -> dict[str, Any]:
    """The reply as plain data; a public interface, so keys are only ever added.

    - `kind`: view, answer, nearest, abstention, choice, error or update
    - `story`: the brief's slug, or null; `revision`: its number, or null; `view`: the view's name, or null
    - `items`: ids of the items shown, in order of first appearance
    - `blocks`: the typed blocks, each with its `type` (see bot/reply/model.py), every text made harmless
    - `text`: the same as plain text
    - `actions`: ways onward, each with `label` and the `command` in words
    - `offer`: ids of items that are offered and not given as an answer
    - `tone`: the brief's status, or ""
    - `private`: whether the reply is for the asker only
    """
    return {
        "kind": reply.kind,
        "story": reply.story,
        "revision": reply.revision,
        "view": reply.view,
        "items": list(reply.items),
        "blocks": _inert(msgspec.to_builtins(reply.blocks)),
        "text": plain(reply),
        "actions": _inert(msgspec.to_builtins(reply.actions)),
        "offer": list(reply.offer),
        "tone": reply.tone,
        "private": reply.private,
    }


def _inert(data: Any) -> Any:
    """The same data with every text cleaned: whoever prints it must not be steered by it."""
    match data:
        case str():
            return clean(data)
        case dict():
            return {key: _inert(value) for key, value in data.items()}
        case list() | tuple():
            return [_inert(value) for value in data]
        case _:
            return data
