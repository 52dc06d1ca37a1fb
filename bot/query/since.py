"""Since when: `yesterday`, `Monday`, `3 days ago`, `2026-11-20`, `revision 3`. Pure; the time is given."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
COUNTS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
} | {"a": 1, "an": 1, "last": 1, "past": 1}
UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}
YEARS = range(1970, 3000)
MOST = 3660  # of a unit: nobody means more, and a date can hold no more
ALLOWED = "yesterday, Monday, 3 days ago, 2026-11-20, or revision 3"
_REVISION = re.compile(r"(?:revision|rev\.?|number|no\.?|#)\s*(\d{1,9})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?([a-z]+)\.?,?(?: (\d{4}))?", re.ASCII)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?", re.ASCII)


def read_since(text: str, now: datetime, zone: str) -> datetime | int | None:
    """The moment meant, in UTC, or the number of a revision; None where it cannot be made out.

    A day means its beginning in `zone` (IANA), a weekday the last such day before today. It may lie in the
    future.
    """
    from zoneinfo import ZoneInfo  # whoever asks nothing of a time needs no zone

    words = " ".join(text.casefold().replace(",", " ").split()).removeprefix("since ")
    if found := _REVISION.fullmatch(words):
        return int(found[1])
    local = now.astimezone(ZoneInfo(zone))
    if span := _span(words):
        count, unit = span
        if unit < UNITS["day"]:
            return now.astimezone(UTC) - count * unit
        return _beginning(local.date() - count * unit, local)
    day = _named(words, local.date()) or _written(words, local.date())
    return _beginning(day, local) if day else None


def near_day(text: str) -> str:
    """The day of the week that a mistyped word nearly is, with a capital; "" if it is none."""
    from rapidfuzz import fuzz, process

    words = text.casefold().split()
    days = (*WEEKDAYS, "yesterday", "today")
    found = process.extractOne(words[-1], days, scorer=fuzz.ratio, score_cutoff=70) if words else None
    return str(found[0]).capitalize() if found else ""


def _span(words: str) -> tuple[int, timedelta] | None:
    """`3 days ago`, `an hour ago`, `last week`, `2 weeks`."""
    parts = words.removeprefix("the ").removesuffix(" ago").split()
    if len(parts) == 3 and parts[0] in ("last", "past"):
        parts = parts[1:]
    if len(parts) != 2:
        return None
    count, unit = parts
    size = UNITS.get(unit.removesuffix("s"))
    number = int(count) if count.isascii() and count.isdigit() else COUNTS.get(count, 0)
    return (number, size) if size and 0 < number <= MOST else None


def _named(words: str, today: date) -> date | None:
    """Today, yesterday, or a day of the week."""
    day = words.removeprefix("last ")
    if day in ("today", "yesterday"):
        return today - timedelta(days=int(day == "yesterday"))
    number = next((at for at, name in enumerate(WEEKDAYS) if _means(day, name)), None)
    if number is None:
        return None
    return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)


def _means(word: str, name: str) -> bool:
    """A name or its beginning, of three letters or more."""
    return len(word) >= 3 and name.startswith(word.rstrip("."))


def _written(words: str, today: date) -> date | None:
    """`2026-11-20`, `20 November 2026`, `Nov 20`; without a year the last such day that is not to come."""
    if found := _ISO.fullmatch(words):
        return _date(*map(int, found.groups()))
    if found := _DAY_FIRST.fullmatch(words):
        return _of_month(found[3], found[2], found[1], today)
    if found := _MONTH_FIRST.fullmatch(words):
        return _of_month(found[3], found[1], found[2], today)
    return None


def _of_month(year: str | None, month: str, day: str, today: date) -> date | None:
    number = next((at for at, name in enumerate(MONTHS, start=1) if _means(month, name)), None)
    if number is None:
        return None
    if year:
        return _date(int(year), number, int(day))
    this, last = (_date(each, number, int(day)) for each in (today.year, today.year - 1))
    return this if this and this <= today else last


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _beginning(day: date, local: datetime) -> datetime:
    return datetime.combine(day, time(), local.tzinfo).astimezone(UTC)
