"""Dates as EDTF writes them: levels 0 and 1, and `[a..b]` for some day in a span. English for readers.

Years lie outside `datetime`'s range, so a day is a tuple of year, month and day. Years before 1 count
as astronomers do: 0 is 1 BC. Source: Library of Congress, Extended Date/Time Format specification.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

Day = tuple[int, int, int]
Precision = Literal["century", "decade", "year", "season", "month", "day", "time", "range"]
Mark = Literal["", "?", "~", "%"]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SEASONS = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_POINT = re.compile(
    r"(?:Y(?P<long>-?[1-9]\d{4,})|(?P<year>-?(?:\d{4}|\d{3}X|\d{2}XX)))"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?"
    r"(?:T(?P<clock>(?:[01]\d|2[0-3]):[0-5]\d):[0-5]\d"
    r"(?P<zone>Z|[+-](?:0\d|1[0-4])(?::[0-5]\d)?)?|(?P<mark>[?~%]))?",
    re.ASCII,
)


class Point(Struct, frozen=True):
    """One date, as much of it as is stated. Month 21 to 24 is a season, 0 an unspecified month or day."""

    year: int
    span: int = 1
    month: int | None = None
    day: int | None = None
    clock: str | None = None
    zone: str | None = None
    mark: Mark = ""

    @property
    def precision(self) -> Precision:
        """The finest part that is stated; an X states nothing."""
        if self.clock:
            return "time"
        if self.day:
            return "day"
        if self.month:
            return "season" if self.month in _SEASONS else "month"
        return "year" if self.span == 1 else "decade" if self.span == 10 else "century"

    @property
    def earliest(self) -> Day:
        month = self.month or 1
        return self.year, (month - 20) * 3 if month in _SEASONS else month, self.day or 1

    @property
    def latest(self) -> Day:
        """The last day that it may be. Winter begins in its year and ends in the next."""
        if self.day:
            return self.earliest
        year, month = self.year + self.span - 1, self.month or 12
        if month in _SEASONS:
            year, month = (year + 1, 2) if month == 24 else (year, (month - 20) * 3 + 2)
        return year, month, days_in(year, month)


class Date(Struct, frozen=True):
    """A date, a range, or some day in a span. An end of a range that is open or unknown is None."""

    form: Literal["point", "range", "some"]
    start: Point | None
    end: Point | None
    open_end: bool = False

    @property
    def points(self) -> tuple[Point, ...]:
        ends = (self.start,) if self.form == "point" else (self.start, self.end)
        return tuple(point for point in ends if point)

    @property
    def precision(self) -> Precision:
        return self.start.precision if self.form == "point" and self.start else "range"

    @property
    def earliest(self) -> Day | None:
        """The first day that it may be; None where the start is open or unknown."""
        return self.start.earliest if self.start else None

    @property
    def latest(self) -> Day | None:
        """The last day that it may be; None where the end is open or unknown."""
        return self.end.latest if self.end else None

    @property
    def approximate(self) -> bool:
        return any(point.mark in ("~", "%") for point in self.points)

    @property
    def uncertain(self) -> bool:
        return any(point.mark in ("?", "%") for point in self.points)


def parse_edtf(text: str) -> Date:
    """Read an EDTF date of level 0 or 1, or `[a..b]`. Raises ValueError with a sentence for the editor."""
    if text.startswith("[") and text.endswith("]") and ".." in text:
        first, _, last = text[1:-1].partition("..")
        return _between("some", _point(first), _point(last))
    if "/" not in text:
        point = _point(text)
        return Date("point", point, point)
    first, _, last = text.partition("/")
    start = None if first in ("", "..") else _point(first)
    end = None if last in ("", "..") else _point(last)
    if start is None and end is None:
        raise ValueError("a range needs a date at one of its ends at least")
    return _between("range", start, end, open_end=last == "..")


def _between(
    form: Literal["range", "some"], start: Point | None, end: Point | None, *, open_end: bool = False
) -> Date:
    if start and end and start.earliest > end.latest:
        raise ValueError("the range runs backwards: the earlier date comes first")
    return Date(form, start, end, open_end)


def _point(text: str) -> Point:
    found = _POINT.fullmatch(text)
    if not found or (found["long"] and found["month"]) or (found["clock"] and found["day"] in (None, "XX")):
        raise ValueError("not an EDTF date of level 0 or 1: write 2022, 2022-11, 2022-11-08 or 2022~")
    digits = found["long"] or found["year"]
    span = 10 ** digits.count("X")
    year = int(digits.replace("X", "9" if digits.startswith("-") else "0"))
    month, day = _number(found["month"]), _number(found["day"])
    if span > 1 and month is not None:
        raise ValueError("a year with unspecified digits has no month")
    _require_real(year, month, day)
    mark: Mark = found["mark"] or ""  # type: ignore[assignment]  # the pattern allows these three only
    return Point(year, span, month, day, found["clock"], found["zone"], mark)


def _number(digits: str | None) -> int | None:
    if digits == "00":
        raise ValueError("months and days count from 01; write XX for one that is not known")
    return None if digits is None else 0 if digits == "XX" else int(digits)


def _require_real(year: int, month: int | None, day: int | None) -> None:
    if month in _SEASONS and day is None:
        return
    if month and month > 12:
        raise ValueError(f"there is no month {month}; seasons are 21 to 24 and have no day")
    if day and not month:
        raise ValueError("a day needs its month")
    if month and day and day > days_in(year, month):
        raise ValueError(f"{_MONTHS[month - 1]} {year} has {days_in(year, month)} days, not {day}")


def days_in(year: int, month: int) -> int:
    """How many days the month (1 to 12) has, in the Gregorian calendar carried to any year."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if leap and month == 2 else _DAYS[month - 1]


def sort_key(edtf: str) -> tuple[bool, Day, bool, Day]:
    """A key that puts dates in order, by first day and then by last. Raises ValueError as `parse_edtf`."""
    date = parse_edtf(edtf)
    never = (0, 0, 0)
    return date.earliest is not None, date.earliest or never, date.latest is None, date.latest or never


def spoken(edtf: str) -> str:
    """The date in English: 8 Nov 2022, about 2019, from 2 to 5 Mar 2021. Raises as `parse_edtf`."""
    date = parse_edtf(edtf)
    start, end = date.start, date.end
    if start and end:
        return _say(start) if start == end else _say_both(date.form, start, end)
    if start:
        return f"from {_say(start)} on" if date.open_end else f"from {_say(start)}, end not known"
    return f"until {_say(end)}" if end else ""


def _say_both(form: str, start: Point, end: Point) -> str:
    exact = all(
        point.month and point.day != 0 and not point.mark and not point.clock for point in (start, end)
    )
    shared = exact and start.year == end.year
    first = _say(start)
    if shared and start.month == end.month and start.day and end.day:
        first = str(start.day)
    elif shared:
        first = first.removesuffix(f" {_say_year(start.year)}")
    if form == "range":
        return f"from {first} to {_say(end)}"
    return f"{'a day' if start.day and end.day else 'some time'} in {first}–{_say(end)}"


def _say(point: Point) -> str:
    about = "about " if point.mark in ("~", "%") else ""
    uncertain = " (uncertain)" if point.mark in ("?", "%") else ""
    return f"{about}{_say_plain(point)}{uncertain}"


def _say_plain(point: Point) -> str:
    year = _say_year(point.year)
    if point.span > 1:
        decade = point.span == 10 and point.year > 0 and point.year % 100
        return f"{year}s" if decade else f"{year}–{_say_year(point.year + point.span - 1)}"
    if not point.month:
        vague = "" if point.month is None else "a month in " if point.day is None else "a day in "
        return f"{vague}{year}"
    named = f"{_SEASONS.get(point.month) or _MONTHS[point.month - 1]} {year}"
    if not point.day:
        return named if point.day is None else f"a day in {named}"
    return f"{point.day} {named}" + (f", {point.clock}{_say_zone(point.zone)}" if point.clock else "")


def _say_zone(zone: str | None) -> str:
    return "" if zone is None else " UTC" if zone == "Z" else f" UTC{zone}"


def _say_year(year: int) -> str:
    shown = year if year > 0 else 1 - year
    digits = f"{shown:,}" if shown > 9999 else f"{shown}"
    return digits if year > 0 else f"{digits} BC"
