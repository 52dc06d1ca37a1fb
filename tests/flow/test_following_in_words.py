"""Following a story in words, as somebody without a token tries it: `onrecord say` and the chat."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Say = Callable[..., str]

LOADED = """
import sys
from adapters.main import main
code = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**kept, "BRIEFS_DIR": str(ROOT / "briefs"), "DATA_DIR": str(tmp_path / "var")}


@pytest.fixture
def say(environ: dict[str, str]) -> Say:
    def said(*words: str, lines: str = "") -> str:
        command = [sys.executable, "-m", "adapters.main", "say", *words]
        done = subprocess.run(
            command, input=lines, capture_output=True, text=True, check=True, env=environ, cwd=ROOT
        )
        assert done.stderr == ""
        return done.stdout

    return said


def test_what_is_followed_is_remembered_from_one_line_to_the_next(say: Say) -> None:
    title = "North Korea denies arming Russia"
    assert f"{title} is followed in this chat from now on" in say("/subscribe nk-russia")
    assert f"• {title}" in say("subscriptions")
    said = say("/brief subscribe nk-russia daily at 8:00 corrections only quiet 22-7 Europe/Berlin")
    assert "How often: Once a day (until now: Instantly)" in said
    assert "Which changes: corrections only (until now: all)" in said
    assert f"{title} is not followed in this chat any more" in say("stop following nk-russia")
    assert "No story is followed in this chat." in say("subscriptions")


def test_several_lines_are_one_conversation_with_one_store(say: Say) -> None:
    printed = say("-", lines="follow nk-russia\nsubscriptions\nunfollow nk-russia\nsubscriptions\n")
    answers = printed.split("---\n")
    assert len(answers) == 4
    assert "nk-russia" in answers[1]
    assert "No story is followed" in answers[3]


def test_every_form_of_a_reply_can_be_printed(say: Say) -> None:
    for form in ("json", "discord", "discord-embed", "slack"):
        for line in ("/subscribe nk-russia", "settings nk-russia", "subscriptions", "what's new"):
            assert say(line, "--as", form).strip()


def test_before_anything_was_published_nothing_is_new(say: Say) -> None:
    assert "has not been published here yet" in say("what's new")


def test_the_store_is_opened_only_by_a_line_that_needs_it(environ: dict[str, str]) -> None:
    def loaded(line: str) -> set[str]:
        command = [sys.executable, "-c", LOADED, "say", line]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ, cwd=ROOT)
        return set(done.stderr.splitlines()[-1].split())

    assert "sqlalchemy" not in loaded("/brief nk-russia timeline")
    assert not (Path(environ["DATA_DIR"]) / "onrecord.db").exists()
    assert "sqlalchemy" in loaded("subscriptions")
