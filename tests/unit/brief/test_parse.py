"""Whatever the bytes, reading a brief ends in a brief or in problems, never in an exception."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.brief.model import Brief
from bot.brief.parse import parse
from bot.brief.parse.reading import MAX_PROBLEMS

REFERENCE = (Path(__file__).parents[3] / "briefs" / "nk-russia.yaml").read_bytes()
PIECES = [
    "[",
    "]",
    "{",
    "}",
    "- ",
    ": ",
    ", ",
    "\n",
    "  ",
    "#",
    "'",
    '"',
    "|",
    ">",
    "&a ",
    "*a ",
    "!b ",
    "? ",
    "---",
    "%",
]
WORDS = [
    "slug",
    "title",
    "sources",
    "statements",
    "id",
    "when",
    "null",
    "2022-11-08",
    "1",
    "\0",
    "\x85",
    "é",
    "\\ud800",
]


def assert_an_outcome(data: bytes) -> None:
    parsed = parse(data, "story.yaml")
    assert parsed.problems or isinstance(parsed.brief, Brief)
    for problem in parsed.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.code.startswith("E-")
        assert problem.message.isprintable()
        assert problem.hint.isprintable()


@given(st.binary(max_size=300))
def test_random_bytes_have_an_outcome(data: bytes) -> None:
    assert_an_outcome(data)


@given(st.text(max_size=300))
def test_random_text_has_an_outcome(text: str) -> None:
    assert_an_outcome(text.encode("utf-8", "surrogatepass"))


@given(st.lists(st.sampled_from([*PIECES, *WORDS]), max_size=60))
def test_random_yaml_has_an_outcome(pieces: list[str]) -> None:
    assert_an_outcome("".join(pieces).encode())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(REFERENCE)), st.integers(0, 40), st.sampled_from([*PIECES, *WORDS]))
def test_a_brief_with_a_scratch_has_an_outcome(start: int, length: int, piece: str) -> None:
    assert_an_outcome(REFERENCE[:start] + piece.encode() + REFERENCE[start + length :])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, len(REFERENCE)))
def test_a_brief_that_was_cut_off_has_an_outcome(end: int) -> None:
    assert_an_outcome(REFERENCE[:end])


def test_the_first_story_is_read() -> None:
    parsed = parse(REFERENCE, "briefs/nk-russia.yaml")
    assert parsed.problems == ()
    assert parsed.brief
    assert parsed.brief.slug == "nk-russia"


@pytest.mark.parametrize("data", [b"a\n", b"[a]\n", b"12\n", b"&a [*a]\n"])
def test_what_is_no_mapping_is_no_brief(data: bytes) -> None:
    parsed = parse(data, "story.yaml")
    assert parsed.brief is None
    assert parsed.problems


def test_a_brief_without_its_head_is_read_as_far_as_it_goes() -> None:
    parsed = parse(b"facts:\n- {id: f-1, text: It rained., voice: reporter, at: src-1#p1}\n", "flood.yaml")
    assert parsed.brief
    assert [fact.id for fact in parsed.brief.facts] == ["f-1"]
    assert parsed.brief.slug == "flood"
    assert parsed.brief.status == "draft"
    assert {problem.code for problem in parsed.problems} == {"E-KEY-MISSING"}


def test_ids_under_a_list_that_is_none_are_known() -> None:
    data = b"entities: {id: mayor, type: person}\nstatements:\n  a: {id: s-1}\n"
    assert parse(data, "flood.yaml").broken_ids == {"mayor", "a", "s-1"}


def items(count: int, name: str) -> bytes:
    return f"{name}: [{', '.join(f'{{id: x-{n}}}' for n in range(count))}]\n".encode()


def test_five_thousand_items_are_allowed_and_one_more_is_not() -> None:
    assert "E-TOO-MANY" not in {problem.code for problem in parse(items(5000, "facts"), "a.yaml").problems}
    assert "E-TOO-MANY" in {problem.code for problem in parse(items(5001, "facts"), "a.yaml").problems}


def test_a_thousand_statements_are_allowed_and_one_more_is_not() -> None:
    assert "E-TOO-MANY" not in {
        problem.code for problem in parse(items(1000, "statements"), "a.yaml").problems
    }
    assert "E-TOO-MANY" in {problem.code for problem in parse(items(1001, "statements"), "a.yaml").problems}


@pytest.mark.parametrize(
    "data",
    [
        b"{" + b"".join(b"a%d: b, " % n for n in range(80_000)) + b"}",
        b"entities: [" + b"{idd: A, typo: sate, nam: a}, " * 20_000 + b"]",
        b"entities: [" + b"1, " * 150_000 + b"]",
        b"title: '" + b"x" * 1_000_000 + b"'",
    ],
    ids=["unknown keys", "mistyped items", "numbers", "a long title"],
)
def test_a_file_that_is_wrong_throughout_is_refused_in_bounded_time(data: bytes) -> None:
    begun = time.process_time()
    problems = parse(data, "a.yaml").problems
    assert time.process_time() - begun < 5  # about half a second at most on a slow machine
    assert len(problems) <= MAX_PROBLEMS + 1
    if len(problems) > MAX_PROBLEMS:
        assert "E-PROBLEMS" in {problem.code for problem in problems}
