"""Under which items an earlier post may show what has turned out wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from bot.brief.model import Claim, Fact, Source, Statement, Term
from bot.brief.story import Story
from bot.brief.vocabulary import Item, paragraph
from bot.revision.changes import Change


def reach(story: Story, *ids: str) -> frozenset[str]:
    """The items, and those whose lines show one of them in the snapshot `story`.

    A speaker's name stands with the words, a source in the chain, and a statement decides who is on which
    side of a claim; none of them need be an item of the reply that shows it.
    """
    wanted = frozenset(ids)
    live = story.live.values()
    return wanted.union(other.id for other in live if not wanted.isdisjoint(_shown_with(story, other)))


def shown(story: Story, ids: Collection[str]) -> frozenset[str]:
    """Whatever a reply with these items shows, they included: what reaches one of them."""
    live = [story.live[id] for id in ids if id in story.live]
    return frozenset(ids).union(*(_shown_with(story, item) for item in live))


def to_edit(story: Story, changes: Iterable[Change]) -> frozenset[str]:
    """The ids by which to look for posts made from the snapshot `story` that have to be edited.

    A change of the brief itself (`item` null) concerns every post of the story, and adds nothing here.
    """
    return reach(story, *(each.item for each in changes if each.edit and each.item))


def _shown_with(story: Story, item: Item) -> Iterator[str]:
    """What a line of this item shows besides its own words."""
    match item:
        case Statement(at=at) | Fact(at=at) | Term(at=str(at)):
            yield paragraph(at)[0]
            yield from _behind(story, paragraph(at)[0])
        case Source():
            yield from _behind(story, item.id)
        case Claim(verdict=verdict):
            yield from (verdict.by, paragraph(verdict.at)[0]) if verdict else ()
            for position in story.standing.positions(item):
                yield from (position.by, *position.statements)
    if isinstance(item, Statement):
        hops = (hop.entity for hop in (*item.via, *item.cites))
        yield from (party for party in (item.speaker, item.on_behalf_of, item.to, *hops) if party)


def _behind(story: Story, source: str) -> Iterator[str]:
    issuers = (story.sources[source].agency, story.sources[source].publisher)
    yield from (issuer.entity for issuer in issuers if issuer)
