"""`onrecord diff`, and the guard of `onrecord check --against`: what a revision would change and tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from adapters.cli.against import Unsound, earlier
from adapters.cli.arguments import did_you_mean
from adapters.cli.checking import CLEAN, PROBLEMS, Outcome, check_all, finish
from adapters.cli.output import note, paint, say, say_json, shown
from adapters.cli.reader import written
from bot.brief.check import brief_files
from bot.brief.model import Brief
from bot.brief.problems import Problem
from bot.brief.story import Story
from bot.config import Settings
from bot.errors import UsageError
from bot.query.views.update import update_reply
from bot.revision.changes import Change, announced
from bot.revision.changes import diff as changes_between
from bot.revision.guard import guard

NOT_GUARDED = "the guard was not applied: --against FILE or GIT-REF compares with what was published"


def diff(settings: Settings, what: str, against: str, *, form: str = "text", as_json: bool = False) -> int:
    """Print what the brief `what` (a slug or a file) changes, who hears of it when, and the message.

    `form` is one of the forms of `onrecord say`; any but text prints the message alone. 0 done, 1 the brief
    has problems or the guard finds some; those are told on stderr.
    """
    [outcome] = check_all(settings, [_path(settings, what)])
    new, old = outcome.checked.brief, earlier(outcome.path, against)
    if isinstance(old, Unsound):
        raise UsageError(old.why)
    if outcome.problems or new is None:
        return _told(outcome.problems)
    changes = announced(changes_between(old, new), new.revision.notify)
    if as_json:
        say_json(changes)
    else:
        _print(old, new, changes, form)
    return _told(guard(old, new, outcome.checked.places) if old else ())


def check(settings: Settings, paths: Sequence[Path], style: str, against: str | None = None) -> int:
    """Check the briefs as `onrecord check` does, and hold them to what was published. 0 clean, 1 problems."""
    outcomes = check_all(settings, paths)
    if against is None and style == "text":
        note(NOT_GUARDED)
    return finish(outcomes if against is None else guarded(outcomes, against), style)


def guarded(outcomes: Sequence[Outcome], against: str) -> list[Outcome]:
    """The outcomes of a check, with what the guard finds in each brief that has no problems yet.

    A file holds one story: the briefs of others are left as they are. Raises UsageError where there is
    nothing to compare any brief with.
    """
    sound = [each for each in outcomes if not each.problems]
    published = {each.path: earlier(each.path, against) for each in sound}
    strangers = [old for old in published.values() if isinstance(old, Unsound) and old.other]
    if strangers and len(strangers) == len(published):
        raise UsageError(strangers[0].why)
    return [
        replace(each, problems=_guard(each, published[each.path])) if each.path in published else each
        for each in outcomes
    ]


def _guard(outcome: Outcome, old: Brief | Unsound | None) -> tuple[Problem, ...]:
    new, places = outcome.checked.brief, outcome.checked.places
    if new is None or old is None or (isinstance(old, Unsound) and old.other):
        return ()
    if isinstance(old, Unsound):
        hint = "compare with a file or a commit in which the published brief is sound"
        return (places.problem(new, "E-GUARD-BASE", f"the guard was not applied: {old.why}", hint),)
    return guard(old, new, places)


def _path(settings: Settings, what: str) -> Path:
    """A file, or the brief of that slug."""
    for path in (Path(what), settings.briefs_dir / f"{what}.yaml"):
        if path.is_file():
            return path
    slugs = [path.stem for path in brief_files([settings.briefs_dir])] if settings.briefs_dir.is_dir() else []
    likely = did_you_mean(what, slugs)
    raise UsageError(f"{what!r} is neither a file nor a brief in {shown(settings.briefs_dir)}{likely}")


def _told(problems: Sequence[Problem]) -> int:
    for problem in problems:
        note(str(problem))
    return PROBLEMS if problems else CLEAN


def _print(old: Brief | None, new: Brief, changes: Sequence[Change], form: str) -> None:
    told = any(change.notify != "never" for change in changes)
    message = update_reply(Story(old), Story(new), changes) if old and told else None
    if form != "text":
        print(written(message, form) if message else "[]")
        return
    for change in changes:
        _row(change)
    if old is None or old.status == "draft":
        say(f"{new.slug} was not published before: this is where its history begins, and nobody is told.")
    elif not changes:
        say(f"{new.slug} says what it said in revision {old.revision.number}.")
    elif message is None:
        say(f"Nobody is told of {'this' if len(changes) == 1 else 'these'}.")
    else:
        print(f"\n{paint('The message, where everything is followed:', 'bold')}\n\n{written(message, form)}")


def _row(change: Change) -> None:
    """`CORRECTED  s-safe  at once, posts edited  corrected by k-2`; under it what was, and is."""
    how = f"{change.notify}, posts edited" if change.edit else change.notify
    say_to = f"{change.label:<10} {change.item or 'the brief':<24} {how:<22} {change.why}"
    print(paint(say_to.rstrip(), "bold"))
    for word, text in (("was", change.was), ("now", change.now)):
        if text:
            say(f"    {word}  {text}")
