"""The brief as it was: out of an earlier file, or out of git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from msgspec import Struct

from bot.brief.check import check_bytes
from bot.brief.model import Brief
from bot.brief.parse.nodes import read_bounded
from bot.errors import UsageError

GIT_SECONDS = 30


class Unsound(Struct, frozen=True):
    """What was found is no brief with which this one could be compared; `why` says so in a line.

    `other` is true for a sound brief of another story.
    """

    why: str
    other: bool = False


def earlier(path: Path, against: str) -> Brief | Unsound | None:
    """The brief of `path` as it stands in a file, or at a git ref (a commit, branch or tag); None if it has
    no brief of that name. Raises UsageError where `against` is neither."""
    data = _file(Path(against)) if Path(against).is_file() else _blob(path.absolute(), against)
    if data is None:
        return None
    # The file may have another name than its brief; what counts is that it is the same story's.
    checked = check_bytes(data, path.name)
    if checked.draft and checked.draft.slug != path.stem:
        return Unsound(f"{against} has the story {checked.draft.slug}, not {path.stem}", other=True)
    if checked.brief is None:
        return Unsound(f"{path.name} of {against} has problems itself: {checked.problems[0]}")
    return checked.brief


def _file(path: Path) -> bytes:
    try:
        return read_bounded(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or type(error).__name__}") from error


def _blob(path: Path, ref: str) -> bytes | None:
    """The file at that commit, as git keeps it; None if the commit has no such file."""
    commit = _commit(path.parent, ref)
    name = f"{commit}:./{path.name}"
    if _git(path.parent, "rev-parse", "--verify", "--quiet", name).returncode:
        return None
    shown = _git(path.parent, "show", "--no-textconv", name)
    if shown.returncode:
        raise UsageError(f"git cannot show {ref}:{path.name}: {_said(shown.stderr)}")
    return shown.stdout


def _commit(folder: Path, ref: str) -> str:
    """The id of the commit that a ref means: what a person typed goes no farther than this."""
    refused = not ref or ref.startswith("-") or not ref.isprintable()
    found = None if refused else _git(folder, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if found is None or found.returncode:
        reason = _said(found.stderr) if found else ""
        message = f"--against {ref!r} is neither a file nor a commit that git knows"
        raise UsageError(f"{message} ({reason})" if reason else message)
    return found.stdout.decode("ascii").strip()


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *words]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=GIT_SECONDS)  # noqa: S603
    except OSError as error:
        raise UsageError(f"git cannot be run: {error.strerror}; name a file with --against") from error
    except subprocess.TimeoutExpired as error:
        raise UsageError(f"git did not answer within {GIT_SECONDS} seconds") from error


def _said(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else ""
