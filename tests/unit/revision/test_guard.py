"""What was published is not changed in silence: where the guard finds what, in the file of the ferry."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.brief.check import check_bytes
from bot.brief.problems import Problem
from bot.revision.guard import guard
from tests.support.ferry import ferry_brief

FERRY = (Path(__file__).parents[2] / "support" / "ferry.yaml").read_text(encoding="utf-8")
NUMBER = ("revision: {number: 3,", "revision: {number: 4,")
ENTRY = (
    "  - {{id: k-new, revision: 4, items: [{items}], class: refiled, was: this, now: that, origin: brief}}\n"
)


def guarded(*edits: tuple[str, str], entry: str = "") -> tuple[str, tuple[Problem, ...]]:
    """The file after these edits, with an entry for these items, and what the guard finds in it."""
    text = FERRY
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    text += ENTRY.format(items=entry) if entry else ""
    checked = check_bytes(text.encode(), "ferry.yaml")
    assert checked.brief is not None, [str(problem) for problem in checked.problems]
    return text, guard(ferry_brief(), checked.brief, checked.places)


def pointed_at(text: str, problem: Problem) -> str:
    """What stands at the problem's place, to the end of the line."""
    return text.splitlines()[problem.line - 1][problem.column - 1 :]


SILENT = [
    pytest.param("quoted: [not safe], at", "quoted: [never safe], at", "s-repeats", "[never", id="quoted"),
    pytest.param(
        "{id: s-clerk, speaker: clerk,", "{id: s-clerk, speaker: mara-holt,", "s-clerk", "mara", id="speaker"
    ),
    pytest.param(
        "{id: s-lund, speaker: erik-lund, kind: act,",
        "{id: s-lund, speaker: erik-lund, kind: indirect,",
        "s-lund",
        "indirect",
        id="kind",
    ),
    pytest.param(
        '{text: 3 March 2026, edtf: "2026-03-03"}',
        '{text: 3 March 2026, edtf: "2026-03"}',
        "s-sound",
        "{text: 3",
        id="a statement's date",
    ),
    pytest.param(
        "when: {text: some “days” ago, edtf: null}",
        "when: {text: some weeks ago, edtf: null}",
        "s-clerk",
        "{text: some",
        id="a date in words",
    ),
    pytest.param(
        '{text: in 1871, edtf: "1871"}', '{text: in 1871, edtf: "187X"}', "t-launch", "{text: in", id="event"
    ),
    pytest.param(
        '{edtf: "2026-03-05", text: 5 March',
        '{edtf: "2026-03", text: 5 March',
        "src-2",
        "{edtf",
        id="a source's date",
    ),
    pytest.param(
        "stance: opposes, statements: [s-lund]",
        "stance: doubts, statements: [s-lund]",
        "c-fares",
        "doubts",
        id="stance",
    ),
    pytest.param(
        "      - {by: grey-line, stance: opposes, statements: [s-refund]}\n",
        "",
        "c-yard",
        "- {by: jon",
        id="a stance taken away",
    ),
]


# Whoever is given other words has to be given the stances in them as well, or the brief has other problems.
WITH_THE_CLERK = [
    (
        f"{{by: clerk, stance: {stance}, statements: [s-clerk]{end}}}",
        f"{{by: mara-holt, stance: {stance}, statements: [s-clerk]{end}}}",
    )
    for stance, end in (("asserts", ""), ("doubts", ", withdrawn: true"))
]


@pytest.mark.parametrize(("old", "new", "item", "place"), SILENT)
def test_a_guarded_change_needs_an_entry_in_corrections(old: str, new: str, item: str, place: str) -> None:
    edits = [NUMBER, (old, new), *(WITH_THE_CLERK if "speaker: clerk" in old else [])]
    text, problems = guarded(*edits)
    assert {problem.code for problem in problems} == {"E-GUARD-SILENT"}
    problem = next(each for each in problems if each.item == item)
    assert pointed_at(text, problem).startswith(place)
    assert f"items: [{item}]" in problem.hint
    assert "revision: 4" in problem.hint
    assert guarded(*edits, entry=item)[1] == ()


def test_an_entry_for_the_statement_covers_the_stances_in_it() -> None:
    edit = ("stance: opposes, statements: [s-lund]", "stance: doubts, statements: [s-lund]")
    assert guarded(NUMBER, edit, entry="s-lund")[1] == ()


def test_an_entry_of_an_earlier_revision_excuses_nothing() -> None:
    edit = ("{text: in 1871", "{text: about 1871")
    before = ("items: [s-gone, t-gone]", "items: [s-gone, t-gone, t-launch]")
    assert [problem.item for problem in guarded(NUMBER, edit, before)[1]] == ["t-launch"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gist: Every ticket is refunded.", "gist: Each ticket is refunded."),
        ("quoted: [as sound as a bell]", "quoted: [as  sound as a bell]"),
        ("basis: editor, note: The page bears no date.", "basis: editor, note: No date."),
        ("certainty: possible", "certainty: probable"),
        ("s-plan, speaker: jon-pike", "s-plan, withdrawn: true, speaker: jon-pike"),
    ],
)
def test_other_changes_may_be_made_without_an_entry(old: str, new: str) -> None:
    assert guarded(NUMBER, (old, new))[1] == ()


def test_a_stance_may_go_with_its_statement() -> None:
    stance = ("      - {by: grey-line, stance: opposes, statements: [s-refund]}\n", "")
    withdrawn = ("{id: s-refund, speaker", "{id: s-refund, withdrawn: true, speaker")
    assert guarded(NUMBER, stance, withdrawn)[1] == ()


def test_a_position_is_not_withdrawn_in_silence() -> None:
    edit = ("opposes, statements: [s-refund]}", "opposes, statements: [s-refund], withdrawn: true}")
    assert [problem.item for problem in guarded(NUMBER, edit)[1]] == ["c-yard"]
    assert guarded(NUMBER, edit, entry="c-yard")[1] == ()


def test_a_number_that_has_not_risen_is_pointed_at() -> None:
    text, [problem] = guarded(("gist: Every ticket", "gist: Each ticket"))
    assert (problem.code, problem.item) == ("E-GUARD-NUMBER", None)
    assert pointed_at(text, problem).startswith("3, at:")


def test_the_revision_block_is_content_too() -> None:
    [problem] = guarded(("note: The council’s “minutes” came in.", "note: The minutes came in."))[1]
    assert problem.code == "E-GUARD-NUMBER"


def test_the_same_content_published_again_is_no_problem() -> None:
    assert guarded(("# An invented story", "# A made-up story"))[1] == ()


def test_an_id_that_has_vanished_is_named_where_it_stood() -> None:
    text, [problem] = guarded(
        NUMBER, ("  - {id: g-slip, term: slip, text: Where ships are mended., at: src-1#p5}\n", "")
    )
    assert (problem.code, problem.item) == ("E-GUARD-VANISHED", "g-slip")
    assert problem.hint == "put it back in glossary, with withdrawn: true"
    assert pointed_at(text, problem).startswith("- {id: g-plate")


def test_an_id_is_not_given_to_another_kind_of_item() -> None:
    text, [problem] = guarded(
        NUMBER,
        ("  - {id: g-slip, term: slip, text: Where ships are mended., at: src-1#p5}\n", ""),
        (
            "{id: f-island, text: The island has",
            "{id: g-slip, text: A slip, voice: reporter, at: src-1#p1}\n"
            "  - {id: f-island, text: The island has",
        ),
    )
    assert (problem.code, problem.item) == ("E-GUARD-VANISHED", "g-slip")
    assert problem.message == "g-slip was a term and is now a fact"
    assert pointed_at(text, problem).startswith("g-slip, text: A slip")


def test_a_draft_was_not_published() -> None:
    checked = check_bytes(FERRY.replace("Every ticket", "No ticket").encode(), "ferry.yaml")
    assert checked.brief
    assert guard(replace(ferry_brief(), status="draft"), checked.brief, checked.places) == ()


def test_all_problems_of_a_revision_are_reported_at_once_in_the_order_of_the_file() -> None:
    problems = guarded(
        ("quoted: [not safe], at", "quoted: [never safe], at"),
        ('{text: in 1871, edtf: "1871"}', '{text: in 1872, edtf: "1872"}'),
    )[1]
    assert [(problem.code, problem.item) for problem in problems] == [
        ("E-GUARD-NUMBER", None),
        ("E-GUARD-SILENT", "s-repeats"),
        ("E-GUARD-SILENT", "t-launch"),
    ]
