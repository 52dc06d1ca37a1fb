"""What happened when: dated events in order, then those that the sources leave undated."""

from __future__ import annotations

from collections.abc import Sequence

from bot.brief.dates import sort_key
from bot.brief.model import Event
from bot.brief.story import Story
from bot.query.refusals import view_command
from bot.query.resolve import Call
from bot.query.views.frame import paged, view_reply, weight
from bot.query.wording import DOT, basis, day, ours, places
from bot.reply.model import Block, Heading, Plain, Point, Reply, Strong

PAGE_SIZE = 25


def timeline(call: Call) -> Reply:
    story = call.story
    events = story.of(Event)
    dates = sorted((e for e in events if e.when.edtf), key=lambda event: sort_key(event.when.edtf or ""))
    undated = [event for event in events if not event.when.edtf]
    command = view_command(story.slug, "timeline")
    rows, page = paged(
        [*dates, *undated], call.page, PAGE_SIZE, command, lambda e: weight(e.text, e.when.note)
    )
    return view_reply(story, "timeline", _blocks(story, rows), page=page, notes=call.notes)


def _blocks(story: Story, events: Sequence[Event]) -> list[Block]:
    blocks: list[Block] = [event_point(story, event) for event in events if event.when.edtf]
    undated = [event_point(story, event) for event in events if not event.when.edtf]
    if undated:
        blocks += [Heading(text="Undated", level=2, detail="the sources give no date"), *undated]
    return blocks


def event_point(story: Story, event: Event) -> Point:
    """The date, what happened, and in small print how the source puts the date and who worked it out."""
    when = event.when
    details = (
        places(story, event.refs),
        f"in the source: {ours(when.text)}" if when.text and when.edtf else "",
        basis(story, when),
        ours(when.note or ""),
        basis(story, event),
    )
    return Point(
        item=event.id,
        words=(Strong(text=f"{ours(day(when))}: "), Plain(text=ours(event.text))),
        detail=DOT.join(part for part in details if part),
    )
