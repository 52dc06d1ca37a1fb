"""One file of the briefs folder, from its bytes to a record of what was found out about it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from bot.brief.check import check
from bot.brief.evidence import verify
from bot.brief.evidence.lock import MAX_BYTES
from bot.brief.library.entry import describe
from bot.brief.library.memory import Record, stamps
from bot.brief.library.vault import pack
from bot.brief.model import Brief
from bot.brief.problems import Problem
from bot.telemetry.escape import one_line

logger = logging.getLogger(__name__)


class Examined(Struct, frozen=True):
    """The record of one file, and the packed brief if it is good."""

    record: Record
    content: bytes | None = None


def examine(path: Path, shown: str, archive: Path) -> Examined:
    """Check a file and its evidence; whatever happens, it stays with this file."""
    try:
        return _examine(path, shown, archive)
    except Exception as fault:  # the fault is ours, but it must not take the other briefs down
        logger.exception("%s could not be checked", one_line(shown))
        return Examined(Record(stamps={}, problems=(_unreadable(shown, fault),)))


def _examine(path: Path, shown: str, archive: Path) -> Examined:
    seen = stamps((path, lock_path(path)))
    checked = check(path, shown)
    brief, problems = checked.brief, checked.problems
    # A draft is not served, so it needs no evidence yet.
    if brief and not problems and brief.status != "draft":
        # Stamped before it is read: what changes in between is found changed at the next load.
        seen |= stamps(_archived(brief, archive))
        lock = lock_bytes(path)
        problems = verify(brief, checked.places, shown=shown, archive=archive, lock=lock).problems
    if problems or brief is None:
        return Examined(Record(stamps=seen, problems=tuple(problems)))
    return Examined(Record(stamps=seen, entry=describe(brief)), pack(brief))


def lock_path(brief: Path) -> Path:
    """Where the evidence lock of a brief stands."""
    return brief.with_suffix(".lock.yaml")


def _archived(brief: Brief, archive: Path) -> Iterator[Path]:
    return (archive / source.archive.file for source in brief.sources if source.archive)


def lock_bytes(brief: Path) -> bytes | None:
    """The evidence lock beside a brief, as far as a lock may be long; None where there is none to read."""
    path = lock_path(brief)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return None


def _unreadable(shown: str, fault: Exception) -> Problem:
    message = f"the file could not be checked ({type(fault).__name__})"
    hint = "this is an error of the program; the log has the details"
    return Problem(file=shown, line=1, column=1, code="E-FILE-UNREADABLE", message=message, hint=hint)
