"""An earlier post after a correction: what it said stays, under a note of what has become of it since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from bot.brief.model import Claim, Entity, Event, Source, Statement, SummaryPoint
from bot.brief.story import Story
from bot.query.refusals import label, view_command
from bot.query.views.frame import day
from bot.query.wording import ours, place, places
from bot.reply.model import Action, Paragraph, Plain, Reply, Strong
from bot.revision.changes import Change
from bot.revision.reach import shown

# Every public message keeps room for a note of so many characters, in one block.
ROOM = 600
ABOUT, REASON = 160, 300  # of that for what an item is, and for what the editor says of the whole brief

Note = tuple[Strong | Plain, ...]


def amended(reply: Reply, before: Story, after: Story, changes: Sequence[Change]) -> Reply:
    """The reply as it was posted, from the snapshot `before`, under a note of the changes that concern it.

    `changes` are the net ones from `before` to `after`: made anew for every correction, the note never
    grows. The reply itself comes back where nothing that it carries has to be edited.
    """
    carried = shown(before, reply.items)  # if only in the lines of others; the brief itself is in all
    concerned = [each for each in changes if each.edit and (each.item is None or each.item in carried)]
    if not concerned:
        return reply
    first, *others = concerned  # all of them are told as of one revision: to say so once is enough
    notes = _kept(
        [
            _note(before, after, first, f" {_when(after)}"),
            *(_note(before, after, each, "") for each in others),
        ],
        after,
    )
    note = Paragraph(words=tuple(chain.from_iterable(notes)))
    onward = (*_onward(after, concerned), *reply.actions)
    actions = tuple({each.command: each for each in onward}.values())
    return replace(reply, blocks=(note, *reply.blocks), actions=actions)


def _kept(notes: Sequence[Note], after: Story) -> Iterator[Note]:
    """As many as there is room for, then how many more there are."""
    left = ROOM
    for number, note in enumerate(notes):
        left_out = len(notes) - number
        rest = _said(f"{left_out} more change{'s'[: left_out - 1]}:", f"{_history(after)}.")
        spare = 0 if number == len(notes) - 1 else _length(rest)
        if number and _length(note) + spare > left:
            yield rest
            return
        yield note
        left -= _length(note)


def _length(note: Note) -> int:
    return sum(len(part.text) for part in note)


def _note(before: Story, after: Story, change: Change, when: str) -> Note:
    """`Corrected as of revision 4, 23 Nov 2026: what Mara Holt said (Nordpress ¶3). As it is now: …`."""
    if change.item is None:
        state = "The whole brief is withdrawn" if after.brief.status == "withdrawn" else "Served again"
        return _said(f"{state}{when}:", _short(ours(after.brief.revision.note or ""), REASON))
    about = _short(_about(before, change.item), ABOUT)
    if change.item not in after.live:
        return _said(f"Withdrawn{when}:", f"{about}. Why: {_history(after)}.")
    verb = "Corrected" if change.label == "CORRECTED" else "Changed"
    return _said(f"{verb}{when}:", f"{about}. As it is now: {_command(after, change.item)}.")


def _said(strong: str, text: str) -> Note:
    return Strong(text=strong), Plain(text=f" {text} ")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


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
