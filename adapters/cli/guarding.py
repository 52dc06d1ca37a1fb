"""`onrecord check`: the problems of the briefs, and whether they follow what was published."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from adapters.cli.against import Unsound, earlier
from adapters.cli.checking import Outcome, check_all, finish
from adapters.cli.output import note
from adapters.cli.stored import existing_store
from bot.brief.library.entry import digest
from bot.brief.model import Brief
from bot.brief.problems import Problem
from bot.config import Settings
from bot.errors import OnrecordError, UsageError
from bot.revision.guard import guard

NOT_GUARDED = "the guard was not applied"
NOTHING_TO_COMPARE = (
    f"{NOT_GUARDED}: nothing was published from here yet; --against FILE or GIT-REF compares with what was"
    " published elsewhere"
)


def check(settings: Settings, paths: Sequence[Path], style: str, against: str | None = None) -> int:
    """Check the briefs, and hold them to what was published: by the store, or `against` a file or git ref.

    0 clean, 1 problems.
    """
    outcomes = check_all(settings, paths)
    if against is not None:
        return finish(guarded(outcomes, against), style)
    try:
        published = asyncio.run(_published(settings, outcomes))
    except OnrecordError as error:
        note(f"{NOT_GUARDED}: {error}")
        return finish(outcomes, style)
    if published is None and style == "text":
        note(NOTHING_TO_COMPARE)
    return finish(_held(outcomes, published or {}), style)


def guarded(outcomes: Sequence[Outcome], against: str) -> list[Outcome]:
    """The outcomes of a check, with what the guard finds in each brief that has no problems yet.

    A file holds one story: the briefs of others are left as they are. Raises UsageError where there is
    nothing to compare any brief with.
    """
    published = {each.path: earlier(each.path, against) for each in outcomes if not each.problems}
    strangers = [old for old in published.values() if isinstance(old, Unsound) and old.other]
    if strangers and len(strangers) == len(published):
        raise UsageError(strangers[0].why)
    return _held(outcomes, published)


def _held(outcomes: Sequence[Outcome], published: Mapping[Path, Brief | Unsound | None]) -> list[Outcome]:
    return [
        replace(each, problems=_guard(each, published[each.path])) if each.path in published else each
        for each in outcomes
    ]


async def _published(settings: Settings, outcomes: Sequence[Outcome]) -> dict[Path, Brief | None] | None:
    """The last published snapshot of every sound brief whose content is another; None without a store, or
    with one in which nothing was published."""
    async with existing_store(settings) as store:
        heads = await store.revisions.heads() if store else {}
        if store is None or not heads:
            return None
        changed: dict[Path, Brief | None] = {}
        for each in outcomes:
            new = each.checked.brief
            if new and not each.problems and new.slug in heads and heads[new.slug][1] != digest(new):
                changed[each.path] = await store.revisions.snapshot(new.slug, heads[new.slug][0])
        return changed


def _guard(outcome: Outcome, old: Brief | Unsound | None) -> tuple[Problem, ...]:
    new, places = outcome.checked.brief, outcome.checked.places
    if new is None or old is None or (isinstance(old, Unsound) and old.other):
        return ()
    if isinstance(old, Unsound):
        hint = "compare with a file or a commit in which the published brief is sound"
        return (places.problem(new, "E-GUARD-BASE", f"{NOT_GUARDED}: {old.why}", hint),)
    return guard(old, new, places)
