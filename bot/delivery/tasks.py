"""What a revision makes the bot do: one task for each degree of urgency, and the edit of earlier posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from bot.brief.model import Brief
from bot.brief.story import Story
from bot.delivery.announcement import Announcement, Task
from bot.delivery.course import level_of
from bot.revision.changes import Change, announced, diff
from bot.revision.labels import HELD, Label
from bot.revision.reach import to_edit
from bot.subscription.model import LEVELS, Level, When

BATCHED = timedelta(minutes=15)  # what is told soon waits for more of its kind


class Revised(Struct, frozen=True, kw_only=True):
    """A revision worked out: `changes` are from the one before, `told` what follows it in time besides:
    what was kept back while the story was held. `edited` are the ids by which posts are found that have to
    be edited; None where there are none, empty where it is every post. `lifted`: what was due while the
    story was held has not been told, and nobody knows any more what that was."""

    changes: tuple[Change, ...]
    told: tuple[Change, ...]
    edited: tuple[str, ...] | None
    lifted: bool = False


class Foreseen(Struct, frozen=True, kw_only=True):
    """A task that a revision would make: what of, for how many places, and when, in words."""

    task: Task
    changes: tuple[Change, ...]
    places: int
    when: str


def revised(old: Brief | None, new: Brief, served: Brief | None, posted: Iterable[Brief]) -> Revised:
    """What comes of `new` after `old`.

    `served` is the last snapshot that was not held back (None where that is `old`), `posted` those from
    which posts may have been made.
    """
    changes = announced(diff(old, new), new.revision.notify)
    kept = announced(diff(served, new), new.revision.notify) if served else changes
    loud = tuple(each for each in changes if level_of(each) == "loud")
    told = loud if new.status in HELD else _once_each((*loud, *kept))
    return Revised(changes=changes, told=told, edited=_edited(changes, posted), lifted=served is not None)


def tasks_of(result: Revised, now: datetime) -> tuple[Announcement, ...]:
    """The announcements of a revision, the most urgent first."""
    levels = {level_of(each) for each in result.told} | ({"digest"} if result.lifted else set())
    due: dict[Level, datetime] = {"soon": now + BATCHED}
    told = [Announcement(task=level, due=due.get(level, now)) for level in LEVELS if level in levels]
    if result.edited is not None:
        told.append(Announcement(task="edit", due=now, items=result.edited))
    return tuple(told)


def preview(
    old: Brief | None, new: Brief, followers: Mapping[When, int], served: Brief | None = None
) -> tuple[Foreseen, ...]:
    """What publishing `new` after `old` would make the bot do, and whom it would tell when."""
    result = revised(old, new, served, [old] if old else [])
    found = [
        Foreseen(task=level, changes=of_level, places=sum(followers.values()), when=_when(level, followers))
        for level in LEVELS
        if (of_level := tuple(each for each in result.told if level_of(each) == level))
    ]
    if result.edited is not None:
        edits = tuple(each for each in result.changes if each.edit)
        when = "earlier posts that show it are edited at once"
        found.append(Foreseen(task="edit", changes=edits, places=0, when=when))
    return tuple(found)


def counted(changes: Iterable[Change]) -> dict[Label, int]:
    """How many changes there are of each label, in the order of importance."""
    counts: dict[Label, int] = {}
    for change in changes:
        counts[change.label] = counts.get(change.label, 0) + 1
    return counts


def _once_each(changes: Sequence[Change]) -> tuple[Change, ...]:
    """One change an item: of what was told while the story was held only the lifting is news."""
    by_item: dict[str | None, Change] = {}
    for change in changes:
        by_item.setdefault(change.item, change)
    return tuple(by_item.values())


def _edited(changes: Sequence[Change], posted: Iterable[Brief]) -> tuple[str, ...] | None:
    concerned = [each for each in changes if each.edit]
    if not concerned:
        return None
    if any(each.item is None for each in concerned):
        return ()
    found = (to_edit(Story(brief), concerned) for brief in posted)
    return tuple(sorted(frozenset(each.item or "" for each in concerned).union(*found)))


def _when(level: Level, followers: Mapping[When, int]) -> str:
    """`at once, to all 12`; `at once to 9 (after their quiet hours), in the next message to 3`."""
    total, now = sum(followers.values()), followers.get("instantly", 0)
    if level == "loud":
        return f"at once, to all {total}, quiet hours or not"
    if level == "digest":
        return f"in the next digest, to {total}"
    soon = "at once" if level == "once" else "within 15 minutes"
    later = f"; in their next hourly or daily message, to {total - now}" if total > now else ""
    return f"{soon}, outside quiet hours, to {now}{later}"
