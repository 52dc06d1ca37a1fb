"""Whether a date states more than the words of the source do.

Only what is certain is refused: a month's name in a language that we cannot read, or figures of another
calendar or script, are given the benefit of the doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.brief.dates import Date, Point, Precision, days_in

RANK: dict[Precision, int] = {
    "century": 0,
    "decade": 1,
    "year": 2,
    "season": 3,
    "month": 4,
    "day": 5,
    "time": 6,
}
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASONS = {21: ("spring",), 22: ("summer",), 23: ("autumn", "fall"), 24: ("winter",)}
_ORDINAL = re.compile(
    r"\b(?:(?:twenty-|thirty-)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|tenth|eleventh|twelfth|\w+teenth|twentieth|thirtieth)\b"
)
_CLOCK_WORDS = re.compile(r"\b(noon|midday|midnight)\b", re.IGNORECASE)
_SPAN_ONLY = re.compile(
    r"(?:(?:in|during|over|within|the|this|last|next|past|previous|coming|current|earlier|later)\s+)*"
    r"(?:(?P<unit>week|month|year|decade|century)|(?:year\s+)?\d{4})",
    re.IGNORECASE | re.ASCII,
)
_FINEST: dict[str | None, Precision] = {
    "week": "month",
    "month": "month",
    "year": "year",
    "decade": "decade",
    "century": "century",
    None: "year",
}


def unsupported(date: Date, text: str, english: bool) -> set[Precision]:
    """The parts that the date states and the words do not; `english` says that the words are English."""
    words = _Words(text, english)
    return {part for point in _essential(date) for part in _stated(point) if not words.hold(point, part)}


def span_only(date: Date, text: str) -> Precision | None:
    """What is too fine in a single date, where the words name only a span: last week, in 2019."""
    found = _SPAN_ONLY.fullmatch(text.strip())
    points = _essential(date)
    if not found or len(points) > 1:
        return None
    precision = points[0].precision
    return precision if RANK[precision] > RANK[_FINEST[(found["unit"] or "").lower() or None]] else None


def finest(date: Date) -> int:
    """The rank of the finest part that the date states."""
    return max(RANK[point.precision] for point in date.points)


def _essential(date: Date) -> tuple[Point, ...]:
    """The ends of a date; a span of exactly one month or year is that month or year."""
    start, end = date.earliest, date.latest
    if date.form == "point" or start is None or end is None or start[0] != end[0]:
        return date.points
    year, first_month, _ = start
    if start == (year, first_month, 1) and end == (year, first_month, days_in(year, first_month)):
        return (Point(year, month=first_month),)
    if start == (year, 1, 1) and end == (year, 12, 31):
        return (Point(year),)
    return date.points


def _stated(point: Point) -> Iterator[Precision]:
    if point.span == 1:
        yield "year"
    if point.month:
        yield "season" if point.month in _SEASONS else "month"
    if point.day:
        yield "day"
    if point.clock:
        yield "time"


class _Words:
    """A date in the source's words, and what can be found in them."""

    def __init__(self, text: str, english: bool) -> None:
        self.text = text.casefold()
        self.english = english
        self.numbers = {int(digits[:9]) for digits in re.findall(r"\d+", text)}
        letters = [character for character in text if character.isalpha()]
        self.lettered = bool(letters)
        self.foreign = any(unicodedata.name(letter, "LATIN")[:5] != "LATIN" for letter in letters)
        self.unread = any(unicodedata.numeric(one, None) is not None and not one.isdecimal() for one in text)

    def hold(self, point: Point, part: Precision) -> bool:
        """Whether that part of the date may stand in the words."""
        if self.unread:  # numerals that are words, as in 二〇二二年
            return True
        if part == "year":
            return self._year(point.year)
        if part == "day":
            return self._day(point)
        return self._time(point) if part == "time" else self._month(point.month or 0)

    def _year(self, year: int) -> bool:
        if self.foreign:  # perhaps of another era: 平成30年, ๒๕๖๕
            return bool(self.numbers)
        return not self.numbers.isdisjoint({abs(year), 1 - year, abs(year) % 100})

    def _month(self, month: int) -> bool:
        if month in self.numbers and month not in _SEASONS:
            return True
        if not self.english:
            return self.lettered
        if month in _SEASONS:
            return any(name in self.text for name in _SEASONS[month])
        return _MONTHS[month - 1] in _MONTH.findall(self.text)

    def _day(self, point: Point) -> bool:
        if self.foreign:
            return any(number != point.year for number in self.numbers)
        return point.day in self.numbers or (self.english and bool(_ORDINAL.search(self.text)))

    def _time(self, point: Point) -> bool:
        others = {number for number in self.numbers if number < 60 and number != point.day}
        hour = int((point.clock or "0:").partition(":")[0])
        same = point.day in self.numbers and point.day in (hour, hour % 12)
        return not self.english or bool(others) or same or bool(_CLOCK_WORDS.search(self.text))
