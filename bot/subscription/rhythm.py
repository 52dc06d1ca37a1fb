"""When a place is told: the next time that its rhythm allows, and the times and zones that people write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.subscription.model import Level, Rhythm

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMED = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
NEVER = frozenset(("", "none", "no", "off", "never", "-"))
_TIME = re.compile(r"(\d{1,2})(?:[:.h]([0-5]\d)|h)?(?::00)? ?(?:([ap])\.?m\.?)?", re.ASCII)
_SPAN = re.compile(r" ?(?:-|–|—|\bto\b|\buntil\b|\btill\b) ?")


def due(rhythm: Rhythm, level: Level, now: datetime) -> datetime:
    """When a change of this level is told, in UTC; not later than `now` (which has a zone) means now.

    Never inside quiet hours unless it is loud, and `due` of a time that it gave is that time.
    """
    if level == "loud":
        return now.astimezone(UTC)
    if rhythm.when == "instantly" and level != "digest":
        return _awake(rhythm, now)
    times = _full_hours(rhythm, now) if rhythm.when == "hourly" else _days(rhythm, rhythm.at, now)
    # A time inside quiet hours moves to their end, so that one which is past may be the next to come.
    return min(found for found in (_awake(rhythm, each) for each in times) if found >= now)


def is_quiet(rhythm: Rhythm, now: datetime) -> bool:
    """Whether the clock of the place stands inside its quiet hours; their end is outside."""
    if rhythm.quiet_from == rhythm.quiet_to:
        return False
    begin, end = time.fromisoformat(rhythm.quiet_from), time.fromisoformat(rhythm.quiet_to)
    clock = now.astimezone(_zone(rhythm.zone)).time()
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def read_time(text: str) -> str | None:
    """A time of day as HH:MM: of `9`, `9:00`, `09.30`, `9am`, `9:30 pm`, `noon`; None if it is none."""
    written = " ".join(text.casefold().split())
    found = _TIME.fullmatch(written)
    if found is None:
        return NAMED.get(written)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24
    return f"{hour:02}:{minute:02}" if hour < 24 else None


def read_quiet(text: str) -> tuple[str, str] | None:
    """Quiet hours, from and to, as HH:MM: of `22:00-07:00`, `22-7`, `10pm to 7am`; twice "" for `none`.

    None where it is neither, and where both times are the same: that could mean all day or not at all.
    """
    written = " ".join(text.casefold().split())
    if written in NEVER:
        return "", ""
    ends = [_end_of_day(each) for each in _SPAN.split(written)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        return None
    return ends[0], ends[1]


def read_zone(text: str) -> str | None:
    """The IANA name of a time zone, whatever its case, with spaces or underscores; None if there is none."""
    return _zones().get("_".join(text.casefold().split()))


def zone_names() -> tuple[str, ...]:
    """All time zones that can be chosen, in order."""
    return tuple(sorted(_zones().values()))


def _awake(rhythm: Rhythm, now: datetime) -> datetime:
    """Now, or the next moment at which the clock of the place is outside its quiet hours: their end, or
    when the clocks are changed over it."""
    if not is_quiet(rhythm, now):
        return now.astimezone(UTC)
    ends = [*_days(rhythm, rhythm.quiet_to, now, folds=(0, 1)), *_changes(_zone(rhythm.zone), now)]
    return min(end for end in ends if end > now and not is_quiet(rhythm, end))


def _days(rhythm: Rhythm, clock: str, now: datetime, folds: tuple[int, ...] = (0,)) -> Iterator[datetime]:
    """That time of day on the days around now. Of a time that comes twice as the clocks go back, the first
    (fold 0); one that is left out as they go forward counts by the clock before (RFC 5545, 3.3.5)."""
    zone = _zone(rhythm.zone)
    today = now.astimezone(zone).date()
    for days in range(-2, 4):
        for fold in folds:
            yield _moment(today + days * DAY, time.fromisoformat(clock).replace(fold=fold), zone)


def _full_hours(rhythm: Rhythm, now: datetime) -> Iterator[datetime]:
    """The full hours around now on the clock of the place, whose zone may be half an hour off."""
    zone = _zone(rhythm.zone)
    hour = now.astimezone(zone).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    for hours in range(-2, 4):
        wall = hour + hours * HOUR
        for fold in (0, 1):
            moment = _moment(wall.date(), wall.time().replace(fold=fold), zone)
            if moment.astimezone(zone).minute == 0:
                yield moment


def _changes(zone: ZoneInfo, now: datetime) -> Iterator[datetime]:
    """When the clocks of a zone are changed in the days to come."""
    for hours in range(0, 72, 6):
        before = int((now + hours * HOUR).timestamp())
        after = before + 6 * 3600
        if _offset(zone, before) == _offset(zone, after):
            continue
        while after - before > 1:
            middle = (before + after) // 2
            if _offset(zone, middle) == _offset(zone, before):
                before = middle
            else:
                after = middle
        yield datetime.fromtimestamp(after, UTC)


def _offset(zone: ZoneInfo, seconds: int) -> timedelta | None:
    return datetime.fromtimestamp(seconds, zone).utcoffset()


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _end_of_day(text: str) -> str | None:
    return "00:00" if text in ("24", "24:00") else read_time(text)


def _zone(name: str) -> ZoneInfo:
    """A zone that the store names and this machine does not know is UTC: one odd row must not hold up the
    messages to everybody else. `read_zone` lets none in."""
    from zoneinfo import ZoneInfo  # whoever asks one question needs no zone

    known = read_zone(name)
    return ZoneInfo(known or "UTC")


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """The zones by their names in small letters."""
    from zoneinfo import available_timezones

    names = (available_timezones() | {"UTC"}) - {"localtime", "Factory"}  # files of the system, not places
    return {name.casefold(): name for name in names}
