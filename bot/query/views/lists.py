"""The plain lists of a brief: glossary, sources, open questions."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.dates import spoken
from bot.brief.model import Fact, OpenQuestion, Source, Statement, Term
from bot.brief.story import Story
from bot.query.refusals import view_command
from bot.query.resolve import Call
from bot.query.views.frame import paged, view_reply, weight
from bot.query.views.said import statement_block
from bot.query.wording import DOT, basis, labelled, ours, place, places
from bot.reply.model import Block, Fields, Heading, Link, Plain, Point, Reply, Strong, Words

VOICES = {
    "reporter": "in the reporter’s own words",
    "caption": "from a caption",
    "document": "from the document",
}
PAGE_SIZE = 25
SOURCES_PAGE_SIZE = 6


def glossary(call: Call) -> Reply:
    story = call.story
    terms = story.of(Term)
    command = view_command(story.slug, "glossary")
    rows, page = paged(terms, call.page, PAGE_SIZE, command, lambda term: weight(term.text, term.note))
    blocks = [term_point(story, term) for term in rows]
    return view_reply(story, "glossary", blocks, page=page, notes=call.notes)


def term_point(story: Story, term: Term) -> Point:
    other = f" ({', '.join(map(ours, term.aliases))})" if term.aliases else ""
    details = (place(story, term.at) if term.at else "", basis(story, term), ours(term.note or ""))
    return Point(
        item=term.id,
        words=(Strong(text=ours(term.term)), Plain(text=f"{other}: {ours(term.text)}")),
        detail=DOT.join(part for part in details if part),
    )


def open_questions(call: Call) -> Reply:
    """Open questions first, then those that were answered, with the items that answer them."""
    story = call.story
    live = story.of(OpenQuestion)
    live.sort(key=lambda question: bool(question.answered_by))
    command = view_command(story.slug, "open-questions")
    rows, page = paged(live, call.page, PAGE_SIZE, command, lambda question: weight(question.text))
    blocks = [block for question in rows for block in question_blocks(story, question)]
    return view_reply(story, "open-questions", blocks, page=page, notes=call.notes)


def question_blocks(story: Story, question: OpenQuestion) -> Iterator[Block]:
    """The question, and what answers it by now."""
    yield question_point(story, question)
    for answer in (story.live.get(each) for each in question.answered_by):
        if isinstance(answer, Statement):
            yield statement_block(story, answer)
        elif isinstance(answer, Fact):
            yield fact_point(story, answer)


def question_point(story: Story, question: OpenQuestion) -> Point:
    answers = places(story, question.answered_by)
    nearest = places(story, question.near)
    details = (
        f"answered: {answers}" if answers else "",
        f"nearest: {nearest}" if nearest and not answers else "",
        basis(story, question),
    )
    return Point(
        item=question.id,
        words=(Plain(text=ours(question.text)),),
        detail=DOT.join(part for part in details if part),
    )


def fact_point(story: Story, fact: Fact) -> Point:
    details = (VOICES[fact.voice], place(story, fact.at), basis(story, fact))
    words = (Plain(text=ours(fact.text)),)
    return Point(item=fact.id, words=words, detail=DOT.join(part for part in details if part))


def sources(call: Call) -> Reply:
    story = call.story
    live = story.of(Source)
    rows, page = paged(live, call.page, SOURCES_PAGE_SIZE, view_command(story.slug, "sources"))
    blocks = [block for source in rows for block in source_blocks(story, source)]
    return view_reply(story, "sources", blocks, page=page, notes=call.notes)


def source_blocks(story: Story, source: Source) -> tuple[Block, ...]:
    return (
        Heading(text=ours(source.headline), level=2, detail=source.type),
        Fields(rows=tuple(_rows(story, source)), item=source.id),
    )


def _rows(story: Story, source: Source) -> Iterator[tuple[str, Words]]:
    for label, issuer in (("Agency", source.agency), ("Publisher", source.publisher)):
        if issuer:
            yield _row(label, labelled(ours(story.name(issuer.entity)), basis(story, issuer)))
    for label, line in (("Byline", source.byline), ("Dateline", source.dateline)):
        if line:
            yield _row(label, labelled(ours(line.text), basis(story, line)))
    if source.published:
        date = labelled(spoken(source.published.edtf), basis(story, source.published))
        yield _row("Published", date)
    if source.published and source.published.note:
        yield _row("Date", ours(source.published.note))
    if source.language:
        yield _row("Language", source.language)
    if source.syndication_of:
        yield _row("Copy of", ours(story.sources[source.syndication_of].headline))
    if source.rights:
        yield _row("Rights", ours(source.rights.holder))
    if source.url:
        yield ("Read it", (Link(text=ours(source.headline), url=source.url),))
    yield _row("Cited as", labelled(source.id, basis(story, source)))


def _row(label: str, value: str) -> tuple[str, Words]:
    return (label, (Plain(text=value),))
