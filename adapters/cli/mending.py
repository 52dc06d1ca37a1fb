"""`onrecord retry`, `unpark` and `forget`: what an operator does to the outbox by hand."""

from __future__ import annotations

import asyncio

from adapters.cli.filters import refuse_unknown
from adapters.cli.output import counted, note, say, say_json
from adapters.cli.stored import existing_store, none_yet
from bot.config import Settings
from bot.delivery.inspection import RETRIED, Retried, Where, Which
from bot.delivery.outbox import State
from bot.errors import UsageError

DONE, NOTHING = 0, 1


def retry(settings: Settings, which: Which, *, as_json: bool) -> int:
    """Try deliveries once more, at once; 1 where there is none to try. Raises UsageError for a story that was
    never published."""
    if which == Which():
        raise UsageError("retry what? give the ids of deliveries, --story, --channel or --state")
    refused = [state for state in which.states if state not in ("pending", *RETRIED)]
    if refused:
        raise UsageError(f"what is {refused[0]} is not tried again; only {_listed(('pending', *RETRIED))} is")
    done = asyncio.run(_retry(settings, which))
    if as_json:
        say_json({"again": done.again if done else 0, "hastened": done.hastened if done else 0})
    elif done is None:
        note(none_yet(settings))
    elif done.again or done.hastened:
        say(_told(done))
    else:
        note("there is nothing to try again; what was sent or told is left as it is")
    return DONE if done and (done.again or done.hastened) else NOTHING


def unpark(settings: Settings, where: Where, *, as_json: bool) -> int:
    """Let paused lanes go on at once; 0."""
    done = asyncio.run(_unpark(settings, where))
    if as_json:
        say_json({"unparked": done or 0})
    elif done is None:
        note(none_yet(settings))
    elif done:
        say(f"{counted(done, 'lane')} unparked; what waits there is tried at once")
    else:
        say("no lane that fits is parked; nothing to do")
    return DONE


def _told(done: Retried) -> str:
    again = f"{counted(done.again, 'delivery', 'deliveries')} pending again" if done.again else ""
    hastened = f"{counted(done.hastened, 'lane')} that waited may go at once" if done.hastened else ""
    return "; ".join(filter(None, (again, hastened)))


def _listed(states: tuple[State, ...]) -> str:
    return f"{', '.join(states[:-1])} or {states[-1]}"


async def _retry(settings: Settings, which: Which) -> Retried | None:
    async with existing_store(settings) as store:
        if store is None:
            return None
        if which.story is not None:
            refuse_unknown(which.story, await store.revisions.heads())
        return await store.inspection.retry(which)


async def _unpark(settings: Settings, where: Where) -> int | None:
    async with existing_store(settings) as store:
        return await store.inspection.unpark(where) if store else None
