"""Logs on stderr, as text for people or as JSON lines for machines; a message is always one line."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from typing import Literal, TextIO

from bot.telemetry.secrets import redaction

Style = Literal["text", "json"]

# Libraries that tell too much: at "debug" some write whole payloads, people's words and all, into the log.
FLOORS = {
    "aiohttp": logging.INFO,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "asyncpg": logging.WARNING,
    "discord": logging.INFO,
    "slack_bolt": logging.INFO,
    "slack_sdk": logging.INFO,
    "sqlalchemy": logging.WARNING,
    "uvicorn": logging.WARNING,
    "watchfiles": logging.WARNING,
}


def configure(level: str, style: Style, stream: TextIO | None = None, secrets: Iterable[str] = ()) -> None:
    """Send the logs of this process to `stream` (stderr) from `level` up, replacing what was set before.

    None of `secrets` appears in them, whoever logs it.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Lines(style, handler.stream, secrets))
    handler.addFilter(wanted)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)


def wanted(record: logging.LogRecord) -> bool:
    """Whether a record is loud enough for the library that it comes from.

    Asked of each record: slack-bolt sets the levels of its loggers itself.
    """
    return record.levelno >= FLOORS.get(record.name.partition(".")[0], logging.NOTSET)


class Lines(logging.Formatter):
    """structlog's formatter, made when the first record comes: a command that logs nothing starts faster."""

    def __init__(self, style: Style, stream: TextIO, secrets: Iterable[str]) -> None:
        super().__init__()
        self._spelling: Style = style
        self._stream = stream
        self._secrets = tuple(secrets)
        self._made: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        if self._made is None:
            from bot.telemetry.lines import formatter

            self._made = formatter(self._spelling, _coloured(self._stream), redaction(self._secrets))
        return self._made.format(_whole(record))


def _whole(record: logging.LogRecord) -> logging.LogRecord:
    """The record; one whose values do not fit its text is told all the same, without them."""
    try:
        record.getMessage()
    except Exception:
        whole = logging.makeLogRecord(record.__dict__)
        whole.msg, whole.args = f"{record.msg} (logged wrongly)", ()
        return whole
    return record


def _coloured(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
