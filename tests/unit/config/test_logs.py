"""Log lines: one a message, whatever strangers wrote into it, and never a secret."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from structlog.contextvars import bound_contextvars

from bot.telemetry.escape import escape, one_line
from bot.telemetry.logs import configure

HOSTILE = "bad\n2026-11-23T00:00:00Z error forged: line\r\x1b[2J\u202e\u2028end"
SECRETS = ("xoxb-12/34+secret", "postgresql://bot:p%40ss%2Fword@db/onrecord", 'q"uote\\d')
SPELLINGS = (
    "xoxb-12/34+secret",
    "xoxb-12%2F34%2Bsecret",
    "p@ss/word",
    "p%40ss%2Fword",
    'q"uote\\d',
    'q\\"uote\\\\d',
)

Style = Literal["text", "json"]


class Terminal(io.StringIO):
    """What says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def objects(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError:
        logging.getLogger("room").exception("failed")


def test_nobody_can_forge_a_line_of_text(stream: io.StringIO) -> None:
    configure("warning", "text", stream)
    logging.getLogger("room").warning("said %s", HOSTILE, extra={"story": HOSTILE, "many": [HOSTILE]})
    (line,) = stream.getvalue().splitlines()
    assert line.isprintable()
    assert " warning room: said bad\\n2026" in line


def test_a_stack_trace_is_indented_and_inert(stream: io.StringIO) -> None:
    configure("warning", "text", stream)
    fail(HOSTILE)
    head, *trace = stream.getvalue().splitlines()
    assert head.endswith("error room: failed")
    assert "ValueError: bad" in trace[-2] + trace[-1]
    assert all(line.startswith("    ") and line.isprintable() for line in trace)


def test_json_is_one_object_a_line(stream: io.StringIO) -> None:
    configure("info", "json", stream)
    logging.getLogger("room").info("said %s", HOSTILE)
    logging.getLogger("room").debug("not asked for")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["message"] == f"said {HOSTILE}"
    assert line.isascii()


def test_json_has_its_documented_keys_first_and_nobody_takes_their_place(stream: io.StringIO) -> None:
    configure("info", "json", stream)
    with bound_contextvars(request_id="r-1", platform="slack", level="forged"):
        logging.getLogger("room").info("answered", extra={"outcome": "view", "at": "never", "error": "none"})
    (line,) = objects(stream)
    assert list(line)[:4] == ["at", "level", "logger", "message"]
    assert set(list(line)[4:]) == {"request_id", "platform", "outcome"}
    assert (line["level"], line["logger"], line["message"]) == ("info", "room", "answered")
    assert line["at"].endswith("Z")


def test_the_trace_stands_under_error(stream: io.StringIO) -> None:
    configure("info", "json", stream)
    fail("the mast broke")
    (line,) = objects(stream)
    assert line["error"].startswith("Traceback")
    assert line["error"].endswith("ValueError: the mast broke")


def test_a_line_is_never_megabytes_and_a_long_trace_keeps_its_end(stream: io.StringIO) -> None:
    configure("info", "json", stream)
    logging.getLogger("room").info("x" * 1_000_000)
    fail("x" * 1_000_000 + " the mast broke")
    assert len(stream.getvalue()) < 30_000
    assert objects(stream)[1]["error"].endswith("the mast broke")
    assert objects(stream)[1]["error"].startswith("Traceback")


def test_what_is_bound_and_added_follows_the_message(stream: io.StringIO) -> None:
    configure("info", "text", stream)
    with bound_contextvars(request_id="r-1"):
        logging.getLogger("room").info("answered", extra={"view": "time line", "ms": 1.5, "story": None})
    assert stream.getvalue().endswith(
        'info room: answered request_id=r-1 view="time line" ms=1.5 story=null\n'
    )


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_secret_is_ever_told(style: Style, stream: io.StringIO) -> None:
    configure("info", style, stream, SECRETS)
    for secret in SPELLINGS:
        logging.getLogger("slack_sdk.web").info("POST %s", secret)
        logging.getLogger("room").info("bound", extra={"one": secret, "many": {"x": [secret], secret: 1}})
        logging.getLogger("room").info("an object", extra={"object": ValueError(secret)})
        fail(f"https://example.org/{secret}/x")
    told = stream.getvalue()
    assert told.count("[secret]") >= 4 * len(SPELLINGS)
    assert not [secret for secret in SPELLINGS if secret in told]


def test_what_is_too_short_to_be_a_secret_garbles_no_line(stream: io.StringIO) -> None:
    configure("info", "text", stream, ["e", ""])
    logging.getLogger("room").info("nothing secret here")
    assert stream.getvalue().endswith("nothing secret here\n")


def test_a_warning_of_python_is_a_line_too(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        configure("warning", "json", stream, SECRETS)
        warnings.warn(f"old {SECRETS[0]}", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(False)
    (line,) = objects(stream)
    assert line["logger"] == "py.warnings"
    assert "old [secret]" in line["message"]


def test_libraries_do_not_write_payloads_into_the_log(stream: io.StringIO) -> None:
    configure("debug", "json", stream)
    for name in (
        "discord.gateway",
        "slack_bolt.AsyncApp",
        "slack_sdk.socket_mode",
        "sqlalchemy.engine",
        "asyncio",
    ):
        logger = logging.getLogger(name)
        level = logger.level
        logger.setLevel(logging.DEBUG)  # as slack-bolt sets it, by itself
        logger.debug("a person's words")
        logger.warning("trouble")
        logger.setLevel(level)
    logging.getLogger("bot.brief").debug("ours")
    assert [line["message"] for line in objects(stream)] == ["trouble"] * 5 + ["ours"]


def test_a_line_logged_wrongly_is_a_line_all_the_same(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", "text", stream)
    logging.getLogger("room").info("%s and %d", "one")
    assert "%s and %d" in stream.getvalue()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("kind", "environ", "coloured"),
    [(Terminal, {}, True), (Terminal, {"NO_COLOR": "1"}, False), (io.StringIO, {}, False)],
)
def test_colours_are_for_terminals_that_want_them(
    kind: type[io.StringIO], environ: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    stream = kind()
    configure("info", "text", stream)
    logging.getLogger("room").info("answered")
    assert ("\x1b[" in stream.getvalue()) is coloured


def test_nothing_heavy_is_imported_before_the_first_line() -> None:
    script = (
        "import sys, logging; from bot.telemetry.logs import configure; configure('info', 'text')\n"
        "assert 'structlog' not in sys.modules\n"
        "logging.getLogger('room').info('x')\n"
        "assert 'structlog' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr.splitlines()[1:]) == (0, [])


def test_what_scripts_need_stays_and_what_steers_is_spelled_out() -> None:
    assert escape("क्\u200dष a\u00a0b\tc\n") == "क्\u200dष a\u00a0b\tc\n"
    assert escape("\x9b\x7f\u2066\ud800") == "\\x9b\\x7f\\u2066\\ud800"
    assert one_line("a\tb\nc") == "a\\tb\\nc"
