"""What is followed here, and elsewhere in the same server or workspace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.query.index import Index
from bot.query.refusals import BRIEFS, label
from bot.query.request import Place
from bot.query.wording import DOT, ours
from bot.reply.inert import clean
from bot.reply.model import Action, Block, Choices, Heading, Notice, Paragraph, Plain, Point, Reply, Strong
from bot.subscription import telling
from bot.subscription.form import settings_line
from bot.subscription.model import Subscription

PAGE_SIZE = 20


def listing(
    place: Place, here: Sequence[Subscription], others: Iterable[Subscription], index: Index, *, private: bool
) -> Reply:
    """The subscriptions of this place first, then how many other places follow what."""
    blocks: list[Block] = [Heading(text="Followed here")]
    blocks += [_row(each, index) for each in here[:PAGE_SIZE]]
    if not here:
        blocks.append(_line(f"No story is followed in {telling.where(place)}."))
    blocks += _elsewhere(_counted(others), index, PAGE_SIZE - len(here[:PAGE_SIZE]))
    if len(here) > PAGE_SIZE:
        blocks.append(Notice(text=f"The first {PAGE_SIZE} of {len(here)}."))
    options = tuple(
        Action(label=label(f"Settings: {title(index, each.story)}"), command=settings_line(each.story))
        for each in here[:PAGE_SIZE]
    )
    blocks += [Choices(prompt="Change how it is told:", options=options)] if options else []
    return Reply(
        kind="answer", blocks=tuple(blocks), view="subscriptions", actions=(BRIEFS,), private=private
    )


def title(index: Index, slug: str) -> str:
    """The title of a story, or its short name where the library has it no more."""
    entry = index.library.entries.get(slug)
    return ours(entry.title) if entry else slug


def _row(each: Subscription, index: Index) -> Point:
    entry = index.library.entries.get(each.story)
    gone = "" if entry else "this story is here no more"
    # Names need the whole story; a list does without opening each.
    detail = (telling.short(each.preferences, None), gone, each.story if entry else "")
    paused = f"paused: {clean(each.paused)}" if each.paused else ""
    words = (Strong(text=title(index, each.story)),)
    return Point(words=words, detail=DOT.join(part for part in (paused, *detail) if part))


def _counted(others: Iterable[Subscription]) -> dict[str, tuple[int, int]]:
    """By story, in how many other places it is followed, and in how many of them it is paused."""
    counts: dict[str, tuple[int, int]] = {}
    for each in others:
        places, paused = counts.get(each.story, (0, 0))
        counts[each.story] = places + 1, paused + bool(each.paused)
    return counts


def _elsewhere(counts: dict[str, tuple[int, int]], index: Index, room: int) -> list[Block]:
    """Only counts: who lists may not see every channel."""
    if not counts:
        return []
    rows = [_count(title(index, slug), *count) for slug, count in sorted(counts.items())]
    left = len(rows) - max(1, room)
    more = [Notice(text=f"And {left} more.")] if left > 0 else []
    return [Heading(text="Elsewhere", level=2), *rows[: max(1, room)], *more]


def _count(name: str, places: int, paused: int) -> Point:
    text = "in 1 other place" if places == 1 else f"in {places} other places"
    detail = text + (f", paused in {paused}" if paused else "")
    return Point(words=(Strong(text=name),), detail=detail)


def _line(text: str) -> Paragraph:
    return Paragraph(words=(Plain(text=text),))
