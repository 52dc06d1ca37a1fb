"""Logs on stderr, as text for people or as JSON lines for machines; a message is always one line."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal, TextIO

from bot.telemetry.escape import one_line


class TextLines(logging.Formatter):
    """`2026-11-23T16:40:00Z warning bot.brief.library.watch: message`; a stack trace follows, indented."""

    def format(self, record: logging.LogRecord) -> str:
        level = record.levelname.lower()
        head = f"{_at(record)} {level} {record.name}: {one_line(record.getMessage())}"
        return "\n    ".join([head, *map(one_line, self._trace(record))])

    def _trace(self, record: logging.LogRecord) -> list[str]:
        return self.formatException(record.exc_info).split("\n") if record.exc_info else []


class JsonLines(logging.Formatter):
    """One object a line: at (RFC 3339, UTC), level, logger, message; after a fault also error, the trace."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _at(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line)  # ASCII only: control characters are spelled out by JSON itself


def configure(level: str, style: Literal["text", "json"], stream: TextIO | None = None) -> None:
    """Send the logs of this process to `stream` (stderr) from `level` up, replacing what was set before."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
