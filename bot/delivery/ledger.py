"""The ledger: every message of the bot that others can see, with the items that it carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from bot.query.request import Place


class Sent(Struct, frozen=True, kw_only=True):
    """One message as a platform took it; a long reply is several.

    `message` is the platform's id, None where it tells none; `editable` is false where the bot cannot
    change the message later.
    """

    place: Place
    message: str | None
    items: tuple[str, ...]
    editable: bool = True


class Post(Struct, frozen=True, kw_only=True):
    """One line of the ledger: a message, what it shows, and who asked for it with what words.

    `asked` is the command that makes the same reply again; where none does, `said` is the reply itself as
    JSON. `part` counts the messages of a reply from 0.
    """

    place: Place
    message: str | None
    story: str | None
    revision: int | None
    items: tuple[str, ...]
    asked: str
    asker: str = ""
    part: int = 0
    editable: bool = True
    said: bytes = b""


class Ledger(Protocol):
    """Where posts are kept. Every method is one transaction and raises StoreError where the store fails."""

    async def record(self, posts: Sequence[Post]) -> None:
        """Enter posts; one with the platform, tenant, channel and message of an earlier one replaces it."""

    async def find(self, place: Place, message: str) -> Post | None:
        """The post that this message is, whatever the thread."""

    async def story_in(self, place: Place) -> str | None:
        """The story of the last post in this thread or direct conversation, else of the message that the
        thread hangs on; its slug, None where nothing tells."""
