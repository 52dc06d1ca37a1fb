"""The library's memory on a disk that lies, refuses or is shared."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.brief.library import Library, load, reload
from bot.brief.library.cache import Cache
from tests.support import briefs


@pytest.fixture
def read(tmp_path: Path, lock: bytes) -> Callable[[], Library]:
    briefs.write_many(tmp_path / "briefs", lock, 2)
    return lambda: load(tmp_path / "briefs", tmp_path / "archive", tmp_path / "var")


def served(library: Library) -> list[str]:
    """Every story that is listed, opened."""
    return [library.story(slug).slug for slug in library.entries]


def remembered(folder: Path) -> list[Path]:
    return [path for path in (folder / "var").rglob("*") if path.is_file()]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda content: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "one bit turned": lambda content: content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
    "overwritten": lambda content: b"\xc1" * len(content),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_memory_is_made_anew(
    tmp_path: Path, read: Callable[[], Library], damage: Callable[[bytes], bytes]
) -> None:
    first = read()
    words = first.story("harbour-0001").brief
    for path in remembered(tmp_path):
        path.write_bytes(damage(path.read_bytes()))
    library = read()
    assert library.entries == first.entries
    assert library.story("harbour-0001").brief == words


@pytest.mark.parametrize("kept", ["index", "served"])
def test_sound_bytes_of_another_shape_are_passed_over(
    tmp_path: Path, read: Callable[[], Library], kept: str
) -> None:
    read()
    (path,) = (path for path in remembered(tmp_path) if path.name == kept)
    assert Cache(path.parent).write(kept, b"\x93\x01\x02\x03")
    assert served(read()) == ["harbour-0001", "harbour-0002"]


def test_without_a_disk_to_write_to_all_is_served_after_one_warning(
    tmp_path: Path, read: Callable[[], Library], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    assert served(read()) == ["harbour-0001", "harbour-0002"]
    (message,) = caplog.messages
    assert message.startswith(f"nothing can be remembered in {tmp_path / 'var'}")


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "room")
    assert cache.read("story") is None
    assert cache.write("story", b"words")
    assert cache.read("story") == b"words"
    assert cache.names() == {"story"}


def test_sweeping_leaves_what_somebody_may_still_use(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for name in ("forgotten", "superseded", "served"):
        cache.write(name, b"words")
    for name in ("forgotten", "served"):
        os.utime(tmp_path / name, (1_000_000, 1_000_000))
    (tmp_path / ".served-unfinished").write_bytes(b"another process is writing this")
    cache.sweep({"served"})
    cache.sweep({"other"})
    assert {path.name for path in tmp_path.iterdir()} == {"superseded", "served", ".served-unfinished"}


def test_a_write_that_fails_leaves_no_litter(tmp_path: Path) -> None:
    (tmp_path / "story").mkdir()
    (tmp_path / "story" / "in-the-way").touch()
    assert not Cache(tmp_path).write("story", b"words")
    assert [path.name for path in tmp_path.iterdir()] == ["story"]


def test_what_the_disk_refused_is_written_once_it_accepts(
    tmp_path: Path, read: Callable[[], Library]
) -> None:
    (tmp_path / "var").touch()
    library = read()
    (tmp_path / "var").unlink()
    reload(library)
    assert {path.name for path in remembered(tmp_path)} >= {
        "index",
        "served",
        library.entries["harbour-0001"].sha256,
    }


def test_many_may_load_at_once(read: Callable[[], Library]) -> None:
    with ThreadPoolExecutor(4) as pool:
        libraries = [future.result() for future in [pool.submit(read) for _ in range(4)]]
    assert all(served(library) == ["harbour-0001", "harbour-0002"] for library in libraries)


def test_one_turned_bit_makes_it_missing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = Cache(tmp_path)
    cache.write("story", b"words")
    sealed = (tmp_path / "story").read_bytes()
    (tmp_path / "story").write_bytes(sealed[:-1] + b"S")
    assert cache.read("story") is None
    assert caplog.messages == [f"{tmp_path / 'story'} is damaged; it is not used"]
