"""A look into a channel: whether a message that may have arrived stands there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from adapters.discord.outcomes import Snowflake
from adapters.discord.render import Body
from adapters.discord.rest import Answer

# Discord docs: Message resource, "Get Channel Messages"
MOST: Final = 100
# `around` gives half of them from before that moment and half from after it.
AFTER: Final = MOST // 2
# Discord docs: Reference, "Snowflakes"
_EPOCH_MS: Final = 1_420_070_400_000
_CLOCK: Final = timedelta(minutes=1)  # by how much Discord's clock may be behind ours
_TEXT: Final = 10


class _Author(Struct, frozen=True):
    id: Snowflake


class _Component(Struct, frozen=True):
    type: int
    content: str | None = None
    components: Sequence[_Component] | None = None


class Seen(Struct, frozen=True):
    """A message as the channel shows it (Discord docs: Message resource, "Message object")."""

    id: Snowflake
    author: _Author
    nonce: str | int | None = None
    components: Sequence[_Component] | None = None

    def carries(self, key: str, words: str) -> bool:
        """Whether it is the message with this key. Discord does not promise to keep a nonce for those who
        read later: where it has none, the words decide."""
        if self.nonce is not None:
            return str(self.nonce) == key
        return bool(words) and _words(self.components or ()) == words


def moment(since: datetime) -> int:
    """The id before which no message is that was posted since then."""
    milliseconds = int((since - _CLOCK).timestamp() * 1000)
    return max(0, milliseconds - _EPOCH_MS) << 22


def path(channel: str, since: int) -> str:
    """Where the messages around a moment are."""
    return f"/channels/{channel}/messages?around={since}&limit={MOST}"


def seen(answer: Answer) -> Sequence[Seen] | None:
    """The messages of a page; None where it is none."""
    return answer.read(list[Seen]) if answer.status == 200 else None


def words_of(body: Body) -> str:
    """The words of a message that is sent, by which it is known again."""
    return _words(msgspec.convert(body["components"], list[_Component]))


def _words(components: Sequence[_Component]) -> str:
    """All texts, those in a container too; how they are spaced is Discord's business."""
    every = [part for top in components for part in (top, *(top.components or ()))]
    return " ".join(" ".join(part.content or "" for part in every if part.type == _TEXT).split())
