"""One item by itself, with what belongs to it: the way to the whole of a long quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from bot.brief import model
from bot.brief.model import Entity, Event, Fact, OpenQuestion, Source, SummaryPoint, Term
from bot.brief.story import Story
from bot.brief.vocabulary import Item
from bot.query.refusals import label, view_command
from bot.query.resolve import Call
from bot.query.views.claims import claim_block
from bot.query.views.frame import view_reply
from bot.query.views.history import correction_point
from bot.query.views.lists import fact_point, question_blocks, source_blocks, term_point
from bot.query.views.said import grouped, statement_block
from bot.query.views.summary import summary_point
from bot.query.views.timeline import event_point
from bot.query.wording import ours, place, speaker_detail
from bot.reply.cut import in_parts
from bot.reply.model import Action, Block, Heading, Notice, Quote, Reply, Words

# What every platform shows whole beside a speaker's name, whatever it has to escape: a part of a quote, the
# small print under each part, and words that need no look at what they are made of.
PART, SMALL_PRINT, SHORT = 1200, 600, 300
# Their notes stand in their own small print.
NOTED = (model.Claim, Term, model.Correction)


def item(call: Call) -> Reply:
    story = call.story
    found = story.items[call.item]
    gone = Notice(text=f"{found.id} was withdrawn, or what it rests on was.")
    blocks = list(_blocks(story, found)) if found.id in story.live else [gone]
    return view_reply(story, "item", blocks, notes=call.notes, extra=_onward(story, found))


def _blocks(story: Story, found: Item) -> Iterator[Block]:
    match found:
        case model.Statement():
            yield from _statement(story, found)
        case model.Claim():
            yield from _claim(story, found)
        case Source():
            yield from source_blocks(story, found)
        case Event():
            yield event_point(story, found)
        case Term():
            yield term_point(story, found)
        case OpenQuestion():
            yield from question_blocks(story, found)
        case model.Correction():
            yield correction_point(story, found)
        case Entity():
            detail = speaker_detail(story, found)
            yield Heading(text=ours(found.name), level=2, item=found.id, detail=detail)
        case Fact():
            yield fact_point(story, found)
        case SummaryPoint():
            yield summary_point(story, found)
    if found.note and not isinstance(found, NOTED):
        yield Notice(text=ours(found.note))


def _statement(story: Story, said: model.Statement) -> Iterator[Block]:
    """The statement, a long quote in parts, then what its speaker inferred it from."""
    block = statement_block(story, said)
    small = (block.detail, *block.notes)
    if apart := sum(map(len, small)) > SMALL_PRINT:
        block = replace(block, detail=place(story, said.at), notes=())
    for number, words in enumerate(parts := list(_parts(block.words)), 1):
        where = f"{block.label}, part {number} of {len(parts)}" if len(parts) > 1 else block.label
        yield replace(block, label=where, words=words)
    yield from _notices(small) if apart else ()
    origins = [story.statements[origin] for origin in said.infers_from if origin in story.statements]
    if origins:
        yield Heading(text="Read from", level=2)
        yield from grouped(story, origins)


def _claim(story: Story, claim: model.Claim) -> Iterator[Block]:
    block = claim_block(story, claim)
    apart = sum(map(len, block.notes)) > SMALL_PRINT
    yield replace(block, notes=()) if apart else block
    yield from _notices(block.notes) if apart else ()


def _notices(texts: Iterable[str]) -> Iterator[Notice]:
    """Small print that is too long to stand with the words, whole."""
    for text in texts:
        yield from (Notice(text=part.text) for part in in_parts(Quote(text=text), PART))


def _parts(words: Words) -> Iterator[Words]:
    """Each long quote in pieces that any platform can show whole, everything else as it stands."""
    if sum(len(part.text) for part in words) <= SHORT:
        yield words
        return
    for part in words:
        if isinstance(part, Quote):
            yield from ((piece,) for piece in in_parts(part, PART))
        elif part.text.strip(" …—"):
            yield (part,)


def _onward(story: Story, found: Item) -> tuple[Action, ...]:
    speaker = found.id if isinstance(found, Entity) else getattr(found, "speaker", "")
    if not speaker or not any(speaker in (s.speaker, s.on_behalf_of) for s in story.statements.values()):
        return ()
    command = f"{view_command(story.slug, 'who-said-what')} {speaker}"
    return (Action(label=label(f"All that {story.name(speaker)} said"), command=command),)
