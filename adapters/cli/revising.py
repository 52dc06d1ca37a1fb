"""`onrecord diff`: what a revision would change, who would be told when, and the message."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from adapters.cli.against import Unsound, earlier
from adapters.cli.arguments import did_you_mean
from adapters.cli.audience import audience
from adapters.cli.checking import CLEAN, PROBLEMS, check_all
from adapters.cli.output import note, paint, say, say_json, shown
from adapters.cli.reader import written
from adapters.cli.stored import existing_store, none_yet
from bot.brief.check import brief_files
from bot.brief.model import Brief
from bot.brief.problems import Problem
from bot.brief.story import Story
from bot.config import Settings
from bot.delivery.tasks import preview
from bot.errors import UsageError
from bot.query.views.update import for_followers, update_reply
from bot.revision.changes import Change, announced
from bot.revision.changes import diff as changes_between
from bot.revision.guard import guard
from bot.revision.labels import HELD
from bot.revision.published import Revisions
from bot.subscription.model import When


class Published(Struct, frozen=True):
    """What the store has of a story: a published snapshot, if any, and how many places follow.

    `served` is the last snapshot that was not held back, where `brief` is.
    """

    brief: Brief | None
    served: Brief | None
    followers: Mapping[When, int]


class Revision(Struct, frozen=True):
    """A revision that could be published: what it follows, what it changes, who would be told.

    `store` is None where there is none that could tell.
    """

    old: Brief | None
    new: Brief
    changes: Sequence[Change]
    store: Published | None


def diff(
    settings: Settings,
    what: str,
    against: str | None = None,
    *,
    since: int | None = None,
    form: str = "text",
    as_json: bool = False,
) -> int:
    """Print what the brief `what` (a slug or a file) changes, who hears of it when, and the message.

    It is compared with what is published, with an earlier revision (`since`), or with a file or git ref
    (`against`). `form` is one of the forms of `onrecord say`; any but text prints the message alone. 0 done,
    1 the brief has problems or the guard finds some; those are told on stderr.
    """
    [outcome] = check_all(settings, [_path(settings, what)])
    new = outcome.checked.brief
    base = None if against is None else _earlier(outcome.path, against)
    if outcome.problems or new is None:
        return _told(outcome.problems)
    published = asyncio.run(_published(settings, new.slug, since))
    if published is None and against is None:
        note(f"{none_yet(settings)}; --against compares with a file or a git ref")
    old = base if against is not None else published.brief if published else None
    changes = announced(changes_between(old, new), new.revision.notify)
    if as_json:
        say_json(changes)
    else:
        _print(Revision(old, new, changes, published), form)
    return _told(guard(old, new, outcome.checked.places) if old and since is None else ())


def _earlier(path: Path, against: str) -> Brief | None:
    found = earlier(path, against)
    if isinstance(found, Unsound):
        raise UsageError(found.why)
    return found


async def _published(settings: Settings, story: str, number: int | None) -> Published | None:
    """What the store has: the last revision, or the one with that number. Raises UsageError without it."""
    async with existing_store(settings) as store:
        if store is None and number is not None:
            raise UsageError(f"--from {number}: {none_yet(settings)}")
        if store is None:
            return None
        head, _ = (await store.revisions.heads()).get(story, (None, ""))
        wanted = head if number is None else number
        brief = None if wanted is None else await store.revisions.snapshot(story, wanted)
        if brief is None and wanted is not None:
            last = f"the last one is {head}" if head is not None else "none was"
            raise UsageError(f"revision {wanted} of {story} was not published; {last}")
        served = await _served(store.revisions, story) if brief and brief.status in HELD else None
        return Published(brief, served, await store.subscriptions.followers(story))


async def _served(revisions: Revisions, story: str) -> Brief | None:
    for each in reversed(await revisions.since(story, -1)):
        snapshot = await revisions.snapshot(story, each.number)
        if snapshot and snapshot.status not in HELD:
            return snapshot
    return None


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


def _print(revision: Revision, form: str) -> None:
    old, new, changes = revision.old, revision.new, revision.changes
    told = any(change.notify != "never" for change in changes)
    message = for_followers(update_reply(Story(old), Story(new), changes)) if old and told else None
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
        _print_audience(revision)
        print(f"\n{paint('The message, where everything is followed:', 'bold')}\n\n{written(message, form)}")


def _print_audience(revision: Revision) -> None:
    store = revision.store
    if store is not None:
        print()
        foreseen = preview(revision.old, revision.new, store.followers, store.served)
        for line in audience(store.followers, foreseen):
            say(line)


def _row(change: Change) -> None:
    """`CORRECTED  s-safe  at once, posts edited  corrected by k-2`; under it what was, and is."""
    how = f"{change.notify}, posts edited" if change.edit else change.notify
    say_to = f"{change.label:<10} {change.item or 'the brief':<24} {how:<22} {change.why}"
    print(paint(say_to.rstrip(), "bold"))
    for word, text in (("was", change.was), ("now", change.now)):
        if text:
            say(f"    {word}  {text}")
