"""What is remembered between two loads: which files were found good or bad, and what was served."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from bot.brief.library.cache import Cache
from bot.brief.library.entry import Entry
from bot.brief.problems import Problem

INDEX, SERVED = "index", "served"
Kept = TypeVar("Kept")

# Paths are bytes here: a file's name need not be UTF-8.
Stamp = tuple[int, int, int, int] | None
Stamps = dict[bytes, Stamp]


class Record(Struct, frozen=True, kw_only=True):
    """What was found out about one file of the briefs folder.

    `stamps` are of all files that the finding rests on (the brief, its lock, its archived sources), taken
    before they were read. `entry` is None if there are problems.
    """

    stamps: Stamps
    entry: Entry | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def fresh(self) -> bool:
        """Whether none of those files has changed, appeared or gone since."""
        return bool(self.stamps) and all(stamp(path) == seen for path, seen in self.stamps.items())


class Index(Struct, frozen=True):
    """All records, and by whom they were made: what another release found out is not trusted."""

    made_by: str
    records: dict[bytes, Record]


class Memory:
    """The index and the list of what was served last, kept in a cache."""

    def __init__(self, cache: Cache, made_by: str) -> None:
        self._cache = cache
        self._made_by = made_by

    def records(self) -> dict[bytes, Record]:
        """The records of the last load, by name of the file; none if they cannot be trusted."""
        index = _decode(self._cache.read(INDEX), Index)
        return index.records if index and index.made_by == self._made_by else {}

    def served(self) -> dict[bytes, str]:
        """What was served after the last load, of whatever release: file → digest of the content."""
        return _decode(self._cache.read(SERVED), dict[bytes, str]) or {}

    def keep(self, records: dict[bytes, Record], served: dict[bytes, str]) -> None:
        """Remember a load. The disk may refuse; then the next load starts afresh."""
        self._cache.write(SERVED, msgspec.msgpack.encode(served))
        self._cache.write(INDEX, msgspec.msgpack.encode(Index(self._made_by, records)))


def stamp(path: bytes) -> Stamp:
    """What changes when a file does (modified, size, inode, changed), or None if there is no such file."""
    try:
        seen = os.stat(path)
    except (OSError, ValueError):  # ValueError: a null byte in the path
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino, seen.st_ctime_ns


def stamps(paths: Iterable[Path]) -> Stamps:
    return {path: stamp(path) for path in map(os.fsencode, paths)}


def maker(archive: Path) -> str:
    """A digest of the code that validates, and of the archive folder that it validates against."""
    made_by = hashlib.sha256(os.fsencode(archive))
    for module in sorted(Path(__file__).parent.parent.rglob("*.py")):
        made_by.update(module.read_bytes())
    return made_by.hexdigest()


def _decode(content: bytes | None, kind: type[Kept]) -> Kept | None:
    try:
        return msgspec.msgpack.decode(content, type=kind) if content else None
    except msgspec.DecodeError:
        return None
