"""Where a claim stands: computed from the positions taken on it, never typed by an editor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

from msgspec import Struct

from bot.brief.model import (
    Claim,
    Position,
    Statement,
)
from bot.brief.vocabulary import ClaimStatus

FOR = frozenset({"asserts", "supports"})
AGAINST = frozenset({"denies", "opposes"})
OPEN = frozenset({"doubts", "questions"})

Side = frozenset[str]


class Standing(Struct, frozen=True):
    """The ground on which a claim's status is decided: live statements, live claims, who speaks for whom."""

    statements: Mapping[str, Statement]
    claims: Mapping[str, Claim]
    spoken_for: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, statements: Mapping[str, Statement], claims: Mapping[str, Claim]) -> Standing:
        """The ground that these live statements and claims make, by id."""
        spoken_for = {(each.speaker, each.on_behalf_of) for each in statements.values() if each.on_behalf_of}
        return cls(statements, claims, frozenset(spoken_for))

    def status(self, claim: Claim) -> ClaimStatus:
        """The claim's status by the rules of the data model, strongest first."""
        if claim.verdict:
            return claim.verdict.status
        positions = self.positions(claim)
        stances = {position.stance for position in positions}
        if self._contested(claim, positions):
            return "contested"
        if stances & AGAINST and not stances & FOR:
            return "denied"
        if stances and stances <= OPEN:
            return "questioned"
        return "unchallenged"

    def positions(self, claim: Claim) -> tuple[Position, ...]:
        """The positions that still rest on at least one statement that was not withdrawn."""
        return tuple(
            position
            for position in claim.positions
            if not position.withdrawn and any(cited in self.statements for cited in position.statements)
        )

    def _contested(self, claim: Claim, positions: tuple[Position, ...]) -> bool:
        supporters = self._sides(positions, FOR)
        opponents = self._sides(positions, AGAINST)
        if any(not self._same(one, other) for one, other in product(supporters, opponents)):
            return True
        return any(self._asserted_by_others(claim, other) for other in claim.contradicts)

    def _asserted_by_others(self, claim: Claim, other: str) -> bool:
        rival = self.claims.get(other)
        if rival is None:
            return False
        own = self._sides(self.positions(claim), {"asserts"})
        theirs = self._sides(self.positions(rival), {"asserts"})
        return any(not any(self._same(one, side) for one in own) for side in theirs)

    def _sides(self, positions: Iterable[Position], stances: Iterable[str]) -> list[Side]:
        wanted = set(stances)
        return [self._side(position) for position in positions if position.stance in wanted]

    def _side(self, position: Position) -> Side:
        cited = (self.statements.get(statement) for statement in position.statements)
        behalf = {statement.on_behalf_of for statement in cited if statement and statement.on_behalf_of}
        return frozenset({position.by} | behalf)

    def _same(self, one: Side, other: Side) -> bool:
        """A person and whom they speak for are one side."""
        if one & other:
            return True
        return any((a, b) in self.spoken_for or (b, a) in self.spoken_for for a, b in product(one, other))
