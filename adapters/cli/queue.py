"""`onrecord deliveries` and `onrecord lanes`: what was sent where, what was not, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from adapters.cli.filters import refuse_unknown
from adapters.cli.output import Colour, counted, note, paint, say_json
from adapters.cli.places import spell
from adapters.cli.reasons import how, why
from adapters.cli.stored import existing_store, say_none_yet
from bot.config import Settings
from bot.delivery.announcement import Task
from bot.delivery.inspection import LaneListed, Listed, Parking, Where, Which
from bot.delivery.outbox import State
from bot.query.request import Place
from bot.telemetry.escape import one_line
from bot.telemetry.health import spelled

COLOURS: dict[State, Colour] = {"pending": "yellow", "rejected": "red", "expired": "red"}
TASKS: dict[Task, str] = {
    "loud": "correction",
    "edit": "edit of a post",
    "once": "at once",
    "soon": "soon",
    "digest": "digest",
}


def deliveries(settings: Settings, which: Which, most: int, *, as_json: bool) -> int:
    """Print the newest `most` deliveries that fit, one a line; 0."""
    found = asyncio.run(_deliveries(settings, which, most + 1))
    if found is None:
        return say_none_yet(settings, as_json=as_json)
    now = datetime.now(UTC)
    if as_json:
        say_json([_delivery(each, now) for each in found[:most]])
        return 0
    for each in found[:most]:
        state = paint(f"{each.state:<10}", COLOURS.get(each.state, "dim"))
        what = f"{each.story} r{each.until or each.announced}, {TASKS[each.task]}"
        print(f"{each.id:<6} {state} {one_line(f'{spell(each.place):<28} {what:<28} {why(each, now)}')}")
    _conclude(len(found), most, "delivery", "deliveries")
    return 0


def lanes(settings: Settings, where: Where, state: Parking | None, most: int, *, as_json: bool) -> int:
    """Print the lanes, parked ones first; 0."""
    found = asyncio.run(_lanes(settings, where, state, most + 1))
    if found is None:
        return say_none_yet(settings, as_json=as_json)
    now = datetime.now(UTC)
    if as_json:
        say_json([_lane(each, now) for each in found[:most]])
        return 0
    for lane in found[:most]:
        parking = paint(f"{lane.state:<8}", "red" if lane.state == "parked" else "dim")
        follows = f"follows {counted(lane.follows, 'story', 'stories')}"
        print(f"{parking} {one_line(f'{spell(lane.place):<28} {follows:<18} {how(lane, now)}')}")
    _conclude(len(found), most, "lane", "lanes")
    return 0


def _conclude(found: int, most: int, one: str, several: str) -> None:
    if found > most:
        note(f"these {most} and more; --limit shows more")
    elif found == 0:
        note(counted(0, one, several))


async def _deliveries(settings: Settings, which: Which, most: int) -> Sequence[Listed] | None:
    async with existing_store(settings) as store:
        if store is None:
            return None
        if which.story is not None:
            refuse_unknown(which.story, await store.revisions.heads())
        return await store.inspection.deliveries(which, most)


async def _lanes(
    settings: Settings, where: Where, state: Parking | None, most: int
) -> Sequence[LaneListed] | None:
    async with existing_store(settings) as store:
        return await store.inspection.lanes(where, state, most) if store else None


def _delivery(each: Listed, now: datetime) -> dict[str, Any]:
    """A delivery for a program; the keys are a public interface."""
    return {
        "id": each.id,
        "story": each.story,
        "revision": each.announced,
        "until": each.until,
        "task": each.task,
        **_where(each.place),
        "state": each.state,
        "why": why(each, now),
        "attempts": each.attempts,
        "part": each.part,
        "message": each.message,
        "edits": each.edits,
        "first": spelled(each.first),
        "ended": spelled(each.ended),
        "next": spelled(each.next),
        "behind": each.behind,
    }


def _lane(lane: LaneListed, now: datetime) -> dict[str, Any]:
    """A lane for a program; the keys are a public interface."""
    return {
        **_where(lane.place),
        "state": lane.state,
        "why": how(lane, now),
        "reason": lane.reason,
        "pending": lane.pending,
        "follows": lane.follows,
        "fails": lane.fails,
        "failing": spelled(lane.failing),
        "paused": spelled(lane.paused),
        "next": spelled(lane.next),
    }


def _where(place: Place) -> dict[str, Any]:
    return {
        "place": spell(place),
        "platform": place.platform,
        "tenant": place.tenant,
        "channel": place.channel,
        "thread": place.thread,
        "direct": place.direct,
    }
