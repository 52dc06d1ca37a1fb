"""When a place is told: by its clock, outside its quiet hours, through changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from bot.subscription.model import LEVELS, Level, Rhythm, When
from bot.subscription.rhythm import due, is_quiet, read_quiet, read_time, read_zone, zone_names

MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
EDGES = st.sampled_from(["00:00", "01:30", "02:00", "02:30", "02:59", "03:00", "23:59"]) | MINUTES
WHENS: list[When] = ["instantly", "hourly", "daily"]
ODD = ["Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Africa/Casablanca"]
ZONES = st.sampled_from(ODD) | st.sampled_from(zone_names())
RHYTHMS = st.builds(
    Rhythm, when=st.sampled_from(WHENS), at=EDGES, quiet_from=EDGES, quiet_to=EDGES, zone=ZONES
)
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
# Nights in which clocks go forward and back: in Berlin, on Lord Howe Island (by half an hour).
CHANGES = ["2026-03-29T00:59:30", "2026-10-25T00:10:00", "2026-10-25T01:10:00", "2026-04-04T14:45:00"]
NIGHTS = st.sampled_from(CHANGES).map(lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC))
SPRING = Rhythm(quiet_from="00:00", quiet_to="02:30", zone="Europe/Berlin")  # its end is left out
AUTUMN = Rhythm(
    quiet_from="02:30", quiet_to="07:00", zone="Europe/Berlin"
)  # the half hour before comes twice
LEVEL = st.sampled_from(LEVELS)
DAY = timedelta(days=1)


def at(text: str, rhythm: Rhythm, level: Level = "digest") -> str:
    found = due(rhythm, level, datetime.fromisoformat(f"{text}+00:00"))
    assert found.tzinfo is UTC
    return found.strftime("%Y-%m-%dT%H:%M")


def night(when: When, zone: str = "UTC", **more: str) -> Rhythm:
    return Rhythm(when=when, quiet_from="22:00", quiet_to="07:00", zone=zone, **more)


@given(rhythm=RHYTHMS, level=LEVEL, now=NOWS | NIGHTS)
@limits(max_examples=400, deadline=None)
@example(Rhythm(when="daily", at="02:30", zone="Europe/Berlin"), "digest", datetime(2026, 3, 29, tzinfo=UTC))
def test_nobody_is_told_in_quiet_hours_nor_in_the_past_nor_much_later(
    rhythm: Rhythm, level: Level, now: datetime
) -> None:
    told = due(rhythm, level, now)
    assert told >= now
    assert level != "loud" or told == now
    assert level == "loud" or not is_quiet(rhythm, told)
    quiet = 2 * DAY if rhythm.quiet_from != rhythm.quiet_to else timedelta(0)
    assert told - now <= timedelta(hours=26) + quiet
    assert due(rhythm, level, told) == told, "what has come to its time would be put off for ever"


@given(rhythm=RHYTHMS, level=LEVEL, now=NOWS | NIGHTS, later=st.timedeltas(timedelta(0), DAY))
@limits(max_examples=200, deadline=None)
@example(SPRING, "once", datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC), timedelta(seconds=30))
@example(AUTUMN, "once", datetime(2026, 10, 25, 0, 45, tzinfo=UTC), timedelta(minutes=20))
def test_what_comes_first_is_not_told_last(
    rhythm: Rhythm, level: Level, now: datetime, later: timedelta
) -> None:
    assert due(rhythm, level, now) <= due(rhythm, level, now + later)


@pytest.mark.parametrize("level", ["once", "soon"])
def test_who_is_told_instantly_is_told_now_or_in_the_morning(level: Level) -> None:
    assert at("2026-03-02T12:34", night("instantly"), level) == "2026-03-02T12:34"
    assert at("2026-03-02T23:34", night("instantly"), level) == "2026-03-03T07:00"
    assert at("2026-03-02T22:00", night("instantly"), level) == "2026-03-03T07:00"
    assert at("2026-03-02T07:00", night("instantly"), level) == "2026-03-02T07:00"


def test_a_digest_comes_at_its_time_on_the_clock_of_the_place() -> None:
    rhythm = Rhythm(at="09:00", zone="America/New_York")
    assert at("2026-03-02T12:00", rhythm) == "2026-03-02T14:00"
    assert at("2026-03-02T14:01", rhythm) == "2026-03-03T14:00"
    assert at("2026-03-08T12:00", rhythm) == "2026-03-08T13:00", "summer time has begun that night"


@pytest.mark.parametrize("level", ["once", "soon", "digest"])
def test_hourly_and_daily_hold_for_all_but_the_loud(level: Level) -> None:
    assert at("2026-03-02T12:34", night("hourly"), level) == "2026-03-02T13:00"
    assert at("2026-03-02T12:34", night("daily", at="18:15"), level) == "2026-03-02T18:15"
    assert at("2026-03-02T23:59", night("daily"), "loud") == "2026-03-02T23:59"


def test_an_hourly_message_is_hourly_by_the_clock_of_the_place() -> None:
    assert at("2026-03-02T12:34", Rhythm(when="hourly", zone="Asia/Kathmandu")) == "2026-03-02T13:15"


def test_an_hour_that_the_clocks_leave_out_is_passed_over() -> None:
    rhythm = Rhythm(when="hourly", zone="Australia/Lord_Howe")  # from 02:00 to 02:30 that night
    assert at("2026-10-03T15:10", rhythm) == "2026-10-03T16:00", "03:00, not 02:30"


def test_what_falls_into_quiet_hours_comes_at_their_end() -> None:
    assert at("2026-03-02T21:30", night("hourly")) == "2026-03-03T07:00"
    assert at("2026-03-02T20:00", night("daily", at="23:00")) == "2026-03-03T07:00"
    assert at("2026-03-02T23:30", night("daily", at="23:00")) == "2026-03-03T07:00", "it is still to come"
    assert at("2026-03-02T12:10", Rhythm(quiet_from="12:00", quiet_to="12:30"), "once") == "2026-03-02T12:30"


def test_a_time_that_the_clocks_leave_out_comes_as_late_as_it_would_have() -> None:
    rhythm = Rhythm(when="daily", at="02:30", zone="Europe/Berlin")
    assert at("2026-03-28T22:00", rhythm) == "2026-03-29T01:30", "03:30 by the clock on the wall"


def test_a_time_that_comes_twice_is_told_once() -> None:
    rhythm = Rhythm(when="daily", at="02:30", zone="Europe/Berlin")
    assert at("2026-10-24T22:00", rhythm) == "2026-10-25T00:30"
    assert at("2026-10-25T00:31", rhythm) == "2026-10-26T01:30"


def test_quiet_hours_go_by_the_clock_on_the_wall() -> None:
    rhythm = Rhythm(quiet_from="22:00", quiet_to="07:00", zone="Europe/Berlin")
    assert at("2026-03-28T23:00", rhythm, "once") == "2026-03-29T05:00"
    assert at("2026-10-24T23:00", rhythm, "once") == "2026-10-25T06:00"


def test_quiet_hours_whose_end_the_clocks_leave_out_end_with_the_change() -> None:
    assert at("2026-03-29T00:10", SPRING, "once") == "2026-03-29T01:00"
    assert at("2026-10-25T00:45", AUTUMN, "once") == "2026-10-25T01:00", "it is 02:00 once more"
    assert at("2026-10-25T01:30", AUTUMN, "once") == "2026-10-25T06:00"


def test_quiet_hours_from_and_to_the_same_time_are_none() -> None:
    rhythm = Rhythm(quiet_from="08:00", quiet_to="08:00")
    assert not is_quiet(rhythm, datetime(2026, 3, 2, 8, tzinfo=UTC))
    assert not is_quiet(Rhythm(), datetime(2026, 3, 2, 8, tzinfo=UTC))


def test_a_zone_that_this_machine_does_not_know_holds_nobody_up() -> None:
    assert at("2026-03-02T12:00", Rhythm(zone="../../etc/passwd")) == "2026-03-03T09:00"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9", "09:00"),
        ("9:00", "09:00"),
        ("09.30", "09:30"),
        ("00:00", "00:00"),
        (" 9 AM ", "09:00"),
        ("9:30 p.m.", "21:30"),
        ("12am", "00:00"),
        ("12 pm", "12:00"),
        ("21h", "21:00"),
        ("Noon", "12:00"),
        *((wrong, None) for wrong in ["", "24:00", "9:60", "0am", "13pm", "nine", "٩", "-1", "9:0", "9 9"]),
    ],
)
def test_a_time_is_read_as_people_write_it(written: str, read: str | None) -> None:
    assert read_time(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("22:00-07:00", ("22:00", "07:00")),
        ("22-7", ("22:00", "07:00")),
        ("22 – 7:30", ("22:00", "07:30")),
        ("10pm to 7am", ("22:00", "07:00")),
        ("20:00-24:00", ("20:00", "00:00")),
        ("None", ("", "")),
        ("off", ("", "")),
        *((wrong, None) for wrong in ["22", "22-7-8", "9-9", "0-24", "22-", "at night", "25-7"]),
    ],
)
def test_quiet_hours_are_read_as_people_write_them(written: str, read: tuple[str, str] | None) -> None:
    assert read_quiet(written) == read


@given(st.text(max_size=30))
def test_whatever_is_written_is_read_or_not(text: str) -> None:
    for time in [read_time(text), *(read_quiet(text) or [])]:
        assert time in (None, "") or datetime.strptime(str(time), "%H:%M")
    assert read_zone(text) in (None, *zone_names())


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        (" America/new york", "America/New_York"),
        ("utc", "UTC"),
        ("Berlin", None),
        ("", None),
        ("/etc/localtime", None),
        ("localtime", None),
    ],
)
def test_a_zone_is_found_whatever_its_case(written: str, zone: str | None) -> None:
    assert read_zone(written) == zone


def test_the_zones_are_in_order_and_each_can_be_chosen() -> None:
    names = zone_names()
    assert len(names) > 400
    assert all(one < other for one, other in pairwise(names))
    assert all(read_zone(name.upper()) == name for name in names)
