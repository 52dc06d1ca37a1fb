"""What a place has yet to be told: for each item, what differs from what was told of it last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from bot.brief.story import Story
from bot.revision.changes import LOUD, Change, diff
from bot.revision.published import Revision
from bot.subscription.model import LEVELS, Level, Told

NOTIFIED: dict[str, Level | None] = {"at once": "once", "soon": "soon", "digest": "digest", "never": None}

# How urgently each revision changed an item, by the revision's number; None where nobody was to be told.
Course = Mapping[int, Level | None]


class News(Struct, frozen=True):
    """One change that a place has not heard of: `since` is the revision in which it knows the item."""

    change: Change
    level: Level
    since: int


def level_of(change: Change) -> Level | None:
    """How urgent a change is; None for one that nobody is told of."""
    return "loud" if change.label in LOUD else NOTIFIED[change.notify]


def courses(revisions: Sequence[Revision]) -> Mapping[str | None, Course]:
    """By item (None is the brief itself), how each of these revisions changed it."""
    found: dict[str | None, dict[int, Level | None]] = {}
    for revision in revisions:
        for change in revision.changes:
            found.setdefault(change.item, {})[revision.number] = level_of(change)
    return found


def known_in(course: Course, told: Told) -> int:
    """The revision in which a place knows an item.

    A message tells an item as it stands in the revision that it goes up to. Which one that was is not kept;
    that it was at least the one that the message was for, is. So nothing is ever taken as told that was not.
    """
    heard = (number for number, level in course.items() if level and getattr(told, level) >= number)
    return max(heard, default=told.digest)


def bases(past: Mapping[str | None, Course], told: Told) -> frozenset[int]:
    """The revisions whose snapshots `news` needs."""
    return frozenset((told.digest, *(known_in(course, told) for course in past.values())))


def news(
    snapshots: Mapping[int, Story], after: Story, past: Mapping[str | None, Course], told: Told
) -> list[News]:
    """All that a place has not heard of, of any level, the gravest first.

    `past` are the courses of all items since `told.digest`, `snapshots` those that `bases` names.
    """
    found = []
    for since, before in snapshots.items():
        for change in diff(before.brief, after.brief):
            course = past.get(change.item, {})
            if known_in(course, told) == since and (level := _level(change, course, since)):
                found.append(News(change, level, since))
    return found


def _level(change: Change, course: Course, since: int) -> Level | None:
    """The most urgent that a revision since then gave the item: there was a task of that level.

    What came and went, or is no more than a typo by now, is not news.
    """
    if change.label in LOUD or change.notify == "never":
        return level_of(change)
    given = [level for number, level in course.items() if number > since]
    levels = [level for level in given if level]
    return min(levels, key=LEVELS.index) if levels else None if given else level_of(change)
