"""A post of old, made again with a note of what has become of it since."""

from __future__ import annotations

import asyncio

from msgspec import Struct

from bot.brief.library import Library
from bot.brief.story import Story
from bot.delivery.compose import Nothing
from bot.delivery.ledger import Post
from bot.delivery.once import Once
from bot.delivery.outbox import Delivery
from bot.delivery.sender import Sender
from bot.errors import OnrecordError
from bot.query.grammar import read
from bot.query.index import Index
from bot.query.resolve import Call, resolve
from bot.query.views import show
from bot.query.views.amend import amended
from bot.reply.codec import from_json
from bot.reply.model import Reply
from bot.revision.changes import Change, diff

PAIRS, ORIGINALS = 32, 64
NO_ROOM = "there is no room in the message for a note"


class Amending(Struct, frozen=True, kw_only=True):
    """What is to stand in place of a message from now on."""

    message: str
    part: Reply


class Amender:
    """Makes edits. `stories` opens a published snapshot by story and number."""

    def __init__(self, stories: Once[tuple[str, int], Story]) -> None:
        self._stories = stories
        self._changes = Once(self._compare, PAIRS)
        self._original = Once(self._made_again, ORIGINALS)

    async def edit(self, delivery: Delivery, sender: Sender) -> Amending | Nothing:
        """The edit of a post, or why it cannot be edited. Raises StoreError, and OnrecordError for a
        snapshot that is lost."""
        post = delivery.post
        if post is None or post.message is None or not post.editable:
            return _expired("the message cannot be edited")
        if post.revision is None or post.story != delivery.story:
            return _expired("it is not known from which revision the message was made")
        if post.revision >= delivery.revision:
            return Nothing(state="superseded", reason="the message shows a newer revision by now")
        before = await self._stories((delivery.story, post.revision))
        after = await self._stories((delivery.story, delivery.revision))
        changes = await self._changes((delivery.story, post.revision, delivery.revision))
        original = await self._original((delivery.story, post.revision, post.asked, post.said))
        if original is None:
            return _expired("the message cannot be made again")
        return await asyncio.to_thread(_amended, original, post, sender, before, after, changes)

    async def _compare(self, key: tuple[str, int, int]) -> tuple[Change, ...]:
        story, since, number = key
        before, after = await self._stories((story, since)), await self._stories((story, number))
        return await asyncio.to_thread(diff, before.brief, after.brief)

    async def _made_again(self, key: tuple[str, int, str, bytes]) -> Reply | None:
        slug, number, asked, said = key
        if said:
            return _read(said)
        return await asyncio.to_thread(_answered, await self._stories((slug, number)), asked)


def _read(said: bytes) -> Reply | None:
    try:
        return from_json(said)
    except OnrecordError:  # a reply of an older version
        return None


def _answered(story: Story, asked: str) -> Reply | None:
    """The reply to a command as it was at the time."""
    typed = read(asked) if asked else None
    call = resolve(typed, Index(Library.of([story.brief])), story.slug) if typed else None
    return show(call) if isinstance(call, Call) else None


def _amended(
    original: Reply, post: Post, sender: Sender, before: Story, after: Story, changes: tuple[Change, ...]
) -> Amending | Nothing:
    parts = sender.parts(original)
    if post.message is None or post.part >= len(parts):
        return _expired("the message cannot be made again")
    part = amended(parts[post.part], before, after, changes)
    if len(sender.parts(part)) != 1:
        return _expired(NO_ROOM)
    return Amending(message=post.message, part=part)


def _expired(reason: str) -> Nothing:
    return Nothing(state="expired", reason=reason)
