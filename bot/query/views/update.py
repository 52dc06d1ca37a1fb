"""The message of an update: what kind of change, the words with their speaker, what was and what is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from bot.brief import model
from bot.brief.model import Correction, Entity, Event, Fact, OpenQuestion, Source, SummaryPoint, Term
from bot.brief.story import Story
from bot.query.commands import VIEW_NAMES
from bot.query.refusals import view_command
from bot.query.views.claims import claim_block
from bot.query.views.frame import as_of, day, holds
from bot.query.views.history import correction_point
from bot.query.views.lists import fact_point, question_blocks, term_point
from bot.query.views.said import statement_block
from bot.query.views.summary import sides, source_line, summary_point
from bot.query.views.timeline import event_point
from bot.query.wording import DOT, ours, speaker_detail
from bot.reply.model import (
    Action,
    Block,
    Claim,
    Heading,
    Notice,
    Paragraph,
    Plain,
    Point,
    Reply,
    Statement,
    Strong,
)
from bot.revision.changes import Change
from bot.revision.labels import HELD, LABELS, Label

# A hold needs no heading: it is the badge of the title, and its own sentence.
HEADINGS: dict[Label, str] = {
    "WITHDRAWN": "Withdrawn",
    "CORRECTED": "Corrected",
    "STATUS": "New status",
    "NEW": "New",
    "CLARIFIED": "Clarified",
    "UPDATED": "Updated",
}
# These say what was wrong, so they show both; of the others a reader wants what is true now.
BOTH = frozenset(("CORRECTED", "CLARIFIED"))
# While a story is held back nothing of it is told but what was wrong.
TOLD_OF_HELD = frozenset(("WITHDRAWN", "CORRECTED", "ON HOLD"))
MOST = 12  # of a label; with a source, two hundred statements may be withdrawn at once
# Of changes that an entry explains, the entry comes first; a question comes before what answers it.
FIRST = ("correction", "question")
# Where each kind of item can be read in full.
VIEW_OF = {
    "correction": "history",
    "statement": "who-said-what",
    "claim": "claims",
    "source": "sources",
    "event": "timeline",
    "question": "open-questions",
    "term": "glossary",
}


def update_reply(
    before: Story, after: Story, changes: Sequence[Change], known: Mapping[str | None, Story] | None = None
) -> Reply:
    """One message for all the changes between two snapshots that somebody is told of.

    Words of the past are quoted from `before`, all others from `after`; `known` has by item the snapshots
    of those that the reader was told of later. With nothing to tell, the message says so, with the date of
    the last revision.
    """
    known = known or {}
    told = [each for each in changes if each.notify != "never"]
    if after.brief.status in HELD:
        told = [each for each in told if each.label in TOLD_OF_HELD]
    found = (
        _grouped(before, after, told, known) if told else [_line("", f"Nothing new since {_since(before)}.")]
    )
    blocks = dict.fromkeys(found)  # an answer may be new in itself, too
    brief = after.brief
    return Reply(
        kind="update",
        blocks=(
            Heading(text=ours(brief.title), badge=brief.status, detail=_counted(told)),
            *blocks,
            Notice(text=as_of(after)),
        ),
        story=brief.slug,
        revision=brief.revision.number,
        actions=tuple(_onward(after, told)),
        tone=brief.status,
    )


def for_followers(reply: Reply) -> Reply:
    """The message of an update as those get it who follow the story: with ways to what is new for the reader,
    and to the settings."""
    new = () if reply.tone in HELD else (Action(label="What’s new", command=f"/brief new {reply.story}"),)
    settings = Action(label="Settings", command=f"/brief settings {reply.story}")
    return replace(reply, actions=(*reply.actions[:1], *new, settings, *reply.actions[1:]))


def _counted(told: Sequence[Change]) -> str:
    """`2 corrected, 1 new`; an entry in corrections is told with the items that it names."""
    labels = [each.label for each in told if each.kind != "correction"]
    counts = ((labels.count(label), words.lower()) for label, words in HEADINGS.items())
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _since(before: Story) -> str:
    return f"revision {before.brief.revision.number}, {day(before.brief.revision.at)}"


def _grouped(
    before: Story, after: Story, told: Sequence[Change], known: Mapping[str | None, Story]
) -> Iterator[Block]:
    """A heading for each label, then its changes; what an entry explains stands right after the entry."""
    for label in LABELS:
        group = [each for each in told if each.label == label]
        if group and label in HEADINGS:
            yield Heading(text=HEADINGS[label], level=2)
        for change in _explained(group)[:MOST]:
            yield from _blocks(known.get(change.item, before), after, change)
        if len(group) > MOST:
            yield Point(words=(Plain(text=f"and {len(group) - MOST} more"),))


def _explained(group: Iterable[Change]) -> list[Change]:
    """Entries in corrections first, each before its items; then the changes that need no explanation, with
    what was asked before its answer."""
    order: dict[str, int] = {}
    changes = list(group)
    for each in changes:
        order.setdefault(each.correction or "", len(order))
    order[""] = -1 if any(each.kind == "brief" for each in changes) else len(order)
    return sorted(
        changes, key=lambda each: (order[each.correction or ""], *(each.kind != kind for kind in FIRST))
    )


def _blocks(before: Story, after: Story, change: Change) -> Iterator[Block]:
    if change.item is None:
        yield from _brief(before, after)
        return
    since, number = before.brief.revision.number, after.brief.revision.number
    stands, stood = change.item in after.live, change.item in before.live
    if stood and not stands:
        yield from _marked(before, change.item, f"no longer in the brief, as of revision {number}")
    if not stands:
        return
    if stood and change.label in BOTH and change.was != change.now:
        yield from _marked(before, change.item, f"as it was in revision {since}")
        yield from _marked(after, change.item, f"as it is in revision {number}")
    elif change.item in before.claims and change.item in after.claims:
        yield from _claim(before, after, change.item)
    else:
        yield from _shown(after, change.item)


def _brief(before: Story, after: Story) -> Iterator[Block]:
    """What became of the whole story."""
    was, brief = before.brief, after.brief
    if brief.status in HELD:
        state = "withdrawn" if brief.status == "withdrawn" else "on hold"
        yield _line(f"This brief is {state}: ", ours(brief.revision.note or ""))
    elif was.status in HELD:
        yield _line("This brief is served again. ", ours(brief.revision.note or ""))
    elif was.status != brief.status:
        yield _line(f"The story is {brief.status} now. ", f"It was {was.status}.")
    if was.title != brief.title:
        yield _line("New title: ", f"{ours(brief.title)}. Until now: {ours(was.title)}.")


def _line(strong: str, text: str) -> Paragraph:
    words = ((Strong(text=strong),) if strong else ()) + ((Plain(text=text),) if text else ())
    return Paragraph(words=words)


def _claim(before: Story, after: Story, id: str) -> Iterator[Block]:
    """A claim with its new status, who is on which side, and what of that was otherwise before."""
    then, now = ((story.statuses[id], sides(story, story.claims[id])) for story in (before, after))
    was = DOT.join(part for part, other in zip(then, now, strict=True) if part != other)
    until = (f"in revision {before.brief.revision.number}: {was}",) if was else ()
    for block in _shown(after, id):
        yield replace(block, notes=(*block.notes, *until)) if isinstance(block, Claim) else block


def _marked(story: Story, id: str, mark: str) -> Iterator[Block]:
    """The item, saying beside its own words from when they are."""
    for block in _shown(story, id):
        match block:
            case Statement():
                yield replace(block, label=f"{block.label}, {mark}")
            case Point():
                yield replace(block, detail=DOT.join(part for part in (mark, block.detail) if part))
            case Claim():
                yield replace(block, notes=(mark, *block.notes))
            case _:
                yield block


def _shown(story: Story, id: str) -> Iterator[Block]:
    """One item as it stands in this snapshot, in few lines."""
    match story.live[id]:
        case model.Statement() as said:
            yield statement_block(story, said)
        case model.Claim() as claim:
            block = claim_block(story, claim)
            parties = sides(story, claim)
            yield replace(block, stands=(), notes=(*([parties] if parties else []), *block.notes))
        case Source() as source:
            words = (Strong(text=ours(source.headline)),)
            yield Point(item=id, words=words, detail=source_line(story, source))
        case Event() as event:
            yield event_point(story, event)
        case Term() as term:
            yield term_point(story, term)
        case OpenQuestion() as question:
            yield from question_blocks(story, question)
        case Correction() as entry:
            yield correction_point(story, entry, named=False)
        case Entity() as entity:
            words = (Strong(text=ours(entity.name)),)
            yield Point(item=id, words=words, detail=speaker_detail(story, entity))
        case Fact() as fact:
            yield fact_point(story, fact)
        case SummaryPoint() as point:
            yield summary_point(story, point)


def _onward(after: Story, told: Sequence[Change]) -> Iterator[Action]:
    """The whole brief, and the views that hold what has changed."""
    if after.brief.status in HELD:
        return
    yield Action(label="Whole brief", command=view_command(after.slug, "summary"))
    for view in dict.fromkeys(VIEW_OF[each.kind] for each in told if each.kind in VIEW_OF):
        if holds(after, view):
            yield Action(label=VIEW_NAMES[view].label, command=view_command(after.slug, view))
