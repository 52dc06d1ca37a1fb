"""Outermost quotations, whatever the marks; and white space that counts as one space."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief.quotation import normalise, normalised, quotations

MARKED = st.text(alphabet="“”„«»\"‘’' ax.s\u00a0\nя가", max_size=60)


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in quotations(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She said “no” and “never”.", ["no", "never"]),
        ("„So ist es“, sagte er.", ["So ist es"]),
        ("„Tak jest”, powiedział.", ["Tak jest"]),
        ("«Да», «нет».", ["Да", "нет"]),
        ("»So ist es«, sagte er, »ja«.", ["So ist es", "ja"]),
        ('"One" and "two".', ["One", "two"]),
        ("‘One’ and 'two'.", ["One", "two"]),
        ("그는 ‘안녕’이라고 말했다.", ["안녕"]),
        ("他说“你好”然后‘再见’了", ["你好", "再见"]),
    ],
)
def test_every_kind_of_marks_is_known(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“never had ‘dealings’ with it” or", ["never had ‘dealings’ with it"]),
        ("“a “b” c” d", ["a “b” c"]),
        ("“er sagte „ja“ dazu” x", ["er sagte „ja“ dazu"]),
        ("«il dit “oui” et part» x", ["il dit “oui” et part"]),
        ("'she said “no” to it' x", ["she said “no” to it"]),
        ("“a «b” c", ["a «b"]),
    ],
)
def test_nested_marks_belong_to_the_outer_quotation(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_a_mark_that_is_not_closed_runs_to_the_end() -> None:
    assert words("He said “and on it goes") == ["and on it goes"]
    assert words("He said ‘and on it goes") == ["and on it goes"]


@pytest.mark.parametrize(
    "text",
    [
        "I don't think, and don’t say, what Kirby's aide wrote.",
        "the allies’ plan and the boys' hats",
        "the ’90s, the '90s and the ‘90s too",
        "'tis the boys' own",
        "an unclosed 'straight mark is an apostrophe",
        'a 12" gun and a 6\'2" man',
        'צה"ל הודיע',
        "a closing ” alone, and » too",
    ],
)
def test_apostrophes_inches_and_stray_closing_marks_quote_nothing(text: str) -> None:
    assert words(text) == []


def test_a_plural_possessive_does_not_end_a_quotation_that_ends_later() -> None:
    assert words("‘The allies’ plan is good,’ he said.") == ["The allies’ plan is good,"]
    assert words("‘no ties’ with the ministry, the officials’ statement said") == ["no ties"]


@given(MARKED)
def test_quotations_stand_in_order_apart_and_within_the_text(text: str) -> None:
    reached = -1
    for start, end in quotations(text):
        assert reached < start <= end <= len(text)
        assert text[start - 1] in "“„«»\"‘'"
        assert end == len(text) or text[end] in "”“»«\"’'"
        reached = end


@given(st.text(alphabet="abc ,.", min_size=1), st.sampled_from(["“”", "„“", "«»", '""']))
def test_what_is_enclosed_is_found_again(inside: str, marks: str) -> None:
    assert words(f"He said {marks[0]}{inside}{marks[1]} and left") == [inside]


@given(st.text(max_size=80) | MARKED)
def test_normalising_keeps_the_way_back_to_every_character(text: str) -> None:
    known = normalised(text)
    assert known.text == normalise(text)
    for at, character in enumerate(known.text):
        start, end = known.raw(at, at + 1)
        assert (text[start:end] == character) or (character == " " and text[start:end].isspace())


def test_white_space_of_every_kind_counts_as_one_space() -> None:
    assert normalise("\u00a0 a\u202f\u2009b\t\n c ") == "a b c"
    assert normalise("a\u200bb") == "a\u200bb"


@pytest.mark.parametrize("mark", list("“”„«»\"‘’'"))
def test_a_wall_of_marks_takes_linear_time(mark: str) -> None:
    began = time.perf_counter()
    quotations(mark * 50_000 + f"{mark}s " * 20_000)
    assert time.perf_counter() - began < 1.5
