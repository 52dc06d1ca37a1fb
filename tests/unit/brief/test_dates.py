"""EDTF is read as the specification has it, and said in plain English."""

from __future__ import annotations

import edtf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.brief.dates import days_in, parse_edtf, sort_key, spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2022-11-08", "8 Nov 2022"),
        ("2022-11", "Nov 2022"),
        ("2019", "2019"),
        ("2019~", "about 2019"),
        ("2019?", "2019 (uncertain)"),
        ("2019-04%", "about Apr 2019 (uncertain)"),
        ("199X", "1990s"),
        ("190X", "1900–1909"),
        ("19XX", "1900–1999"),
        ("2004-XX", "a month in 2004"),
        ("2004-06-XX", "a day in Jun 2004"),
        ("2004-XX-XX", "a day in 2004"),
        ("2020-21", "spring 2020"),
        ("2019-24", "winter 2019"),
        ("[2022-10-31..2022-11-06]", "a day in 31 Oct–6 Nov 2022"),
        ("[2021-12-30..2022-01-02]", "a day in 30 Dec 2021–2 Jan 2022"),
        ("[2022-10..2022-11]", "some time in Oct–Nov 2022"),
        ("[1998..2003]", "some time in 1998–2003"),
        ("2021-03-02/2021-03-05", "from 2 to 5 Mar 2021"),
        ("2021-02-28/2021-03-05", "from 28 Feb to 5 Mar 2021"),
        ("2020-12-28/2021-01-05", "from 28 Dec 2020 to 5 Jan 2021"),
        ("2021-03/2021-05", "from Mar to May 2021"),
        ("2019~/2021", "from about 2019 to 2021"),
        ("2019/..", "from 2019 on"),
        ("2019/", "from 2019, end not known"),
        ("../2019", "until 2019"),
        ("/2019", "until 2019"),
        ("2022-11-08T16:40:00Z", "8 Nov 2022, 16:40 UTC"),
        ("2022-11-08T16:40:00+09:00", "8 Nov 2022, 16:40 UTC+09:00"),
        ("2022-11-08T16:40:00", "8 Nov 2022, 16:40"),
        ("-0043", "44 BC"),
        ("Y170000002", "170,000,002"),
    ],
)
def test_a_date_is_said_in_english(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(
    "written",
    [
        "",
        "8 Nov 2022",
        "2022-02-30",
        "2023-02-29",
        "2022-13",
        "2022-11-00",
        "2022-20",
        "2022-25",
        "2022-21-05",
        "22",
        "٢٠٢٢",
        "2022-1-2",
        "2022-11-08T25:00:00Z",
        "2022-11T10:00:00Z",
        "2004-XX-05",
        "199X-05",
        "XXXX",
        "Y2022",
        "Y17E7",
        "2022/2021",
        "[2022-11-06..2022-10-31]",
        "[2022..]",
        "[2022]",
        "..",
        "../..",
        "/",
        "2021/2022/2023",
        "2022-11-08\n",
        "2022~?",
    ],
)
def test_what_is_no_date_of_these_levels_is_refused_in_a_sentence(written: str) -> None:
    with pytest.raises(ValueError, match=r"[a-z]{3}"):
        parse_edtf(written)


def test_a_refused_day_names_the_length_of_its_month() -> None:
    with pytest.raises(ValueError, match="Feb 2022 has 28 days, not 30"):
        parse_edtf("2022-02-30")


def test_dates_sort_by_their_first_day_and_then_the_shorter_span_first() -> None:
    dates = ["2022-11-08", "2022", "-0100", "2022-11", "../2021", "Y20000", "2022-11/..", "1999-12-31"]
    assert sorted(dates, key=sort_key) == [
        "../2021",
        "-0100",
        "1999-12-31",
        "2022",
        "2022-11",
        "2022-11/..",
        "2022-11-08",
        "Y20000",
    ]


@pytest.mark.parametrize(
    ("written", "precision"),
    [
        ("19XX", "century"),
        ("199X", "decade"),
        ("2004-XX", "year"),
        ("2004-22", "season"),
        ("2004-06-XX", "month"),
        ("2004-06-01?", "day"),
        ("2004-06-01T01:02:03Z", "time"),
        ("2004/2005", "range"),
        ("[2004..2005]", "range"),
    ],
)
def test_precision_is_that_of_the_finest_part_that_is_stated(written: str, precision: str) -> None:
    assert parse_edtf(written).precision == precision


def test_approximate_and_uncertain_are_told_apart() -> None:
    flags = {mark: parse_edtf(f"2019{mark}") for mark in ("", "~", "?", "%")}
    assert [flags[mark].approximate for mark in ("", "~", "?", "%")] == [False, True, False, True]
    assert [flags[mark].uncertain for mark in ("", "~", "?", "%")] == [False, False, True, True]


def two(number: int) -> str:
    return f"{number:02}"


# Years 1 to 9999: earlier ones the other reader counts differently where days are concerned.
years = st.integers(1, 9999).map("{:04}".format)
months = st.builds("{}-{}".format, years, st.integers(0, 13).map(two))
days = st.builds("{}-{}".format, months, st.integers(0, 32).map(two))
vague = st.one_of(
    years.map(lambda year: f"{year[:3]}X"),
    years.map(lambda year: f"{year[:2]}XX"),
    years.map(lambda year: f"{year}-XX"),
    months.map(lambda month: f"{month}-XX"),
)
# Winter is left out: here it ends in February, there on 31 December.
seasons = st.builds("{}-{}".format, years, st.integers(20, 23))
plain = st.one_of(years, months, days)
marked = st.builds("{}{}".format, plain, st.sampled_from("?~%"))
long_years = st.integers(10_000, 10**9).map("Y{}".format)
times = days.map(lambda day: f"{day}T10:20:30Z")
ranges = st.builds("{}/{}".format, plain, plain)


@given(st.one_of(plain, vague, seasons, marked, long_years, times, ranges))
def test_what_is_accepted_the_edtf_package_accepts_with_the_same_bounds(written: str) -> None:
    try:
        ours = parse_edtf(written)
    except ValueError:
        assume(False)
    theirs = edtf.parse_edtf(written)
    assert ours.earliest == tuple(theirs.lower_strict()[:3])
    assert ours.latest == tuple(theirs.upper_strict()[:3])


@given(years, st.integers(1, 12), st.integers(1, 31))
def test_every_day_that_exists_is_accepted_and_no_other(year: str, month: int, day: int) -> None:
    written = f"{year}-{month:02}-{day:02}"
    if day <= days_in(int(year), month):
        assert parse_edtf(written).earliest == (int(year), month, day)
    else:
        with pytest.raises(ValueError, match="days, not"):
            parse_edtf(written)


@given(st.text(alphabet="0123456789-/.[]XYTZ?~%:+", max_size=60))
def test_no_text_does_more_harm_than_a_value_error(written: str) -> None:
    try:
        date = parse_edtf(written)
    except ValueError:
        return
    assert spoken(written)
    assert sort_key(written)
    assert date.points
