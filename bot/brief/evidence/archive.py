"""The archived text of a source: read within bounds, never from outside the archive folder."""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import Path

from msgspec import Struct

MAX_BYTES = 8 << 20
_LINE_END = re.compile(r"\r?\n")


class Archived(Struct, frozen=True):
    """A source's text. `paragraphs[0]` is p1, the first non-blank line, exactly as it stands in the file."""

    sha256: str
    paragraphs: tuple[str, ...]


class Unreadable(Struct, frozen=True):
    """Why a file that is there, or is asked for, cannot serve as evidence: a problem's code and its words."""

    code: str
    message: str


def read(folder: Path, file: str) -> Archived | Unreadable | None:
    """Read `file` of the archive `folder`; None if it is not there. Links count as what they lead to."""
    try:
        path = _inside(folder, file)
        if path is None:
            return Unreadable("E-ARCHIVE-PATH", "leads out of the archive folder")
        if not stat.S_ISREG(path.stat().st_mode):
            return Unreadable("E-ARCHIVE-PATH", "is not a file")
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, RuntimeError, ValueError) as error:  # no permission, a loop of links, a NUL in the name
        reason = getattr(error, "strerror", None) or "not a usable name"
        return Unreadable("E-ARCHIVE-UNREADABLE", f"cannot be read: {reason}")
    return archived(data)


def archived(data: bytes) -> Archived | Unreadable:
    """Take a source's bytes apart: UTF-8, with or without a byte order mark, at most 8 MiB."""
    if len(data) > MAX_BYTES:
        return Unreadable("E-ARCHIVE-UNREADABLE", f"is larger than {MAX_BYTES >> 20} MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Unreadable("E-ARCHIVE-ENCODING", f"is not UTF-8 (byte {error.start + 1:,})")
    return Archived(hashlib.sha256(data).hexdigest(), paragraphs(text))


def paragraphs(text: str) -> tuple[str, ...]:
    """The non-blank lines. A line ends at LF or CRLF only: U+2028 and its like are part of a paragraph."""
    return tuple(line for line in _LINE_END.split(text) if not line.isspace() and line)


def _inside(folder: Path, file: str) -> Path | None:
    # A path that climbs is refused before it is looked up, so that the answer tells nothing of the disk.
    if ".." in Path(file).parts or Path(file).is_absolute():
        return None
    root = folder.resolve(strict=True)
    path = (root / file).resolve(strict=True)
    return path if path.is_relative_to(root) else None
