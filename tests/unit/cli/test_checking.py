"""What `onrecord verify` says and writes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from adapters.cli.checking import verify
from adapters.cli.guarding import check
from bot.config import Settings
from tests.support import briefs


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    briefs.write_archive(tmp_path / "archive")
    return Settings(
        briefs_dir=tmp_path / "briefs", archive_dir=tmp_path / "archive", data_dir=tmp_path / "var"
    )


def test_a_lock_is_not_written_through_a_link(settings: Settings, tmp_path: Path) -> None:
    path = briefs.write(settings.briefs_dir, "harbour")
    (tmp_path / "mine").write_text("precious")
    path.with_suffix(".lock.tmp").symlink_to(tmp_path / "mine")
    assert verify(settings, [], "text", write=True) == 0
    assert path.with_suffix(".lock.yaml").is_file()
    assert (tmp_path / "mine").read_text() == "precious"


def test_what_is_wrong_in_itself_is_not_said_to_be_missing_too(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    path = briefs.write(settings.briefs_dir, "harbour")
    written = path.read_text(encoding="utf-8")
    quoted = written[written.index("  quoted:\n  - ") : written.index("- id: s-1")]
    path.write_text(written.replace(quoted, f"  quoted:\n  - {'word ' * 601}\n", 1), encoding="utf-8")
    assert verify(settings, [], "text", write=True) == 1
    out = capsys.readouterr().out
    assert "E-TOO-LONG" in out
    assert "E-QUOTE-NOT-FOUND" not in out


def test_a_file_whose_name_is_no_utf8_is_named_in_json_too(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.briefs_dir.mkdir()
    (settings.briefs_dir / os.fsdecode(b"bad\xff.yaml")).write_bytes(b"x")
    assert check(settings, [], "json") == 1
    [problem] = json.loads(capsys.readouterr().out)
    assert problem["file"].endswith("bad\\xff.yaml")
