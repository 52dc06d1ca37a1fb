"""How structlog makes a line of a record of the standard library's logging."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from logging import Formatter
from typing import Literal

import structlog
from structlog.dev import Column, ConsoleRenderer, KeyValueColumnFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.telemetry.escape import one_line
from bot.telemetry.secrets import Redact

LEVELS = {"debug": "\x1b[2m", "info": "\x1b[32m", "warning": "\x1b[33m"}  # anything graver is red
RED, DIM, BOLD, PLAIN = "\x1b[31m", "\x1b[2m", "\x1b[1m", "\x1b[0m"
LONGEST = 10_000  # characters of one value; a payload of megabytes is no log line


def formatter(style: Literal["text", "json"], colours: bool, redact: Redact) -> Formatter:
    """What renders every record: `at`, `level`, `logger`, `message`, what is bound and added, the trace."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.processors.format_exc_info,
            _named,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_secrets(redact),
            *(_json() if style == "json" else _text(colours)),
        ],
    )


def _named(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The documented keys first; what others added cannot take their place."""
    record = event["_record"]
    event.pop("color_message", None)  # uvicorn's message a second time
    own = {
        "at": _spelled(record.created),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": event.pop("event"),
    }
    trace = "\n".join(filter(None, (event.pop("exception", None), event.pop("stack_info", None))))
    rest = {key: value for key, value in event.items() if key not in own and key != "error"}
    return own | rest | ({"error": trace} if trace else {})


def _without_secrets(redact: Redact) -> Processor:
    def processor(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {str(key): _plain(value, redact) for key, value in event.items()}

    return processor


def _plain(value: object, redact: Redact) -> object:
    """A value that JSON knows; the words of whatever object may hold a secret."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {redact(str(key)): _plain(each, redact) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(each, redact) for each in value]
    return _bounded(redact(value if isinstance(value, str) else repr(value)))


def _bounded(words: str) -> str:
    """At most LONGEST characters, without the middle: a stack trace says most at its end."""
    if len(words) <= LONGEST:
        return words
    half = LONGEST // 2
    return f"{words[:half]} … {words[-half:]}"


def _json() -> list[Processor]:
    return [structlog.processors.JSONRenderer(serializer=json.dumps)]  # ASCII: controls are spelled out


def _text(colours: bool) -> list[Processor]:
    """`2026-11-23T16:40:00.000Z warning bot.x: message key=value`; a stack trace follows, indented."""

    def on_one_line(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        level = event["level"]
        colour = LEVELS.get(level, RED) if colours else ""
        trace = event.pop("error", None)
        lines = {key: _short(value) for key, value in event.items()}
        lines |= {"level": f"{colour}{level}{PLAIN if colours else ''}"}
        lines |= {"logger": f"{lines['logger']}:", "message": one_line(str(event["message"]))}
        if trace:
            lines["exception"] = "\n".join(f"    {one_line(line)}" for line in trace.split("\n"))
        return lines

    columns = [Column(key, _column(style if colours else "")) for key, style in _HEAD]
    rest = KeyValueColumnFormatter(DIM if colours else "", "", PLAIN if colours else "", str)
    return [on_one_line, ConsoleRenderer(columns=[*columns, Column("", rest)], sort_keys=False)]


_HEAD = (("at", DIM), ("level", ""), ("logger", DIM), ("message", BOLD))


def _column(style: str) -> KeyValueColumnFormatter:
    return KeyValueColumnFormatter(None, style, PLAIN if style else "", str)


def _short(value: object) -> str:
    """A value after `key=`: words with spaces or quotation marks in JSON's quotation marks."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    inert = one_line(text)
    bare = isinstance(value, str) and inert and not set(inert) & set(' "=')
    return inert if bare or not isinstance(value, str) else json.dumps(inert, ensure_ascii=False)


def _spelled(created: float) -> str:
    return datetime.fromtimestamp(created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
