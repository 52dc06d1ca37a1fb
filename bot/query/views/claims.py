"""What is claimed: each proposition, its computed status, and who stands where on what words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.model import Claim, Position
from bot.brief.model import Statement as Said
from bot.brief.story import Story
from bot.query.resolve import Call
from bot.query.trouble import view_command
from bot.query.views.frame import ours, paged, view_reply
from bot.query.wording import DOT, basis, labelled, place
from bot.query.words import marked_text, spoken_words
from bot.reply import model as reply
from bot.reply.model import Inline, Plain, Reply, Strong, Words

PAGE_SIZE = 10
SCOPES = {"blanket": "in a blanket statement", "entailed": "follows from a broader statement"}


def claims(call: Call) -> Reply:
    story = call.story
    command = view_command(story.slug, "claims")
    rows, page = paged(list(story.claims.values()), call.page, PAGE_SIZE, command)
    blocks = [claim_block(story, claim) for claim in rows]
    return view_reply(story, "claims", blocks, page=page, notes=call.notes)


def claim_block(story: Story, claim: Claim) -> reply.Claim:
    return reply.Claim(
        item=claim.id,
        proposition=marked_text(claim.proposition),
        status=story.statuses[claim.id],
        stands=tuple(_stand(story, position) for position in story.standing.positions(claim)),
        notes=tuple(_notes(story, claim)),
    )


def _notes(story: Story, claim: Claim) -> Iterator[str]:
    if claim.type != "factual":
        yield f"not a claim of fact: {claim.type}"
    if claim.verdict:
        by = f"{claim.verdict.status} by {story.name(claim.verdict.by)} ({place(story, claim.verdict.at)})"
        yield by + (f": {ours(claim.verdict.note)}" if claim.verdict.note else "")
    rivals = [story.claims[other] for other in claim.contradicts if other in story.claims]
    for rival in rivals:
        yield f"contradicts: {marked_text(rival.proposition)}"
    if claim.note:
        yield ours(claim.note)
    if label := basis(story, claim):
        yield label


def _stand(story: Story, position: Position) -> reply.Stand:
    cited = [story.statements[each] for each in position.statements if each in story.statements]
    hedge = f"put as {position.certainty}" if position.certainty != "unstated" else ""
    inferred = "own inference" if any(each.infers_from for each in cited) else ""
    where = ", ".join(dict.fromkeys(place(story, each.at) for each in cited))
    details = (hedge, SCOPES.get(position.scope, ""), inferred, where, basis(story, position))
    return reply.Stand(
        by=story.name(position.by),
        stance=position.stance,
        items=tuple(each.id for each in cited),
        words=_words(story, position, cited),
        detail=DOT.join(part for part in details if part),
    )


def _words(story: Story, position: Position, cited: list[Said]) -> Words:
    """The words that carry a stance; where somebody else spoke for the party, that one is named."""
    parts: list[Inline] = []
    for each in cited:
        if parts:
            parts.append(Plain(text=" — "))
        if each.speaker != position.by:
            parts += [Strong(text=labelled(story.name(each.speaker), "for them")), Plain(text=": ")]
        parts += spoken_words(each)
    return tuple(parts)
