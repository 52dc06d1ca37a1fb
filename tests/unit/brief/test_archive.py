"""Archived texts: paragraphs counted as brief/1 says, and nothing read from outside the folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from bot.brief.evidence import archive
from bot.brief.evidence.archive import Archived, Unreadable, paragraphs, read


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "archive").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path / "archive"


def test_a_byte_order_mark_and_crlf_are_fine(folder: Path) -> None:
    data = "\ufeffOne\r\n\r\n \u00a0\r\nTwo\n".encode()
    (folder / "a.txt").write_bytes(data)
    assert read(folder, "a.txt") == Archived(hashlib.sha256(data).hexdigest(), ("One", "Two"))


def test_only_lf_and_crlf_end_a_line() -> None:
    assert paragraphs("a\u2028b\x0bc\x85d\re\nf") == ("a\u2028b\x0bc\x85d\re", "f")


def test_a_missing_file_is_no_problem_of_its_own(folder: Path) -> None:
    assert read(folder, "none.txt") is None
    assert read(folder / "none", "a.txt") is None
    (folder / "a.txt").write_text("a")
    assert read(folder, "a.txt/b.txt") is None


@pytest.mark.parametrize("file", ["../secret.txt", "x/../../secret.txt", "/etc/passwd", "../none.txt"])
def test_no_path_leads_out_of_the_folder(folder: Path, file: str) -> None:
    found = read(folder, file)
    assert isinstance(found, Unreadable)
    assert found.code == "E-ARCHIVE-PATH"


def test_no_link_leads_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    for file in ("link.txt", "up/secret.txt"):
        found = read(folder, file)
        assert isinstance(found, Unreadable)
        assert found.code == "E-ARCHIVE-PATH"


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "a.txt").write_text("a")
    (folder / "b.txt").symlink_to(folder / "a.txt")
    assert isinstance(read(folder, "b.txt"), Archived)


def test_what_is_no_text_file_is_named_and_never_waited_for(folder: Path) -> None:
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe.txt")
    codes = [getattr(read(folder, name), "code", None) for name in ("latin.txt", "loop.txt", "pipe.txt", ".")]
    assert codes == ["E-ARCHIVE-ENCODING", "E-ARCHIVE-UNREADABLE", "E-ARCHIVE-PATH", "E-ARCHIVE-PATH"]
    assert isinstance(read(folder, "nul\0.txt"), Unreadable)


def test_a_text_that_is_too_large_is_refused(folder: Path) -> None:
    (folder / "big.txt").write_bytes(b"a" * (archive.MAX_BYTES + 1))
    found = read(folder, "big.txt")
    assert isinstance(found, Unreadable)
    assert found.message == "is larger than 8 MiB"
