"""Since when: what people say, in their own time zone, as a moment or the number of a revision."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.query.since import near_day, read_since

NOW = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # a Tuesday; in New York still Monday evening


@pytest.mark.parametrize(
    ("words", "zone", "moment"),
    [
        ("yesterday", "UTC", "2026-11-23T00:00"),
        ("today", "UTC", "2026-11-24T00:00"),
        ("today", "America/New_York", "2026-11-23T05:00"),
        ("yesterday", "Asia/Tokyo", "2026-11-22T15:00"),
        ("Monday", "UTC", "2026-11-23T00:00"),
        ("since Mon", "UTC", "2026-11-23T00:00"),
        ("Monday", "America/New_York", "2026-11-16T05:00"),
        ("tuesday", "UTC", "2026-11-17T00:00"),
        ("last Friday", "UTC", "2026-11-20T00:00"),
        ("3 days ago", "UTC", "2026-11-21T00:00"),
        ("two weeks ago", "UTC", "2026-11-10T00:00"),
        ("last week", "UTC", "2026-11-17T00:00"),
        ("the last 3 days", "UTC", "2026-11-21T00:00"),
        ("an hour ago", "Asia/Tokyo", "2026-11-23T23:30"),
        ("90 minutes ago", "UTC", "2026-11-23T23:00"),
        ("2026-11-20", "UTC", "2026-11-20T00:00"),
        ("2026-11-20", "Asia/Tokyo", "2026-11-19T15:00"),
        ("20 November", "UTC", "2026-11-20T00:00"),
        ("Nov 20, 2025", "UTC", "2025-11-20T00:00"),
        ("1st of December", "UTC", "2025-12-01T00:00"),
        ("2027-01-01", "UTC", "2027-01-01T00:00"),
        ("2026-03-29", "Europe/Berlin", "2026-03-28T23:00"),
        ("2026-03-30", "Europe/Berlin", "2026-03-29T22:00"),
    ],
)
def test_a_day_is_its_beginning_where_the_reader_is(words: str, zone: str, moment: str) -> None:
    assert read_since(words, NOW, zone) == datetime.fromisoformat(f"{moment}+00:00")


@pytest.mark.parametrize(
    ("words", "number"),
    [("revision 3", 3), ("rev. 12", 12), ("#4", 4), ("Revision 0", 0), ("since revision 3", 3)],
)
def test_a_revision_is_its_number(words: str, number: int) -> None:
    assert read_since(words, NOW, "UTC") == number


@pytest.mark.parametrize(
    "words",
    [
        "",
        "munday",
        "mo",
        "2026-13-01",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "99999 days ago",
        "0 days ago",
        "days",
        "20/11/2026",
        "30 February",
        "the day before",
        "revision",
        "٣ days ago",
        "1" * 500,
    ],
)
def test_what_cannot_be_made_out_is_nothing(words: str) -> None:
    assert read_since(words, NOW, "Asia/Tokyo") is None


@pytest.mark.parametrize(
    ("typed", "day"), [("Munday", "Monday"), ("wensday", "Wednesday"), ("the flood", ""), ("", "")]
)
def test_a_mistyped_day_is_found(typed: str, day: str) -> None:
    assert near_day(typed) == day
