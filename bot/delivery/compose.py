"""The message of a delivery: what this place has not heard of, up to the revision that the row goes up to."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.brief.story import Story
from bot.delivery.course import Course, News, bases, courses, news
from bot.delivery.once import Once
from bot.delivery.outbox import Delivery, Ending, Lane
from bot.delivery.wanted import due_at, heard, moved, wanted
from bot.errors import OnrecordError
from bot.query.views.frame import day
from bot.query.views.update import for_followers, update_reply
from bot.query.wording import ours
from bot.reply.codec import to_json
from bot.reply.model import Notice, Reply
from bot.revision.changes import LOUD
from bot.revision.labels import HELD
from bot.revision.published import Revisions
from bot.subscription.model import LEVELS, Level, Preferences, Rhythm, Told

STORIES, MESSAGES = 32, 256  # remembered: a hundred thousand places are told the same
REASON = 200


class Lost(OnrecordError):
    """A revision is not kept any more."""


class Nothing(Struct, frozen=True, kw_only=True):
    """There is nothing to send: the delivery ends so, and the cursors go to `told`."""

    state: Ending
    reason: str
    told: Told | None = None


class Telling(Struct, frozen=True, kw_only=True):
    """A message, as JSON too, and where the cursors are once it has arrived."""

    reply: Reply
    said: bytes
    told: Told


class Wish(Struct, frozen=True, kw_only=True):
    """All that a message depends on."""

    story: str
    told: Told
    revision: int
    level: Level
    preferences: Preferences


class Composer:
    """Makes messages from published snapshots; the same for the same wish, always."""

    def __init__(self, revisions: Revisions) -> None:
        self._revisions = revisions
        self.stories = Once(self._open, STORIES)
        self._telling = Once(self._compose, MESSAGES)
        self.published = Once(self._published, MESSAGES)

    async def message(self, delivery: Delivery) -> Telling | Nothing:
        """What a delivery tells its place. Raises StoreError, and Lost where its revision is not kept."""
        level = next((level for level in LEVELS if level == delivery.task), None)
        if delivery.told is None or delivery.preferences is None or level is None:
            return Nothing(state="cancelled", reason="nobody follows the story here any more")
        if heard(delivery.told, level, delivery.revision):
            return Nothing(state="superseded", reason="an earlier message has told it")
        preferences = replace(delivery.preferences, rhythm=Rhythm())  # when makes no difference to what
        return await self._telling(
            Wish(
                story=delivery.story,
                told=delivery.told,
                revision=delivery.revision,
                level=level,
                preferences=preferences,
            )
        )

    async def _published(self, key: tuple[str, int]) -> datetime | None:
        """When a revision was published; None where it is not kept any more."""
        story, number = key
        found = await self._revisions.since(story, number - 1, number)
        return found[0].published if found else None

    async def _open(self, key: tuple[str, int]) -> Story:
        story, number = key
        brief = await self._revisions.snapshot(story, number)
        if brief is None:
            raise Lost(f"revision {number} of {story} is not kept any more")
        return Story(brief)

    async def _before(self, story: str, number: int, until: int) -> Story:
        """What a place knows; the oldest that is kept, where the place follows from an older one."""
        try:
            return await self.stories((story, number))
        except Lost:
            later = await self._revisions.since(story, number, until)
            if not later:
                raise
            return await self.stories((story, later[0].number))

    async def _compose(self, wish: Wish) -> Telling | Nothing:
        past = courses(await self._revisions.since(wish.story, wish.told.digest, wish.revision))
        needed = sorted(bases(past, wish.told))
        snapshots = {number: await self._before(wish.story, number, wish.revision) for number in needed}
        after = await self.stories((wish.story, wish.revision))
        return await asyncio.to_thread(compose, wish, snapshots, after, past)


def compose(
    wish: Wish, snapshots: Mapping[int, Story], after: Story, past: Mapping[str | None, Course]
) -> Telling | Nothing:
    """The message of a wish; `snapshots` and `past` as in `news`."""
    level: Level = wish.level
    found = due_at(level, news(snapshots, after, past, wish.told))
    if after.brief.status in HELD:
        found, level = [each for each in found if each.change.label in LOUD], "loud"
        if not found and wish.level != "loud":
            return Nothing(state="held", reason="the story is held back; it is told when it is served again")
    told = moved(wish.told, level, wish.revision)
    if not found:
        return Nothing(state="superseded", reason="nothing is left of it to be told", told=told)
    before = snapshots[wish.told.digest]
    told_of = wanted(found, wish.preferences, before, after)
    if not told_of:
        return Nothing(state="filtered", reason="nothing in it is wanted here", told=told)
    reply = _reply(told_of, snapshots, before, after)
    return Telling(reply=reply, said=to_json(reply), told=told)


def _reply(told_of: list[News], snapshots: Mapping[int, Story], before: Story, after: Story) -> Reply:
    known = {each.change.item: snapshots[each.since] for each in told_of}
    return for_followers(update_reply(before, after, [each.change for each in told_of], known))


def pause_told(part: Reply, lane: Lane) -> Reply:
    """The first message after a pause, saying so; the words below are the same as ever."""
    if lane.paused is None:
        return part
    reason = ours(lane.reason)
    because = f", because {reason if len(reason) <= REASON else reason[:REASON] + '…'}" if reason else ""
    note = Notice(text=f"Updates were paused here since {day(lane.paused.isoformat())}{because}.")
    return replace(part, blocks=(note, *part.blocks))
