"""What all views share: the title, the page, "as of", and the ways onward."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from msgspec import Struct

from bot.brief.model import Event, OpenQuestion, Term
from bot.brief.story import Story
from bot.query.commands import VIEW_NAMES, VIEWS
from bot.query.refusals import BRIEFS, view_command
from bot.query.wording import DOT, ours
from bot.reply.model import Action, Block, Heading, Kind, Notice, Reply

T = TypeVar("T")

# A page in a channel is a few messages, not thirty; the small print of a row is about so long.
PAGE_CHARACTERS = 12_000
ROW_CHARACTERS = 150


class Page(Struct, frozen=True):
    """Where a page of a list stands; `command` without its page leads to the others."""

    number: int
    count: int
    first: int
    last: int
    total: int
    command: str

    @property
    def words(self) -> str:
        return f"Page {self.number} of {self.count}: {self.first} to {self.last} of {self.total}."

    @property
    def actions(self) -> tuple[Action, ...]:
        turns = (("Previous page", self.number - 1), ("Next page", self.number + 1))
        return tuple(
            Action(label=label, command=f"{self.command} page {number}")
            for label, number in turns
            if 1 <= number <= self.count
        )


def paged(
    rows: Sequence[T], number: int, size: int, command: str, weigh: Callable[[T], int] = lambda _: 0
) -> tuple[Sequence[T], Page]:
    """The rows of one page; a number past the end is the last page.

    A page holds at most `size` rows and, by `weigh`, PAGE_CHARACTERS, but always one row.
    """
    starts, room = [0], PAGE_CHARACTERS
    for at, row in enumerate(rows):
        taken = weigh(row)
        if at - starts[-1] == size or (taken > room and at > starts[-1]):
            starts.append(at)
            room = PAGE_CHARACTERS
        room -= taken
    number = min(max(1, number), len(starts))
    first, last = starts[number - 1], [*starts[1:], len(rows)][number - 1]
    page = Page(number, len(starts), first + 1 if rows else 0, last, len(rows), command)
    return rows[first:last], page


def weight(*texts: str | None) -> int:
    """About how many characters a row of these texts takes, its small print included."""
    return ROW_CHARACTERS + sum(len(text) for text in texts if text)


def as_of(story: Story) -> str:
    """The revision on which a reply rests, with the day on which the brief learned it."""
    revision = story.brief.revision
    return f"As of revision {revision.number}, {day(revision.at)}."


def day(at: str) -> str:
    """An RFC 3339 time as a reader's day: `23 Nov 2026, 16:40 UTC`."""
    time = datetime.fromisoformat(at).astimezone(UTC)
    return f"{time.day} {time:%b %Y, %H:%M} UTC"


def view_reply(
    story: Story,
    view: str,
    blocks: Iterable[Block],
    *,
    page: Page | None = None,
    notes: Sequence[str] = (),
    detail: str = "",
    extra: Sequence[Action] = (),
    kind: Kind = "view",
) -> Reply:
    """One view's reply: what was read differently, the title, the blocks, which page, as of, ways onward.

    `detail` says to what the view is narrowed; `extra` are ways onward of this view only.
    """
    where = [page.words] if page and page.count > 1 else []
    small = Notice(text=" ".join([*where, as_of(story)]))
    turns = page.actions if page and page.count > 1 else ()
    return Reply(
        kind=kind,
        blocks=(*(Notice(text=note) for note in notes), _title(story, view, detail), *blocks, small),
        story=story.slug,
        revision=story.brief.revision.number,
        view=view,
        actions=(*turns, *extra, *onward(story, view)),
        tone=story.brief.status,
    )


def _title(story: Story, view: str, detail: str) -> Heading:
    shown = VIEW_NAMES[view].label if view in VIEW_NAMES and view != "summary" else ""
    detail = DOT.join(part for part in (shown, detail) if part)
    return Heading(text=ours(story.brief.title), badge=story.brief.status, detail=detail)


def onward(story: Story, view: str) -> tuple[Action, ...]:
    """The neighbouring views that hold something, the one shown left out."""
    return (
        *(
            Action(label=other.label, command=view_command(story.slug, other.name))
            for other in VIEWS
            if other.name != view and holds(story, other.name)
        ),
        BRIEFS,
    )


def holds(story: Story, view: str) -> bool:
    """Whether a view of this story has anything to show."""
    return {
        "who-said-what": bool(story.statements),
        "claims": bool(story.claims),
        "timeline": bool(story.of(Event)),
        "glossary": bool(story.of(Term)),
        "open-questions": bool(story.of(OpenQuestion)),
    }.get(view, True)
