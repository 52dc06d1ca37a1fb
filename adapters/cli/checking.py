"""`onrecord check` and `onrecord verify`: every problem of the briefs, and whether every quote holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from adapters.cli.output import say, shown, with_progress
from adapters.cli.report import report
from bot.brief import check as checks
from bot.brief import evidence
from bot.brief.check import Checked
from bot.brief.evidence import Verified
from bot.brief.library.intake import lock_bytes, lock_path
from bot.brief.problems import Problem
from bot.config import Settings

CLEAN, PROBLEMS = 0, 1
HOW = {
    "archive": "verified against the archive",
    "lock": "verified against its evidence lock, since the archive is not here",
    "nothing quoted": "quotes nothing, so it needs no evidence lock",
}


class Outcome(Struct, frozen=True):
    """One file after what was asked; `verified` is None where a problem kept it from being verified."""

    path: Path
    checked: Checked
    problems: tuple[Problem, ...]
    verified: Verified | None = None


def verify(settings: Settings, paths: Sequence[Path], style: str, *, write: bool) -> int:
    """Check the briefs, then hold what they quote against the archive or the evidence lock.

    A lock is written, if `write`, only where everything of its brief holds; if not, one that should be
    written anew is a problem. 0 clean, 1 problems.
    """
    outcomes = [hold(settings, outcome) for outcome in with_progress(check_all(settings, paths), "Verifying")]
    if not write:
        outcomes = [replace(each, problems=(*each.problems, *_outdated(each))) for each in outcomes]
    for outcome in outcomes:
        wrote = write and _write_lock(outcome)
        if style == "text" and outcome.verified and not outcome.problems:
            say(f"{outcome.checked.file}: {held(outcome.verified)}{'; lock written' if wrote else ''}")
    return finish(outcomes, style)


def check_all(settings: Settings, paths: Sequence[Path]) -> list[Outcome]:
    """Check these files and folders (default: the folder of the briefs), each by itself and all together."""
    files = checks.brief_files(paths or [settings.briefs_dir])
    checked = [checks.check(path, shown(path)) for path in with_progress(files, "Checking")]
    shared = checks.check_together(checked)
    return [
        Outcome(path, one, (*one.problems, *(problem for problem in shared if problem.file == one.file)))
        for path, one in zip(files, checked, strict=True)
    ]


def hold(settings: Settings, outcome: Outcome) -> Outcome:
    """The same, held against its sources: what is wrong with its evidence joins what is wrong with its form.

    Nothing is held against a source that is itself described wrongly.
    """
    draft = outcome.checked.draft
    if draft is None or {problem.item for problem in outcome.problems} & {each.id for each in draft.sources}:
        return outcome
    verified = evidence.verify(
        draft,
        outcome.checked.places,
        shown=outcome.checked.file,
        archive=settings.archive_dir,
        lock=lock_bytes(outcome.path),
    )
    # What was found wrong in itself need not be told a second time for not standing in the source.
    told = {(problem.line, problem.column) for problem in outcome.problems}
    new = (problem for problem in verified.problems if (problem.line, problem.column) not in told)
    problems = checks.in_order({*outcome.problems, *new})
    return replace(outcome, problems=problems, verified=None if outcome.problems else verified)


def held(verified: Verified) -> str:
    """How a brief was verified, in words."""
    return HOW[verified.how]


def _made(outcome: Outcome) -> bytes | None:
    """The lock that belongs beside the brief as it is now, if it needs one and everything holds."""
    return outcome.verified.lock if outcome.verified else None


def _outdated(outcome: Outcome) -> tuple[Problem, ...]:
    """Whoever has no archive relies on the lock: it must be there and say what the archive says."""
    lock, made = lock_bytes(outcome.path), _made(outcome)
    if made is None or lock == made:
        return ()
    code = "E-LOCK-MISSING" if lock is None else "E-LOCK-STALE"
    message = "there is no evidence lock" if lock is None else "the evidence lock is not of this brief's text"
    hint = f"run onrecord verify {outcome.checked.file}"
    return (Problem(file=outcome.checked.file, line=1, column=1, code=code, message=message, hint=hint),)


def _write_lock(outcome: Outcome) -> bool:
    """Write the lock if it says something new; whole or not at all, since others may be reading it."""
    made = _made(outcome)
    if made is None or made == lock_bytes(outcome.path):
        return False
    lock = lock_path(outcome.path)
    half = lock.with_suffix(".tmp")
    half.unlink(missing_ok=True)  # what was left behind, or a link that somebody put there
    with half.open("xb") as file:
        file.write(made)
    half.replace(lock)
    return True


def finish(outcomes: Sequence[Outcome], style: str) -> int:
    """Print what is wrong in these files in `style`. 0 clean, 1 problems."""
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    report(problems, style, of=len(outcomes))
    return PROBLEMS if problems else CLEAN
