"""A date states no more than what it rests on; what we cannot read has the benefit of the doubt."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.brief.check import check_bytes

BRIEF = """
schema: brief/1
slug: flood
title: Flood in the valley
language: LANGUAGE
status: draft
revision: {number: 1, at: '2026-01-02T03:04:05Z'}
sources:
- id: src-1
  type: statement
  headline: The dam holds
  url: https://example.org/dam
  published: {edtf: '2022-11-08', basis: editor}
- {id: src-2, type: statement, headline: The dam held, url: 'https://example.org/held'}
summary:
- {id: b-dam, text: The dam holds., refs: [src-1]}
timeline:
- {id: t-year, text: The year., when: {text: in 1990, edtf: '1990'}, refs: [src-1]}
- {id: t-day, text: The day., when: {text: null, edtf: '1990-04-25', basis: editor}, refs: [src-1]}
- id: t-dam
  text: The dam is built.
  when: WHEN
  refs: [src-1]
"""


def codes(*, language: str = "en", **when: Any) -> list[str]:
    written = BRIEF.replace("LANGUAGE", language).replace("WHEN", json.dumps(when, ensure_ascii=False))
    return [problem.code for problem in check_bytes(written.encode(), "flood.yaml").problems]


def from_these(origins: list[str]) -> dict[str, Any]:
    return {"from": origins}  # a word of Python, and so no keyword


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("in 2019", "2019"),
        ("around 2019", "2019~"),
        ("in the 1990s", "199X"),
        ("in the twentieth century", "19XX"),
        ("in November 2022", "2022-11"),
        ("in November 2022", "[2022-11-01..2022-11-30]"),
        ("in 2022", "[2022-01-01..2022-12-31]"),
        ("Nov. ’22", "2022-11"),
        ("on Tuesday, 8 November 2022", "2022-11-08"),
        ("Nov 8th, 2022", "2022-11-08"),
        ("11/8/2022", "2022-11-08"),
        ("the eighth of November 2022", "2022-11-08"),
        ("between 2 and 5 March 2021", "2021-03-02/2021-03-05"),
        ("since May 2019", "2019-05/.."),
        ("in 1998-99", "1998/1999"),
        ("in spring 2020", "2020-21"),
        ("at 10 a.m. on 8 November 2022", "2022-11-08T10:00:00"),
        ("at noon on 8 November 2022", "2022-11-08T12:00:00"),
        ("in 44 BC", "-0043"),
    ],
)
def test_a_date_that_the_words_state_may_rest_on_them(text: str, date: str) -> None:
    assert codes(text=text, edtf=date) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("last week", "2022-11-01"),
        ("last week", "[2022-10-31..2022-11-06]"),
        ("on Tuesday", "2022-11-08"),
        ("in 2019", "2019-04"),
        ("in 2019", "2019-04-25"),
        ("in 2019", "2018"),
        ("in November 2022", "2022-11-08"),
        ("in November", "2022-11"),
        ("8 November", "2022-11-08"),
        ("8 November 2022", "2022-11-08T10:00:00Z"),
        ("in 2020", "2020-21"),
        ("since May 2019", "2019-05/2022"),
        (None, "2022"),
    ],
)
def test_a_date_that_states_more_than_the_words_is_refused(text: str | None, date: str) -> None:
    assert codes(text=text, edtf=date) == ["E-EDTF-FINER"]


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        ("fr", "le 8 novembre 2022", "2022-11-08"),
        ("fr", "en avril 2019", "2019-04"),
        ("fi", "huhtikuussa 2019", "2019-04"),
        ("ru", "8 ноября 2022 года", "2022-11-08"),
        ("ja", "2022年11月8日", "2022-11-08"),
        ("ja", "平成30年11月8日", "2018-11-08"),
        ("zh", "二〇二二年十一月八日", "2022-11-08"),
        ("th", "8 พฤศจิกายน 2565", "2022-11-08"),
        ("ar", "٨ نوفمبر ٢٠٢٢", "2022-11-08"),
        ("fa", "۱۷ آبان ۱۴۰۱", "2022-11-08"),
        ("de", "im Frühling 2020", "2020-21"),
    ],
)
def test_words_of_other_languages_scripts_and_eras_raise_no_false_alarm(
    language: str, text: str, date: str
) -> None:
    assert codes(language=language, text=text, edtf=date) == []


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        ("fr", "la semaine dernière", "2022-11-01"),
        ("fr", "en novembre 2022", "2022-11-08"),
        ("ru", "на прошлой неделе", "2022-11-01"),
        ("ja", "先週", "2022-11-01"),
    ],
)
def test_a_day_that_no_figure_states_is_refused_in_any_language(language: str, text: str, date: str) -> None:
    assert codes(language=language, text=text, edtf=date) == ["E-EDTF-FINER"]


@pytest.mark.parametrize(
    ("text", "date", "origins"),
    [
        ("on Tuesday", "2022-11-08", ["src-1.published"]),
        ("last week", "[2022-10-31..2022-11-06]", ["src-1.published"]),
        ("last week", "2022-10-31/2022-11-06", ["src-1.published"]),
        ("last month", "2022-10", ["src-1.published"]),
        ("last year", "2021", ["src-1.published"]),
        ("on 25 April that year", "1990-04-25", ["t-year"]),
        ("last week", "1990-04-25", ["t-day"]),
        (None, "1990-04-26", ["t-day"]),
        ("the day before", "1990-04-24", ["t-day", "src-1.published"]),
        ("soon after", "2022-11-09", ["b-dam"]),
    ],
)
def test_a_derived_date_may_be_as_fine_as_what_it_is_derived_from(
    text: str | None, date: str, origins: list[str]
) -> None:
    assert codes(text=text, edtf=date, basis="derived", **from_these(origins)) == []


@pytest.mark.parametrize(
    ("text", "date", "origins"),
    [
        ("the year after", "1991-05", ["t-year"]),
        (None, "1990-04-25", ["t-year"]),
        ("last week", "2022-11-01", ["src-1.published"]),
        ("last month", "2022-10-08", ["src-1.published"]),
        ("last year", "2021-11", ["src-1.published"]),
        ("in 2019", "2019-04-25", ["src-1.published"]),
    ],
)
def test_a_derived_date_finer_than_what_it_is_derived_from_is_refused(
    text: str | None, date: str, origins: list[str]
) -> None:
    assert codes(text=text, edtf=date, basis="derived", **from_these(origins)) == ["E-EDTF-FINER"]


def test_an_editor_may_supply_any_date() -> None:
    assert codes(text="last week", edtf="2022-11-01", basis="editor") == []
    assert codes(text=None, edtf="2022-11-01T10:00:00Z", basis="editor") == []


@pytest.mark.parametrize(
    ("when", "code"),
    [
        ({"basis": "none"}, None),
        ({}, None),
        ({"text": "once", "basis": "none"}, "E-BASIS-NONE"),
        ({"edtf": "1990", "basis": "none"}, "E-BASIS-NONE"),
        ({"text": "in 1990", "edtf": "1990", "basis": "derived"}, "E-BASIS-FROM"),
        ({"text": "in 1990", "edtf": "1990", "from": ["t-year"]}, "E-BASIS-FROM"),
        ({"text": "in 1990", "edtf": "1990", "basis": "derived", "from": ["t-dam"]}, "E-BASIS-FROM"),
        ({"text": "then", "basis": "derived", "from": ["src-2.published"]}, "E-REF-UNKNOWN"),
        ({"text": "then", "basis": "derived", "from": ["src-9.published"]}, "E-REF-UNKNOWN"),
        ({"text": "then", "basis": "derived", "from": ["src-1.headline"]}, "E-REF-UNKNOWN"),
        ({"text": "in 1990", "edtf": "1990-31"}, "E-EDTF"),
    ],
)
def test_a_basis_fits_what_it_is_the_basis_of(when: dict[str, Any], code: str | None) -> None:
    assert codes(**{"text": None, "edtf": None, **when}) == ([code] if code else [])
