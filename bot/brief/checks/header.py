"""The brief's own settings: language, time zone, the revision's time and note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from bot.brief.checks.context import Context
from bot.brief.parse.reading import nearest, shown
from bot.brief.problems import Problem

# Well-formed by RFC 5646, section 2.1, less primary subtags of 4 to 8 letters: none was ever registered.
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|[ix](?:-[a-z0-9]{1,8})+)",
    re.ASCII | re.IGNORECASE,
)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", re.ASCII)


def check_header(context: Context) -> Iterator[Problem]:
    brief = context.brief
    tagged: list[tuple[Struct, str | None]] = [(brief, brief.language)]
    tagged += [(source, source.language) for source in brief.sources]
    for part, tag in tagged:
        if tag is not None and not _LANGUAGE.fullmatch(tag):
            message = f"{shown(tag)} is no language tag"
            yield context.problem(
                part, "E-LANGUAGE", message, "write BCP 47, like en or pt-BR", field="language"
            )
    if brief.timezone is not None and not _is_zone(brief.timezone):
        near = nearest(brief.timezone, _known_zones())
        hint = f"did you mean {near}?" if near else "write an IANA name, like Asia/Seoul"
        message = f"{shown(brief.timezone)} is no time zone"
        yield context.problem(brief, "E-TIMEZONE", message, hint, field="timezone")
    yield from _revision(context)


def _revision(context: Context) -> Iterator[Problem]:
    brief, revision = context.brief, context.brief.revision
    if not _is_timestamp(revision.at):
        message = f"{shown(revision.at)} is no time with a zone"
        hint = "write RFC 3339, like '2026-11-23T16:40:00Z'"
        yield context.problem(revision, "E-TIMESTAMP", message, hint, field="at")
    if brief.status in ("hold", "withdrawn") and not (revision.note and revision.note.strip()):
        message = (
            f"a brief that is {'on hold' if brief.status == 'hold' else brief.status} needs revision.note"
        )
        hint = "say there why; readers see it in place of the story"
        yield context.problem(revision, "E-NOTE-REQUIRED", message, hint, field="note")


def _is_timestamp(text: str) -> bool:
    if not _TIMESTAMP.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):  # a day that does not exist; a time before the first year in UTC
        return False
    return True


def _is_zone(key: str) -> bool:
    from zoneinfo import ZoneInfo

    if not _ZONE.fullmatch(key):
        return False
    try:
        ZoneInfo(key)
    except (ValueError, LookupError, OSError):  # no such key, no zone's file, a folder of zones
        return False
    return True


def _known_zones() -> list[str]:
    from zoneinfo import available_timezones

    return sorted(available_timezones())
