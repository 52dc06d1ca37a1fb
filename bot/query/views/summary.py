"""The story in ten seconds: the points, who is on which side of what is contested, the sources."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.model import Claim, Source, SummaryPoint
from bot.brief.story import Story
from bot.query.resolve import Call
from bot.query.views.frame import ours, view_reply
from bot.query.wording import DOT, basis, labelled, places
from bot.query.words import marked_text, marked_words
from bot.reply.model import Block, Heading, Plain, Point, Reply, Strong

SOURCES_SHOWN = 5


def summary(call: Call) -> Reply:
    story = call.story
    points = [_point(story, point) for point in story.brief.summary if not point.withdrawn]
    blocks: list[Block] = [*points, *_contested(story), *_sources(story)]
    return view_reply(story, "summary", blocks, notes=call.notes)


def _point(story: Story, point: SummaryPoint) -> Point:
    detail = DOT.join(part for part in (places(story, point.refs), basis(story, point)) if part)
    return Point(item=point.id, words=marked_words(point.text), detail=detail)


def _contested(story: Story) -> Iterator[Block]:
    claims = story.contested()
    if claims:
        yield Heading(text="Contested", level=2)
    for claim in claims:
        words = (Plain(text=marked_text(claim.proposition)),)
        yield Point(item=claim.id, words=words, detail=sides(story, claim))


def sides(story: Story, claim: Claim) -> str:
    """Who takes which stance: `asserts: United States, John Kirby · denies: North Korea`."""
    stances: dict[str, dict[str, None]] = {}
    taken = story.standing.positions(claim)
    for position in taken:
        stances.setdefault(position.stance, {})[story.name(position.by)] = None
    rivals = (story.claims[other] for other in claim.contradicts if other in story.claims)
    for position in (each for rival in rivals for each in story.standing.positions(rival)):
        if position.stance == "asserts" and position.by not in {each.by for each in taken}:
            stances.setdefault("asserts the contrary", {})[story.name(position.by)] = None
    return DOT.join(f"{stance}: {', '.join(names)}" for stance, names in stances.items())


def _sources(story: Story) -> Iterator[Block]:
    sources = [source for source in story.brief.sources if not source.withdrawn]
    yield Heading(text="Source" if len(sources) == 1 else "Sources", level=2)
    for source in sources[:SOURCES_SHOWN]:
        words = (Strong(text=ours(source.headline)),)
        yield Point(item=source.id, words=words, detail=source_line(story, source))
    if len(sources) > SOURCES_SHOWN:
        yield Point(words=(Plain(text=f"and {len(sources) - SOURCES_SHOWN} more, in the view sources"),))


def source_line(story: Story, source: Source) -> str:
    """Who issued it and when: `Reuters, published by NBC News (supplied by the editor) · 8 Nov 2022 …`."""
    from bot.brief.dates import spoken

    issuers = [
        f"{verb}{labelled(story.name(each.entity), basis(story, each))}"
        for verb, each in (("", source.agency), ("published by ", source.publisher))
        if each
    ]
    published = source.published
    date = labelled(spoken(published.edtf), basis(story, published)) if published else "undated"
    return DOT.join(part for part in (", ".join(issuers), date) if part)
