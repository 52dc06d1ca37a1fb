"""The story in ten seconds: the points, who is on which side of what is contested, the sources."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.dates import spoken
from bot.brief.model import Claim, Position, Source, SummaryPoint
from bot.brief.standing import AGAINST, FOR
from bot.brief.story import Story
from bot.query.resolve import Call
from bot.query.views.frame import view_reply
from bot.query.wording import DOT, basis, labelled, ours, places
from bot.query.words import marked_words
from bot.reply.model import Block, Heading, Plain, Point, Reply, Strong

SOURCES_SHOWN = 5
CONTESTED_SHOWN = 8
NAMES_SHOWN = 8
HEDGES = {"probable": "as probable", "possible": "as possible"}


def summary(call: Call) -> Reply:
    story = call.story
    points = [summary_point(story, point) for point in story.of(SummaryPoint)]
    blocks: list[Block] = [*points, *_contested(story), *_sources(story)]
    return view_reply(story, "summary", blocks, notes=call.notes)


def summary_point(story: Story, point: SummaryPoint) -> Point:
    detail = DOT.join(part for part in (places(story, point.refs), basis(story, point)) if part)
    return Point(item=point.id, words=marked_words(point.text), detail=detail)


def _contested(story: Story) -> Iterator[Block]:
    claims = story.contested()
    if claims:
        yield Heading(text="Contested", level=2)
    for claim in claims[:CONTESTED_SHOWN]:
        detail = DOT.join(part for part in (sides(story, claim), basis(story, claim)) if part)
        yield Point(item=claim.id, words=marked_words(claim.proposition), detail=detail)
    if len(claims) > CONTESTED_SHOWN:
        yield Point(words=(Plain(text=f"and {len(claims) - CONTESTED_SHOWN} more, in the view claims"),))


def sides(story: Story, claim: Claim) -> str:
    """Who takes which stance, how surely: `asserts: John Kirby (as probable) · denies: North Korea`."""
    stances: dict[str, dict[str, None]] = {}
    taken = story.standing.positions(claim)
    for position in taken:
        stances.setdefault(position.stance, {})[_party(story, position)] = None
    decided = {each.by for each in taken if each.stance in FOR | AGAINST}
    rivals = (story.claims[other] for other in claim.contradicts if other in story.claims)
    for position in (each for rival in rivals for each in story.standing.positions(rival)):
        if position.stance == "asserts" and position.by not in decided:
            stances.setdefault("asserts the contrary", {})[_party(story, position)] = None
    return DOT.join(f"{stance}: {_names(list(parties))}" for stance, parties in stances.items())


def _party(story: Story, position: Position) -> str:
    labels = (HEDGES.get(position.certainty, ""), basis(story, position))
    return labelled(ours(story.name(position.by)), ", ".join(label for label in labels if label))


def _names(parties: list[str]) -> str:
    more = len(parties) - NAMES_SHOWN
    return ", ".join(parties[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _sources(story: Story) -> Iterator[Block]:
    sources = story.of(Source)
    if sources:
        yield Heading(text="Source" if len(sources) == 1 else "Sources", level=2)
    for source in sources[:SOURCES_SHOWN]:
        words = (Strong(text=ours(source.headline)),)
        yield Point(item=source.id, words=words, detail=source_line(story, source))
    if len(sources) > SOURCES_SHOWN:
        yield Point(words=(Plain(text=f"and {len(sources) - SOURCES_SHOWN} more, in the view sources"),))


def source_line(story: Story, source: Source) -> str:
    """Who issued it and when: `Reuters, published by NBC News (supplied by the editor) · 8 Nov 2022 …`."""
    issuers = [
        f"{verb}{labelled(ours(story.name(each.entity)), basis(story, each))}"
        for verb, each in (("", source.agency), ("published by ", source.publisher))
        if each
    ]
    published = source.published
    date = labelled(spoken(published.edtf), basis(story, published)) if published else "undated"
    return DOT.join(part for part in (", ".join(issuers), date, basis(story, source)) if part)
