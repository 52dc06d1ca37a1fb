"""Claims: a position rests on its holder's own statements, a contradiction is written on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.checks.context import Context
from bot.brief.model import Claim, Position
from bot.brief.problems import Problem


def check_claims(context: Context) -> Iterator[Problem]:
    for claim in context.brief.claims:
        yield from _repeated(context, claim)
        yield from _contradicts(context, claim)
        for position in claim.positions:
            yield from _speakers(context, position)


def _speakers(context: Context, position: Position) -> Iterator[Problem]:
    for index, id in enumerate(position.statements):
        statement = context.statement(id)
        if statement is None or position.by in (statement.speaker, statement.on_behalf_of):
            continue
        if context.entity(statement.speaker) is None:
            continue  # reported where it stands
        whose = statement.speaker
        if statement.on_behalf_of:
            whose += f", for {statement.on_behalf_of}"
        message = f"{id} is a statement of {whose}, not of {position.by}"
        hint = "cite a statement of that speaker, or correct by"
        yield context.problem(position, "E-POSITION-SPEAKER", message, hint, field="statements", index=index)


def _repeated(context: Context, claim: Claim) -> Iterator[Problem]:
    seen = set()
    for position in claim.positions:
        key = position.by, position.stance, position.scope
        if key in seen and not position.withdrawn:
            message = f"{position.by} {position.stance} this already, with the scope {position.scope}"
            hint = "put the statements into one position"
            yield context.problem(position, "E-POSITION-DUPLICATE", message, hint)
        if not position.withdrawn:
            seen.add(key)


def _contradicts(context: Context, claim: Claim) -> Iterator[Problem]:
    for index, id in enumerate(claim.contradicts):
        other = context.items.get(id)
        if id == claim.id:
            message, hint = "a claim cannot contradict itself", "remove it"
        elif isinstance(other, Claim) and claim.id not in other.contradicts:
            message, hint = (
                f"{id} does not contradict {claim.id}",
                f"write contradicts: [{claim.id}] on {id} too",
            )
        else:
            continue
        yield context.problem(claim, "E-CONTRADICTS", message, hint, field="contradicts", index=index)
