"""Statuses of claims, decided from positions alone."""

from __future__ import annotations

import pytest

from bot.brief.model import Brief, Claim, Entity, Position, Revision, Source, Statement, SummaryPoint, Verdict
from bot.brief.story import Story

PARTIES = ("north", "south", "envoy", "clerk")


def said(identity: str, speaker: str, behalf: str | None = None, *, withdrawn: bool = False) -> Statement:
    return Statement(
        id=identity,
        speaker=speaker,
        kind="indirect",
        cue="said",
        gist="Something was said.",
        at="src-1#p1",
        on_behalf_of=behalf,
        withdrawn=withdrawn,
    )


def took(by: str, stance: str, *statements: str) -> Position:
    return Position(by=by, stance=stance, statements=statements)  # type: ignore[arg-type]


def claim(identity: str, *positions: Position, contradicts: tuple[str, ...] = ()) -> Claim:
    return Claim(
        id=identity, proposition="It is so.", type="factual", positions=positions, contradicts=contradicts
    )


def story(statements: list[Statement], *claims: Claim) -> Story:
    return Story(
        Brief(
            schema="brief/1",
            slug="a-story",
            title="A story",
            language="en",
            status="live",
            revision=Revision(number=1, at="2026-11-23T16:40:00Z"),
            sources=(
                Source(id="src-1", type="article", headline="A headline", url="https://news.example/1"),
            ),
            summary=(SummaryPoint(id="b-1", text="It is said.", refs=("src-1",)),),
            entities=tuple(Entity(id=party, type="person", name=party) for party in PARTIES),
            statements=tuple(statements),
            claims=claims,
        )
    )


N, S, E, C = (said(f"s-{party}", party) for party in PARTIES)


@pytest.mark.parametrize(
    ("stances", "status"),
    [
        ((), "unchallenged"),
        (("asserts",), "unchallenged"),
        (("asserts", "denies"), "contested"),
        (("supports", "opposes"), "contested"),
        (("asserts", "doubts"), "unchallenged"),
        (("denies",), "denied"),
        (("opposes", "doubts"), "denied"),
        (("doubts",), "questioned"),
        (("questions", "doubts"), "questioned"),
        (("declines",), "unchallenged"),
    ],
)
def test_the_status_follows_from_the_stances_of_two_parties(stances: tuple[str, ...], status: str) -> None:
    parties = zip(("north", "south"), stances, strict=False)
    positions = [took(party, stance, f"s-{party}") for party, stance in parties]
    assert story([N, S], claim("c-1", *positions)).statuses["c-1"] == status


def test_a_person_and_whom_they_speak_for_are_one_side() -> None:
    envoy = said("s-envoy", "envoy", "north")
    positions = (took("north", "asserts", "s-north"), took("envoy", "denies", "s-envoy"))
    assert story([N, envoy], claim("c-1", *positions)).statuses["c-1"] == "unchallenged"


def test_two_spokespersons_of_one_party_are_one_side() -> None:
    statements = [said("s-envoy", "envoy", "north"), said("s-clerk", "clerk", "north")]
    positions = (took("envoy", "asserts", "s-envoy"), took("clerk", "denies", "s-clerk"))
    assert story(statements, claim("c-1", *positions)).statuses["c-1"] == "unchallenged"


def test_a_claim_is_contested_when_another_side_asserts_its_contrary() -> None:
    one = claim("c-1", took("north", "asserts", "s-north"), contradicts=("c-2",))
    other = claim("c-2", took("south", "asserts", "s-south"), contradicts=("c-1",))
    assert story([N, S], one, other).statuses == {"c-1": "contested", "c-2": "contested"}


def test_whoever_asserts_a_claim_and_its_contrary_contests_nothing() -> None:
    one = claim("c-1", took("north", "asserts", "s-north"), contradicts=("c-2",))
    other = claim("c-2", took("north", "asserts", "s-north"), contradicts=("c-1",))
    assert story([N], one, other).statuses["c-1"] == "unchallenged"


def test_a_verdict_stands_above_all_positions() -> None:
    positions = (took("north", "asserts", "s-north"), took("south", "denies", "s-south"))
    verdict = Verdict(status="refuted", by="clerk", at="src-1#p1")
    decided = Claim(id="c-1", proposition="It is so.", type="factual", positions=positions, verdict=verdict)
    assert story([N, S, C], decided).statuses["c-1"] == "refuted"


def test_a_withdrawn_statement_contests_nothing() -> None:
    south = said("s-south", "south", withdrawn=True)
    positions = (took("north", "asserts", "s-north"), took("south", "denies", "s-south"))
    assert story([N, south], claim("c-1", *positions)).statuses["c-1"] == "unchallenged"
