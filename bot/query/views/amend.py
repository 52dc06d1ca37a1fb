"""An earlier post after a correction: what it said stays, under a note of what has become of it since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from bot.brief.model import Claim, Entity, Event, Source, Statement, SummaryPoint
from bot.brief.story import Story
from bot.query.refusals import label, view_command
from bot.query.views.frame import day
from bot.query.wording import ours, place, places
from bot.reply.model import Action, Paragraph, Plain, Reply, Strong
from bot.revision.changes import Change
from bot.revision.reach import reach

NOTES_SHOWN = 5


def amended(reply: Reply, before: Story, after: Story, changes: Sequence[Change]) -> Reply:
    """The reply as it was posted, from the snapshot `before`, under a note for each change that concerns it.

    `changes` are the net ones from `before` to `after`: made anew for every correction, the notes never
    pile up. The reply itself comes back where nothing that it carries has to be edited.
    """
    concerned = [each for each in changes if each.edit and _concerns(before, each, reply)]
    if not concerned:
        return reply
    notes = [_note(before, after, each) for each in concerned[:NOTES_SHOWN]]
    if len(concerned) > NOTES_SHOWN:
        notes.append(_said(f"{len(concerned) - NOTES_SHOWN} more changes:", f"{_history(after)}."))
    onward = (*_onward(after, concerned), *reply.actions)
    actions = tuple({each.command: each for each in onward}.values())
    return replace(reply, blocks=(*notes, *reply.blocks), actions=actions)


def _concerns(before: Story, change: Change, reply: Reply) -> bool:
    """Whether the reply shows the item, if only in the lines of others; the brief itself is in all."""
    return change.item is None or not reach(before, change.item).isdisjoint(reply.items)


def _note(before: Story, after: Story, change: Change) -> Paragraph:
    """`Corrected as of revision 4, 23 Nov 2026: what Mara Holt said (Nordpress ¶3). As it is now: …`."""
    if change.item is None:
        state = "The whole brief is withdrawn" if after.brief.status == "withdrawn" else "Served again"
        return _said(f"{state} {_when(after)}:", ours(after.brief.revision.note or ""))
    about = _about(before, change.item)
    if change.item not in after.live:
        return _said(f"Withdrawn {_when(after)}:", f"{about}. Why: {_history(after)}.")
    verb = "Corrected" if change.label == "CORRECTED" else "Changed"
    return _said(f"{verb} {_when(after)}:", f"{about}. As it is now: {_command(after, change.item)}.")


def _said(strong: str, text: str) -> Paragraph:
    return Paragraph(words=(Strong(text=strong), Plain(text=f" {text}")))


def _when(after: Story) -> str:
    return f"as of revision {after.brief.revision.number}, {day(after.brief.revision.at)}"


def _about(story: Story, id: str) -> str:
    """What an item is, in a few words; without its own, which may be the wrong ones."""
    match story.items.get(id):
        case Statement(speaker=speaker, at=at):
            return f"what {ours(story.name(speaker))} said ({place(story, at)})"
        case Claim():
            return f"who stands where on a claim ({places(story, [id]) or id})"
        case Source(headline=headline):
            return f"the source ‘{label(headline)}’"
        case Event():
            return f"an event of the timeline ({places(story, [id]) or id})"
        case SummaryPoint(refs=refs):
            return f"a point of the summary ({places(story, refs) or id})"
        case Entity(name=name):
            return f"who {ours(name)} is"
        case _:
            return f"{id} ({places(story, [id])})" if places(story, [id]) else id


def _onward(after: Story, concerned: Sequence[Change]) -> Iterator[Action]:
    for id in dict.fromkeys(each.item for each in concerned if each.item in after.live):
        if len(concerned) == 1 and id:
            yield Action(label="As it is now", command=_command(after, id))
    yield Action(label="History", command=_history(after))


def _command(after: Story, id: str) -> str:
    return f"/brief {after.slug} {id}"


def _history(after: Story) -> str:
    return view_command(after.slug, "history")
