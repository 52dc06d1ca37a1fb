"""`onrecord diff` and the guard of `onrecord check`, against files and against a real git."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.cli.checking import check_all
from adapters.cli.guarding import check, guarded
from adapters.cli.revising import diff
from bot.config import Settings
from bot.errors import UsageError
from tests.support import briefs

Edit = Callable[[str, str], None]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A folder of one brief, committed as it was published."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    briefs.write(tmp_path / "briefs", "harbour")
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "Publish")):
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@norrhamn.example")
        subprocess.run(["git", *who, *words], check=True, capture_output=True)
    return Settings(briefs_dir=Path("briefs"), archive_dir=Path("archive"), data_dir=Path("var"))


@pytest.fixture
def edit(settings: Settings) -> Edit:
    def replace(old: str, new: str) -> None:
        path = settings.briefs_dir / "harbour.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


RAISED = ("  number: 1", "  number: 2")


def test_diff_prints_what_changes_who_hears_of_it_when_and_the_message(
    settings: Settings, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(*RAISED)
    edit("The harbour opened in 1871.", "The harbour opened early in 1871.")
    assert diff(settings, "harbour", "HEAD") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("  ")[0] == "UPDATED"
    assert " digest " in lines[0]
    assert lines[0].endswith("reworded without a correction: text")
    assert lines[1:3] == [
        "    was  The harbour opened in 1871.",
        "    now  The harbour opened early in 1871.",
    ]
    assert "• The harbour opened early in 1871." in lines
    assert "– As of revision 2, 2 Mar 2026, 08:00 UTC." in lines


def test_diff_as_json_is_an_array_of_changes(
    settings: Settings, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(*RAISED)
    edit("The harbour opened in 1871.", "The harbour opened early in 1871.")
    assert diff(settings, "briefs/harbour.yaml", "HEAD", as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "label": "UPDATED",
            "item": "f-opened",
            "kind": "fact",
            "notify": "digest",
            "edit": False,
            "correction": None,
            "was": "The harbour opened in 1871.",
            "now": "The harbour opened early in 1871.",
            "why": "reworded without a correction: text",
        }
    ]


@pytest.mark.parametrize(("form", "key"), [("discord", "flags"), ("slack", "blocks")])
def test_diff_prints_the_message_as_a_platform_gets_it(
    settings: Settings, edit: Edit, capsys: pytest.CaptureFixture[str], form: str, key: str
) -> None:
    edit("The harbour opened in 1871.", "The harbour opened early in 1871.")
    edit(*RAISED)
    assert diff(settings, "harbour", "HEAD", form=form) == 0
    [body] = json.loads(capsys.readouterr().out)
    assert key in body


def test_diff_tells_what_the_guard_finds_apart_from_the_changes(
    settings: Settings, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("The harbour opened in 1871.", "The harbour opened early in 1871.")
    assert diff(settings, "harbour", "HEAD", as_json=True) == 1
    out, err = capsys.readouterr()
    assert len(json.loads(out)) == 1
    assert err.startswith("briefs/harbour.yaml:")
    assert "E-GUARD-NUMBER" in err


def test_diff_of_a_brief_with_problems_tells_those(
    settings: Settings, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("status: live", "status: alive")
    assert diff(settings, "harbour", "HEAD") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "E-VALUE" in err


def test_diff_says_that_nothing_changed_or_that_nobody_is_told(
    settings: Settings, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diff(settings, "harbour", "HEAD") == 0
    assert capsys.readouterr().out == "harbour says what it said in revision 1.\n"
    edit("Digging out the ground", "Digging up the ground")
    edit(*RAISED)
    assert diff(settings, "harbour", "HEAD") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Nobody is told of this."


def test_a_brief_that_git_did_not_have_begins_its_history(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    briefs.write(settings.briefs_dir, "cranes")
    assert diff(settings, "cranes", "HEAD") == 0
    assert capsys.readouterr().out.startswith("cranes was not published before")
    assert [each.problems for each in guarded(check_all(settings, [Path("briefs/cranes.yaml")]), "HEAD")] == [
        ()
    ]


def test_the_earlier_brief_may_be_a_file_of_any_name(
    settings: Settings, edit: Edit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "published.txt").write_bytes((settings.briefs_dir / "harbour.yaml").read_bytes())
    edit("The harbour opened in 1871.", "The harbour opened early in 1871.")
    edit(*RAISED)
    assert diff(settings, "harbour", "published.txt", as_json=True) == 0
    assert [change["item"] for change in json.loads(capsys.readouterr().out)] == ["f-opened"]


def test_check_reports_the_guard_beside_the_file_s_own_problems(settings: Settings, edit: Edit) -> None:
    edit("stance: doubts", "stance: questions")
    briefs.write(settings.briefs_dir, "cranes", status="alive")
    cranes, harbour = guarded(check_all(settings, []), "HEAD")
    assert [problem.code for problem in cranes.problems] == ["E-VALUE"]
    assert [problem.code for problem in harbour.problems] == ["E-GUARD-NUMBER", "E-GUARD-SILENT"]


def test_a_file_holds_one_story_and_the_others_are_left_as_they_are(settings: Settings, edit: Edit) -> None:
    published = settings.briefs_dir.parent / "published.yaml"
    published.write_bytes((settings.briefs_dir / "harbour.yaml").read_bytes())
    edit("The harbour opened in 1871.", "The harbour opened early in 1871.")
    briefs.write(settings.briefs_dir, "cranes")
    cranes, harbour = guarded(check_all(settings, []), "published.yaml")
    assert (len(cranes.problems), len(harbour.problems)) == (0, 1)
    with pytest.raises(UsageError, match=r"published\.yaml has the story harbour, not cranes"):
        guarded(check_all(settings, [Path("briefs/cranes.yaml")]), "published.yaml")


def test_what_has_problems_itself_is_no_measure(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("slug: harbour")
    [outcome] = guarded(check_all(settings, []), "broken.yaml")
    assert [problem.code for problem in outcome.problems] == ["E-GUARD-BASE"]
    with pytest.raises(UsageError, match="has problems itself"):
        diff(settings, "harbour", "broken.yaml")


@pytest.mark.parametrize("ref", ["--help", "-n1", "HEAD:briefs", "nowhere", "HEAD~9", "", "a\0b", "briefs"])
def test_what_is_neither_a_file_nor_a_commit_is_refused_in_one_line(settings: Settings, ref: str) -> None:
    with pytest.raises(UsageError, match="is neither a file nor a commit") as refused:
        diff(settings, "harbour", ref)
    assert "\n" not in str(refused.value)


def test_what_looks_like_an_option_never_reaches_git(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UsageError, match="is neither a file nor a commit"):
        diff(settings, "harbour", "--output=x")


def test_check_without_a_measure_says_that_the_guard_was_not_applied(
    settings: Settings, edit: Edit, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("The harbour opened in 1871.", "The harbour opened early in 1871.")
    assert check(settings, [], "text", None) == 0
    assert "the guard was not applied" in capsys.readouterr().err
    assert check(settings, [], "text", "HEAD") == 1
    out, err = capsys.readouterr()
    assert "E-GUARD-NUMBER" in out
    assert "the guard was not applied" not in err


def test_outside_of_git_one_line_says_so(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    briefs.write(tmp_path / "elsewhere", "harbour")
    (tmp_path / ".git").rename(tmp_path / "moved")
    with pytest.raises(UsageError, match="neither a file nor a commit that git knows"):
        diff(settings, "elsewhere/harbour.yaml", "HEAD")


def test_without_git_a_file_is_asked_for(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UsageError, match=r"git cannot be run: .*; name a file with --against"):
        diff(settings, "harbour", "HEAD")


def test_a_story_that_is_not_there_is_refused(settings: Settings) -> None:
    with pytest.raises(
        UsageError, match="'harbor' is neither a file nor a brief in briefs; did you mean 'harbour'"
    ):
        diff(settings, "harbor", "HEAD")
