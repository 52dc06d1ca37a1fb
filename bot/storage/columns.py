"""Types of columns that mean the same in both databases: any text, whole; a time with its zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

# What PostgreSQL refuses (NUL), what UTF-8 cannot say (lone surrogates), and the sign that spells them.
_UNSTORABLE = re.compile("[\x00\\\\\ud800-\udfff]")
_SPELLED = re.compile(r"\\(\\|u[0-9a-f]{4})")


class Exact(TypeDecorator[str]):
    """Text that comes back as it was, whatever a stranger put into it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _UNSTORABLE.sub(_spell, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _SPELLED.sub(_read, value)


class Moment(TypeDecorator[datetime]):
    """A time with zone. SQLite knows none, so that all are kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value


def _spell(found: re.Match[str]) -> str:
    return "\\\\" if found[0] == "\\" else f"\\u{ord(found[0]):04x}"


def _read(found: re.Match[str]) -> str:
    return "\\" if found[1] == "\\" else chr(int(found[1][1:], 16))
