"""One item by itself, with what belongs to it: the way to the whole of a long quote."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from bot.brief import model
from bot.brief.model import Entity, Event, Fact, Item, OpenQuestion, Source, SummaryPoint, Term
from bot.brief.story import Story
from bot.query.resolve import Call
from bot.query.trouble import view_command
from bot.query.views.claims import claim_block
from bot.query.views.frame import ours, view_reply
from bot.query.views.history import correction_point
from bot.query.views.lists import question_point, source_blocks, term_point
from bot.query.views.said import grouped, statement_block
from bot.query.views.timeline import event_point
from bot.query.wording import DOT, basis, place, places, speaker_detail
from bot.query.words import marked_words
from bot.reply.model import Action, Block, Heading, Notice, Plain, Point, Quote, Reply, Words

PART = 1200
VOICES = {
    "reporter": "in the reporter’s own words",
    "caption": "from a caption",
    "document": "from the document",
}


def item(call: Call) -> Reply:
    story = call.story
    found = story.items[call.item]
    blocks = [Notice(text=f"{found.id} was withdrawn.")] if found.withdrawn else list(_blocks(story, found))
    return view_reply(story, "item", blocks, notes=call.notes, extra=_onward(story, found))


def _blocks(story: Story, found: Item) -> Iterator[Block]:
    match found:
        case model.Statement():
            yield from _statement(story, found)
        case model.Claim():
            yield claim_block(story, found)
        case Source():
            yield from source_blocks(story, found)
        case Event():
            yield event_point(story, found)
        case Term():
            yield term_point(story, found)
        case OpenQuestion():
            yield question_point(story, found)
        case model.Correction():
            yield correction_point(story, found)
        case Entity():
            detail = speaker_detail(story, found)
            yield Heading(text=found.name, level=2, item=found.id, detail=detail)
        case Fact():
            yield _fact(story, found)
        case SummaryPoint():
            yield Point(item=found.id, words=marked_words(found.text), detail=places(story, found.refs))
    if found.note:
        yield Notice(text=ours(found.note))


def _fact(story: Story, fact: Fact) -> Point:
    details = (VOICES[fact.voice], place(story, fact.at), basis(story, fact))
    words = (Plain(text=ours(fact.text)),)
    return Point(item=fact.id, words=words, detail=DOT.join(part for part in details if part))


def _statement(story: Story, said: model.Statement) -> Iterator[Block]:
    """The statement, a long quote in parts, then what its speaker inferred it from."""
    block = statement_block(story, said)
    for number, words in enumerate(parts := list(_parts(block.words)), 1):
        where = f"{block.label}, part {number} of {len(parts)}" if len(parts) > 1 else block.label
        yield replace(block, label=where, words=words)
    origins = [story.statements[origin] for origin in said.infers_from if origin in story.statements]
    if origins:
        yield Heading(text="Read from", level=2)
        yield from grouped(story, origins)


def _parts(words: Words) -> Iterator[Words]:
    """Each long quote in pieces that any platform can show whole, everything else as it stands."""
    if all(len(part.text) <= PART for part in words):
        yield words
        return
    for part in words:
        if isinstance(part, Quote):
            yield from ((replace(part, text=piece),) for piece in _pieces(part.text))
        elif part.text.strip(" …—"):
            yield (part,)


def _pieces(text: str) -> Iterator[str]:
    """Cut at spaces, or anywhere in a script that has none; nothing is left out."""
    while len(text) > PART:
        space = text.rfind(" ", PART // 2, PART)
        cut = space if space > 0 else PART
        yield text[:cut]
        text = text[cut:].lstrip(" ")
    yield text


def _onward(story: Story, found: Item) -> tuple[Action, ...]:
    speaker = found.id if isinstance(found, Entity) else getattr(found, "speaker", "")
    if not speaker or not any(speaker in (s.speaker, s.on_behalf_of) for s in story.statements.values()):
        return ()
    command = f"{view_command(story.slug, 'who-said-what')} {speaker}"
    return (Action(label=f"All that {story.name(speaker)} said"[:75], command=command),)
