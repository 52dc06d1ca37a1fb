"""The command line as a person or a workflow meets it: what is printed where, and the exit code."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.main import main

ROOT = Path(__file__).parents[2]
PYTHON = shlex.quote(sys.executable)
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory with the default folders; nothing of the environment's settings."""
    for name in ("BRIEFS_DIR", "ARCHIVE_DIR", "DATA_DIR", "LOG_LEVEL", "LOG_FORMAT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def story(room: Path) -> Path:
    """A draft as `new` writes it."""
    assert main(["new", "flood"]) == 0
    return room / "briefs" / "flood.yaml"


@pytest.fixture
def first_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFS_DIR", str(ROOT / "briefs"))


def typed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_without_a_command_it_prints_help(capsys: Capture) -> None:
    assert main([]) == 0
    assert "doctor" in capsys.readouterr().out


def test_an_unknown_command_says_what_was_meant(capsys: Capture) -> None:
    assert main(["chek"]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", "onrecord: there is no command 'chek'; did you mean 'check'?\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["say"], "the following arguments are required: LINE; see onrecord say --help"),
        (["say", "a", "b"], "onrecord say does not take 'b'; see onrecord say --help"),
        (["--jsn"], "onrecord does not take '--jsn'; see onrecord --help"),
        (["schema", "--json"], "onrecord schema does not take '--json'; see onrecord schema --help"),
    ],
)
def test_wrong_usage_is_one_line(words: list[str], said: str, capsys: Capture) -> None:
    assert main(words) == 2
    assert capsys.readouterr() == ("", f"onrecord: {said}\n")


def test_a_wrong_setting_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    assert main(["say", "help"]) == 2
    assert capsys.readouterr().err == (
        "onrecord: LOG_LEVEL is 'loud'; allowed: debug, info, warning or error\n"
    )


def test_a_missing_folder_is_one_line(capsys: Capture) -> None:
    assert main(["say", "help"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.usefixtures("first_story")
def test_say_prints_one_value_for_each_line(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    typed(monkeypatch, b"/brief nk-russia\n\xff\xfe nonsense\n\n")
    assert main(["say", "-", "--as", "json"]) == 0
    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(replies) == 3
    assert replies[0]["story"] == "nk-russia"
    assert replies[0]["items"][0] == "b-denial"


@pytest.mark.usefixtures("first_story")
def test_text_replies_are_separated_by_a_line(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    typed(monkeypatch, b"briefs\nhelp\n")
    assert main(["say", "-"]) == 0
    assert capsys.readouterr().out.splitlines().count("---") == 1


@pytest.mark.usefixtures("first_story")
@pytest.mark.parametrize("form", ["discord", "discord-embed", "slack"])
def test_a_platforms_form_is_one_array_of_bodies(form: str, capsys: Capture) -> None:
    assert main(["say", "/brief nk-russia", "--as", form]) == 0
    assert json.loads(capsys.readouterr().out)[0].keys() & {"components", "embeds", "blocks"}


@pytest.mark.usefixtures("first_story")
def test_say_knows_the_story_of_the_chat(capsys: Capture) -> None:
    assert main(["say", "timeline", "--story", "nk-russia", "--as", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["view"] == "timeline"


@pytest.mark.usefixtures("first_story")
def test_a_pipe_is_answered_line_by_line(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    typed(monkeypatch, b"/brief nk-russia\n\n1\nexit\nbriefs\n")
    assert main(["run"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("North Korea denies arming Russia")
    assert "Who said what" in out


def test_new_passes_check_and_is_never_overwritten(story: Path, capsys: Capture) -> None:
    before = story.read_text()
    assert main(["check"]) == 0
    assert capsys.readouterr().err.endswith("1 brief, no problems\n")
    assert main(["new", "flood"]) == 2
    assert "is there already; it was left as it is" in capsys.readouterr().err
    assert story.read_text() == before


@pytest.mark.parametrize("slug", ["Flood", "../flood", "list", "x" * 61, ""])
def test_new_refuses_a_bad_slug_and_writes_nothing(slug: str, room: Path) -> None:
    assert main(["new", slug]) == 2
    assert list(room.iterdir()) == []


def test_new_tells_a_program_where_to_go_on(capsys: Capture) -> None:
    assert main(["new", "flood", "--json"]) == 0
    paths = json.loads(capsys.readouterr().out)
    assert paths == {"file": "briefs/flood.yaml", "archive": "archive/flood/src-1.txt"}


def test_check_reports_in_three_forms(story: Path, capsys: Capture) -> None:
    story.write_text(story.read_text().replace("status: draft", "status: drafty"))
    assert main(["check", "briefs"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("briefs/flood.yaml:")
    assert err.endswith("1 brief, 1 problem\n")

    assert main(["check", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert list(problem) == ["file", "line", "column", "item", "code", "message", "hint"]

    assert main(["check", "--format", "github", str(story)]) == 1
    assert capsys.readouterr().out.startswith("::error file=briefs/flood.yaml,line=")


def test_check_of_a_path_that_is_not_there_is_wrong_usage(capsys: Capture) -> None:
    assert main(["check", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.usefixtures("first_story")
def test_the_first_story_holds_against_its_lock(capsys: Capture) -> None:
    assert main(["verify", "--check"]) == 0
    assert "evidence lock" in capsys.readouterr().out


def test_a_code_is_explained_and_a_near_miss_is_named(capsys: Capture) -> None:
    assert main(["problems", "E-QUOTE-NOT-FOUND", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "E-QUOTE-NOT-FOUND"
    assert main(["problems", "E-QUOTE-NOTFOUND"]) == 2
    assert "did you mean E-QUOTE-NOT-FOUND" in capsys.readouterr().err


def test_quote_prints_what_can_be_pasted(room: Path, capsys: Capture) -> None:
    (room / "archive").mkdir()
    (room / "archive" / "a.txt").write_text("Head\n\nThe mayor said “the dam’s safe” on Monday.\n")
    assert main(["quote", "--find", "the dam's safe", "a.txt"]) == 0
    assert capsys.readouterr().out == "quoted: ['the dam’s safe']\nat: p2\n"
    assert main(["quote", "--find", "nothing of the kind", "a.txt"]) == 1


@pytest.mark.parametrize(
    "source", ["flood", "flood#src-1", "flood:src-1", "briefs/flood.yaml", "briefs/flood.yaml#src-1"]
)
def test_quote_finds_a_source_by_its_brief_in_any_spelling(
    source: str, story: Path, room: Path, capsys: Capture
) -> None:
    named = f"- id: src-1\n  archive: {{file: flood/src-1.txt, sha256: {'0' * 64}}}"  # still being written
    story.write_text(story.read_text().replace("- id: src-1", named, 1))
    archived = room / "archive" / "flood" / "src-1.txt"
    archived.parent.mkdir(parents=True)
    archived.write_text("Head\n\nThe mayor said “the dam’s safe” on Monday.\n")
    capsys.readouterr()
    assert main(["quote", "--find", "the dam's safe", source]) == 0
    assert capsys.readouterr().out == "quoted: ['the dam’s safe']\nat: src-1#p2\n"


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(("source", "meant"), [("flod", "flood"), ("flood#src-9", "src-1")])
def test_quote_names_the_source_that_was_meant(source: str, meant: str, capsys: Capture) -> None:
    assert main(["quote", "--find", "words", source]) == 2
    assert f"did you mean {meant}?" in capsys.readouterr().err


def test_doctor_says_what_to_mend(story: Path, room: Path, capsys: Capture) -> None:
    (room / ".env").write_text("BREIFS_DIR=elsewhere\nDISCORD_TOKEN=secret\n")
    assert main(["doctor", "--offline"]) == 0
    out = capsys.readouterr().out
    assert "BREIFS_DIR in .env is no setting; did you mean BRIEFS_DIR?" in out
    assert "secret" not in out


def test_doctor_fails_where_nothing_can_be_served(room: Path, capsys: Capture) -> None:
    assert main(["doctor", "--json"]) == 1
    levels = {each["about"]: each["level"] for each in json.loads(capsys.readouterr().out)}
    assert levels["briefs"] == "fail"


@pytest.mark.usefixtures("first_story")
def test_json_for_a_program_is_utf_8_whatever_the_locale() -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "adapters.main", "say", "/brief nk-russia", "--as", "json"]
    done = subprocess.run(command, capture_output=True, check=True, env=environ)
    assert "¶10" in json.loads(done.stdout.decode("utf-8"))["text"]


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = f"{PYTHON} -m adapters.main schema | head -c 10 && exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environ)
    assert done.stderr == ""
    assert done.returncode in (0, 141)


@pytest.mark.usefixtures("first_story")
def test_closed_streams_are_empty_ones() -> None:
    command = f"{PYTHON} -m adapters.main run <&- && {PYTHON} -m adapters.main say help >&-"
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environ)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_being_interrupted_is_quiet(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def interrupted(words: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("adapters.main._run", interrupted)
    assert main(["run"]) == 130
    assert capsys.readouterr() == ("", "")


def test_settings_come_from_a_file_in_the_working_directory(story: Path, room: Path, capsys: Capture) -> None:
    story.parent.rename(room / "stories")
    (room / ".env").write_text("BRIEFS_DIR=stories\n")
    assert main(["check"]) == 0
    assert capsys.readouterr().err.endswith("1 brief, no problems\n")


@pytest.mark.usefixtures("first_story")
def test_the_readme_shows_what_is_really_answered(capsys: Capture) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r'<!-- onrecord say "([^"]+)" -->\n```text\n(.*?)\n```', readme, re.DOTALL)
    assert shown
    for line, answer in shown:
        assert main(["say", line]) == 0
        assert capsys.readouterr().out.rstrip() == answer, "make show renews it"


def test_check_says_when_nothing_was_compared(story: Path, room: Path, capsys: Capture) -> None:
    assert main(["check"]) == 0
    assert "the guard was not applied" in capsys.readouterr().err
    (room / "earlier.yaml").write_bytes(story.read_bytes())
    assert main(["check", str(story), "--against", "earlier.yaml"]) == 0
    assert "the guard was not applied" not in capsys.readouterr().err


@pytest.mark.usefixtures("first_story")
def test_diff_tells_what_a_revision_changes(room: Path, capsys: Capture) -> None:
    brief = (ROOT / "briefs" / "nk-russia.yaml").read_text("utf-8")
    (room / "nk-russia.yaml").write_text(
        brief.replace("The accounts conflict,", "The two accounts conflict,")
    )
    (room / "published.yaml").write_text(brief)
    main(["diff", "nk-russia.yaml", "--against", "published.yaml", "--json"])
    [change] = json.loads(capsys.readouterr().out)
    assert (change["label"], change["item"], change["notify"]) == ("UPDATED", "b-contested", "digest")
