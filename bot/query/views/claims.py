"""What is claimed: each proposition, its computed status, and who stands where on what words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bot.brief.model import Claim, Position
from bot.brief.model import Statement as Said
from bot.brief.story import Story
from bot.query.refusals import view_command
from bot.query.resolve import Call
from bot.query.views.frame import paged, view_reply, weight
from bot.query.wording import DOT, KINDS, attribution, basis, labelled, ours, place
from bot.query.words import marked_text, spoken_words
from bot.reply import model as reply
from bot.reply.model import Plain, Reply, Strong, Words

PAGE_SIZE = 10
SCOPES = {"blanket": "in a blanket statement", "entailed": "follows from a broader statement"}


def claims(call: Call) -> Reply:
    story = call.story
    command = view_command(story.slug, "claims")
    every = list(story.claims.values())
    rows, page = paged(every, call.page, PAGE_SIZE, command, partial(_weight, story))
    blocks = [claim_block(story, claim) for claim in rows]
    return view_reply(story, "claims", blocks, page=page, notes=call.notes)


def _weight(story: Story, claim: Claim) -> int:
    """About how many characters a claim takes on its page."""
    cited = (each for position in claim.positions for each in position.statements)
    said = (story.statements[each] for each in cited if each in story.statements)
    return weight(claim.proposition, claim.note) + sum(weight(each.gist, *each.quoted) for each in said)


def claim_block(story: Story, claim: Claim) -> reply.Claim:
    return reply.Claim(
        item=claim.id,
        proposition=marked_text(claim.proposition),
        status=story.statuses[claim.id],
        stands=tuple(_stands(story, claim)),
        notes=tuple(_notes(story, claim)),
    )


def _notes(story: Story, claim: Claim) -> Iterator[str]:
    if claim.type != "factual":
        yield f"not a claim of fact: {claim.type}"
    if claim.verdict:
        by, at = ours(story.name(claim.verdict.by)), place(story, claim.verdict.at)
        note = f": {ours(claim.verdict.note)}" if claim.verdict.note else ""
        yield f"{claim.verdict.status} by {by} ({at}){note}"
    rivals = [story.claims[other] for other in claim.contradicts if other in story.claims]
    for rival in rivals:
        yield f"contradicts: {marked_text(rival.proposition)}"
    if claim.note:
        yield ours(claim.note)
    if label := basis(story, claim):
        yield label


def _stands(story: Story, claim: Claim) -> Iterator[reply.Stand]:
    """A stand for each statement that carries a position; copies of what is shown anyway are left out."""
    for position in story.standing.positions(claim):
        cited = (story.statements[each] for each in position.statements if each in story.statements)
        for each in story.originals(cited):
            yield _stand(story, position, each)


def _stand(story: Story, position: Position, each: Said) -> reply.Stand:
    details = (
        KINDS[each.kind],
        f"put as {position.certainty}" if position.certainty != "unstated" else "",
        SCOPES.get(position.scope, ""),
        "own inference" if each.infers_from else "",
        attribution(story, each),
        f"position {label}" if (label := basis(story, position)) else "",
    )
    return reply.Stand(
        by=ours(story.name(position.by)),
        stance=position.stance,
        items=(each.id,),
        words=_words(story, position, each),
        detail=DOT.join(part for part in details if part),
    )


def _words(story: Story, position: Position, each: Said) -> Words:
    """The words that carry a stance; where somebody else spoke for the party, that one is named."""
    if each.speaker == position.by:
        return spoken_words(each)
    speaker = labelled(ours(story.name(each.speaker)), "for them")
    return (Strong(text=speaker), Plain(text=": "), *spoken_words(each))
