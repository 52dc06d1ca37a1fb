"""What became of the brief: its revision, and each correction with what was and what is now."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.model import Correction
from bot.brief.story import Story
from bot.query.refusals import view_command
from bot.query.resolve import Call
from bot.query.views.frame import day, paged, view_reply, weight
from bot.query.wording import DOT, basis, ours
from bot.reply.model import Block, Heading, Inline, Paragraph, Plain, Point, Reply, Strong

PAGE_SIZE = 15


def history(call: Call) -> Reply:
    story = call.story
    corrections = story.of(Correction)
    corrections.sort(key=lambda each: -each.revision)
    command = view_command(story.slug, "history")
    rows, page = paged(
        corrections, call.page, PAGE_SIZE, command, lambda each: weight(each.was, each.now, each.note)
    )
    blocks: list[Block] = [_revision(story)]
    blocks += [Heading(text="Corrections", level=2)] if rows else []
    blocks += [correction_point(story, each) for each in rows]
    blocks += [] if rows else [Paragraph(words=(Plain(text="Nothing has been corrected so far."),))]
    return view_reply(story, "history", blocks, page=page, notes=call.notes)


def _revision(story: Story) -> Paragraph:
    revision = story.brief.revision
    note = f": {ours(revision.note)}" if revision.note else "."
    return Paragraph(words=(Strong(text=f"Revision {revision.number}, {day(revision.at)}"), Plain(text=note)))


def correction_point(story: Story, each: Correction, *, named: bool = True) -> Point:
    """An entry in the corrections; its items are not `named` where they stand right under it."""
    origin = "an error of the source" if each.origin == "source" else "an error of this brief"
    details = (", ".join(each.items) if named else "", origin, ours(each.note or ""), basis(story, each))
    return Point(
        item=each.id,
        words=tuple(_change(each)),
        detail=DOT.join(part for part in details if part),
    )


def _change(each: Correction) -> Iterator[Inline]:
    yield Strong(text=f"Revision {each.revision}, {each.class_}. ")
    if each.was:
        yield from (Strong(text="Was: "), Plain(text=f"{ours(each.was)} "))
    if each.now:
        yield from (Strong(text="Now: "), Plain(text=ours(each.now)))
