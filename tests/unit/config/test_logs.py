"""Log lines: one a message, whatever strangers wrote into it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.telemetry.escape import escape, one_line
from bot.telemetry.logs import configure

HOSTILE = "bad\n2026-11-23T00:00:00Z error forged: line\r\x1b[2J\u202e\u2028end"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


def test_nobody_can_forge_a_line_of_text() -> None:
    stream = io.StringIO()
    configure("warning", "text", stream)
    logging.getLogger("room").warning("said %s", HOSTILE)
    (line,) = stream.getvalue().splitlines()
    assert line.isprintable()
    assert " warning room: said bad\\n2026" in line


def test_a_stack_trace_is_indented_and_inert() -> None:
    stream = io.StringIO()
    configure("warning", "text", stream)
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        logging.getLogger("room").exception("failed")
    head, *trace = stream.getvalue().splitlines()
    assert head.endswith("error room: failed")
    assert all(line.startswith("    ") and line.isprintable() for line in trace)


def test_json_is_one_object_a_line() -> None:
    stream = io.StringIO()
    configure("info", "json", stream)
    logging.getLogger("room").info("said %s", HOSTILE)
    logging.getLogger("room").debug("not asked for")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["message"] == f"said {HOSTILE}"
    assert line.isascii()


def test_what_scripts_need_stays_and_what_steers_is_spelled_out() -> None:
    assert escape("क्\u200dष a\u00a0b\tc\n") == "क्\u200dष a\u00a0b\tc\n"
    assert escape("\x9b\x7f\u2066\ud800") == "\\x9b\\x7f\\u2066\\ud800"
    assert one_line("a\tb\nc") == "a\\tb\\nc"
