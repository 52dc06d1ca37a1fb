"""`onrecord history` and `onrecord publish`: the revisions of a story, and a new one by hand."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.cli.arguments import did_you_mean
from adapters.cli.filters import refuse_unknown
from adapters.cli.moments import local
from adapters.cli.output import Loading, counted, note, paint, say, say_json
from adapters.cli.stored import existing_store, say_none_yet
from bot.bootstrap import read_library
from bot.brief.library import Library
from bot.config import Settings
from bot.delivery.publish import Published, Publisher
from bot.errors import UsageError
from bot.revision.labels import LABELS
from bot.revision.published import Revision
from bot.telemetry.health import spelled

DONE, BAD = 0, 1


def history(settings: Settings, story: str, *, as_json: bool) -> int:
    """Print the published revisions of a story, the newest first; 0. Raises UsageError for an unknown one."""
    revisions = asyncio.run(_revisions(settings, story))
    if revisions is None:
        return say_none_yet(settings, as_json=as_json)
    if as_json:
        say_json([_public(each) for each in reversed(revisions)])
        return 0
    for each in reversed(revisions):
        edited = local(datetime.fromisoformat(each.at))
        head = f"revision {each.number:<4} edited {edited}, published {local(each.published)}"
        print(f"{paint(head, 'bold')}  {_counts(each)}")
        if each.note:
            say(f"    {each.note}")
    return 0


def publish(settings: Settings, stories: Sequence[str], *, as_json: bool) -> int:
    """Publish what has changed in the briefs, of all or of these `stories`; 1 where something could not be:
    what is wrong in a file stands in the log, which goes to stderr.

    A bot that runs beside it tells whoever follows. Raises UsageError for a story that is not there.
    """
    with Loading() as progress:
        library = read_library(settings, progress)
    for story in stories:
        if story not in library.entries:
            raise UsageError(f"there is no story {story!r} to publish{did_you_mean(story, library.entries)}")
    entries = {slug: library.entries[slug] for slug in stories or library.entries}
    chosen = Library(entries, library.problems, library.folders, library.vault)
    done = asyncio.run(_publish(settings, chosen))
    if as_json:
        say_json(_results(done))
    else:
        _print(done)
    unread = any(not stories or Path(each.file).stem in stories for each in library.problems)
    return BAD if unread or done.refused or done.failed or done.behind else DONE


async def _publish(settings: Settings, library: Library) -> Published:
    from bot.storage.store import open_store

    async with open_store(settings) as store:
        return await Publisher(store.revisions, store.outbox, store.clock).publish(library)


def _print(done: Published) -> None:
    for made in done.made:
        counts = ", ".join(f"{count} {label}" for label, count in made.counts.items())
        how = "its history begins, nobody is told" if made.first else counts or "nothing to tell"
        say(f"{made.story}: published revision {made.number}: {how}")
    for behind in done.behind:
        note(f"{behind.story}: not published: the file is older than revision {behind.number}, which is")
    for refused in done.refused:
        note(f"{refused.story}: not published; it goes on being served as it was last published")
        for problem in refused.problems:
            note(f"  {problem}")
    for failed in done.failed:
        note(f"{failed.story}: not published: {failed.reason}")
    if not (done.made or done.refused or done.failed or done.behind):
        verb = "stands" if done.unchanged == 1 else "stand"
        say(f"nothing to publish: {counted(done.unchanged, 'story', 'stories')} {verb} as published")


def _results(done: Published) -> list[dict[str, Any]]:
    """One object a story that was not published before as it is; the keys are a public interface."""
    made = [
        {"story": each.story, "result": "published", "revision": each.number, "labels": each.counts}
        | {"first": each.first, "tasks": [task.task for task in each.tasks], "problems": []}
        for each in done.made
    ]
    refused = [{"story": each.story, "result": "refused", "problems": each.problems} for each in done.refused]
    behind = [
        {"story": each.story, "result": "behind", "revision": each.number, "problems": []}
        for each in done.behind
    ]
    failed = [
        {"story": each.story, "result": "failed", "reason": each.reason, "problems": []}
        for each in done.failed
    ]
    return [*made, *refused, *behind, *failed]


def labels(revision: Revision) -> dict[str, int]:
    """How many changes of each label, the gravest first."""
    found = Counter(change.label for change in revision.changes)
    return {label: found[label] for label in LABELS if found[label]}


def _counts(revision: Revision) -> str:
    counts = ", ".join(f"{count} {label}" for label, count in labels(revision).items())
    return counts or "nothing to tell"


def _public(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "at": revision.at,
        "published": spelled(revision.published),
        "note": revision.note,
        "labels": labels(revision),
        "changes": revision.changes,
    }


async def _revisions(settings: Settings, story: str) -> Sequence[Revision] | None:
    async with existing_store(settings) as store:
        if store is None:
            return None
        refuse_unknown(story, await store.revisions.heads())
        return await store.revisions.since(story, -1)
