"""Words in quotation marks are somebody's checked words, and positions rest on their holders' statements."""

from __future__ import annotations

import pytest

from bot.brief.check import check_bytes

BRIEF = """
schema: brief/1
slug: flood
title: Flood in the valley
language: en
status: draft
revision: {number: 1, at: '2026-01-02T03:04:05Z'}
sources:
- {id: src-1, type: statement, headline: The dam holds, url: 'https://example.org/dam'}
summary:
- id: b-dam
  text: The mayor spoke of the dam.
  refs: [s-safe]
- {id: b-town, text: The town listened., refs: [s-watch, s-plans]}
entities:
- {id: mayor, type: person, name: The mayor}
- {id: town, type: place, name: The town}
statements:
- id: s-safe
  speaker: mayor
  on_behalf_of: town
  kind: mixed
  cue: said
  gist: The mayor called the dam safe.
  quoted: ['safe (the old  one) and sound', 'all our plans']
  insertions: [(the old one)]
  at: src-1#p1
- id: s-plans
  speaker: mayor
  kind: mixed
  cue: said
  gist: The mayor has plans.
  quoted: ['no ‘plan B’ at all', 'our']
  at: src-1#p2
- id: s-watch
  speaker: town
  kind: act
  cue: watched
  gist: The town watched.
  at: src-1#p2
claims:
- id: c-dam
  proposition: The dam is safe.
  type: factual
  positions:
  - {by: mayor, stance: asserts, statements: [s-safe]}
  - {by: town, stance: asserts, statements: [s-safe]}
"""


def found(*changes: tuple[str, str]) -> list[tuple[str, str | None]]:
    written = BRIEF
    for old, new in changes:
        assert old in written
        written = written.replace(old, new)
    problems = check_bytes(written.encode(), "flood.yaml").problems
    return [(problem.code, problem.item) for problem in problems]


def test_the_brief_that_these_tests_change_is_clean() -> None:
    assert found() == []


SUMMARY = ("The mayor spoke of the dam.", "The mayor spoke of MARKED.")
GIST = ("The mayor called the dam safe.", "The mayor called it MARKED.")
PROPOSITION = ("The dam is safe.", "The dam is MARKED.")


@pytest.mark.parametrize(
    "marked",
    [
        "“safe”",
        '"safe"',
        "‘safe’",
        "«sound»",
        "“safe (the old one)\u00a0and sound”",
        "“safe [the old one] and sound”",
        "“safe” and “all our plans”",
        "the mayor's dam, don't worry",
        "the engineers’ dam",
        "”safe” and ”sound”",
        "5’6” high",
    ],
)
@pytest.mark.parametrize("sentence", [SUMMARY, GIST, PROPOSITION])
def test_marks_may_stand_round_words_of_one_quoted_string(sentence: tuple[str, str], marked: str) -> None:
    old, new = sentence
    assert found((old, new.replace("MARKED", marked))) == []


@pytest.mark.parametrize(
    "marked",
    [
        "“Safe”",
        "“unsafe”",
        "“plan”",
        "“ur plans”",
        "“safe and sound”",
        "“sound all our plans”",
        "“safe” and “dry”",
        "“plan B”",
        "“never closed",
        "“safe” and “",
        "“ ”",
        "”dry”",
        "”dry",
        "safe”",
    ],
)
@pytest.mark.parametrize(("sentence", "item"), [(SUMMARY, "b-dam"), (GIST, "s-safe"), (PROPOSITION, "c-dam")])
def test_marks_round_other_words_are_refused(sentence: tuple[str, str], item: str, marked: str) -> None:
    old, new = sentence
    assert found((old, new.replace("MARKED", marked))) == [("E-MARKS", item)]


def test_a_reference_to_a_claim_counts_for_the_statements_of_its_positions() -> None:
    assert found((SUMMARY[0], "The dam is “safe”."), ("refs: [s-safe]", "refs: [c-dam]")) == []


def test_the_words_that_a_statement_restates_may_be_quoted_in_its_gist() -> None:
    gist = ("gist: The mayor has plans.", "gist: The mayor has “all our plans”.\n  restates: [s-safe]")
    assert found(gist) == []


def test_another_speakers_words_are_not_quoted_in_a_restatement() -> None:
    gist = ("gist: The town watched.", "gist: The town has “all our plans”.\n  restates: [RESTATED]")
    assert found((gist[0], gist[1].replace("RESTATED", "s-plans"))) == [("E-MARKS", "s-watch")]
    assert found((gist[0], gist[1].replace("RESTATED", "s-safe"))) == []  # it was said on the town's behalf


def test_another_speakers_words_are_not_quoted_in_an_inference() -> None:
    gist = ("gist: The town watched.", "gist: The town thinks it is “safe”.\n  infers_from: [s-safe]")
    assert found(gist) == [("E-MARKS", "s-watch")]


def test_a_withdrawn_statement_lends_its_words_to_no_bullet() -> None:
    withdraw = ("  at: src-1#p1", "  at: src-1#p1\n  withdrawn: true")
    point = (SUMMARY[0], "The dam is “safe”.")
    refs = ("refs: [s-safe]", "refs: [s-safe, s-watch]")
    assert found(withdraw, refs) == []
    assert found(withdraw, refs, point) == [("E-WITHDRAWN-REF", "b-dam")]


def test_a_bullet_on_withdrawn_items_alone_is_refused_until_it_is_withdrawn_too() -> None:
    withdraw = ("  at: src-1#p1", "  at: src-1#p1\n  withdrawn: true")
    assert found(withdraw) == [("E-WITHDRAWN-REF", "b-dam")]
    assert found(withdraw, ("refs: [s-safe]", "refs: [s-safe]\n  withdrawn: true")) == []


def test_a_position_may_rest_on_a_statement_made_on_its_holders_behalf_only() -> None:
    other = (
        "by: town, stance: asserts, statements: [s-safe]",
        "by: town, stance: asserts, statements: [s-plans]",
    )
    assert found(other) == [("E-POSITION-SPEAKER", "c-dam")]


def test_one_holder_may_take_two_positions_that_differ_in_scope_or_stance() -> None:
    mayor = "  - {by: mayor, stance: asserts, statements: [s-safe]}\n"
    blanket = mayor.replace("asserts,", "asserts, scope: blanket,")
    doubts = mayor.replace("asserts", "doubts")
    assert found((mayor, mayor + blanket + doubts)) == []
    assert found((mayor, mayor + mayor)) == [("E-POSITION-DUPLICATE", "c-dam")]
    assert found((mayor, mayor + mayor.replace("]}", "], withdrawn: true}"))) == []


def test_a_contradiction_is_written_on_both_claims() -> None:
    other = "- {id: c-leak, proposition: The dam leaks., type: factual, positions: []CONTRADICTS}\n"
    leak = ("  type: factual\n", "  type: factual\n  contradicts: [c-leak]\n")
    one_sided = BRIEF.rstrip().splitlines()[-1] + "\n"
    assert found(leak, (one_sided, one_sided + other.replace("CONTRADICTS", ""))) == [
        ("E-CONTRADICTS", "c-dam")
    ]
    both = other.replace("CONTRADICTS", ", contradicts: [c-dam]")
    assert found(leak, (one_sided, one_sided + both)) == []
    assert found((leak[0], leak[1].replace("c-leak", "c-dam"))) == [("E-CONTRADICTS", "c-dam")]


def test_a_loop_of_restatements_is_told_once_however_long_it_is() -> None:
    first = (
        "gist: The mayor called the dam safe.",
        "gist: The mayor called the dam safe.\n  restates: [s-plans]",
    )
    second = ("gist: The mayor has plans.", "gist: The mayor has plans.\n  restates: [s-watch]")
    third = ("gist: The town watched.", "gist: The town watched.\n  restates: [s-safe]")
    assert found(first, second) == []
    assert found(first, second, third) == [("E-LOOP", "s-safe")]


def test_an_insertion_stands_in_a_quoted_string_of_its_statement() -> None:
    assert found(("insertions: [(the old one)]", "insertions: [(the new one)]")) == [
        ("E-INSERTION", "s-safe")
    ]


@pytest.mark.parametrize("words", ["old", "safe", "and sound", "all our plans", "no"])
def test_the_speakers_own_words_are_no_insertion(words: str) -> None:
    twice = ("'all our plans'", "'all (no) more, no more'")
    insertion = ("insertions: [(the old one)]", f"insertions: ['{words}']")
    assert ("E-INSERTION", "s-safe") in found(insertion, twice)


@pytest.mark.parametrize(
    ("quoted", "insertion"),
    [
        ("safe [the old one] and sound", "[the old one]"),
        ("safe (the old one) and sound", "the old one"),
        ("safe – the old one – and sound", "the old one"),
        ("安全（大坝）", "（大坝）"),
    ],
)
def test_an_insertion_is_set_off_by_brackets_or_dashes(quoted: str, insertion: str) -> None:
    old = "  quoted: ['safe (the old  one) and sound', 'all our plans']\n  insertions: [(the old one)]"
    assert found((old, f"  quoted: ['{quoted}']\n  insertions: ['{insertion}']")) == []


def test_a_hop_names_an_entity_or_says_as_what() -> None:
    assert found(("  cue: watched", "  cue: watched\n  cites: [{as: a gauge}, {entity: mayor}]")) == []
    assert found(("  cue: watched", "  cue: watched\n  cites: [{act: read}]")) == [("E-HOP", "s-watch")]


def test_no_more_is_looked_up_than_a_person_would_write() -> None:
    assert found((GIST[0], "The mayor said " + "“safe” " * 21)) == [("E-MARKS", "s-safe")]
    many = ", ".join(["(the old one)"] * 51)
    assert found(("insertions: [(the old one)]", f"insertions: [{many}]")) == [("E-INSERTION", "s-safe")]
