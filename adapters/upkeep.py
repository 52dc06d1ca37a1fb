"""What goes on beside answering: newer briefs are served, what is old is deleted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.brief.library import Library
from bot.brief.library.watch import changes, follow
from bot.delivery.remembered import Seen
from bot.delivery.tenants import Tenants
from bot.errors import StoreError
from bot.service import Bot
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

SEEN_FOR = timedelta(days=3)  # Slack delivers an event again within a day (Slack docs: Events API)
ENDED_FOR = timedelta(days=30)  # for which an operator can look up what became of a delivery
HOUR = 3600.0

Tell = Callable[[str], None]
Chore = Callable[[], Awaitable[int]]
Pause = Callable[[float], Awaitable[None]]


async def newer(library: Library, *, watch: bool) -> AsyncIterator[Library]:
    """Each newer snapshot of the files; none where they are not watched."""
    if not watch:
        await asyncio.Event().wait()
    async for each in follow(library, changes(library.folders)):
        yield each


async def keep_up(bot: Bot, newer: AsyncIterator[Library], tell: Tell) -> None:
    """Serve each newer library and tell which stories changed; problems are in the log."""
    try:
        async for library in newer:
            before, after = bot.library.entries, library.entries
            bot.serve(library)
            for slug in sorted(before.keys() | after.keys()):
                if before.get(slug) != after.get(slug):
                    tell(f"{slug} {'has changed' if slug in after else 'is gone'}")
    except Exception:  # watchfiles raises its own; the bot goes on with what it has
        log.exception("the briefs are no longer watched; start again to read newer ones")


def chores(
    seen: Seen, tenants: Tenants, grace_days: int, clock: Callable[[], datetime]
) -> Mapping[str, Chore]:
    """What is to be deleted now and then, by what it is called in the log."""

    async def of_who_left() -> int:
        overdue = await tenants.overdue(clock() - timedelta(days=grace_days))
        for platform, tenant in overdue:
            await tenants.forget(platform, tenant)
            log.info("%s: all that was kept of %s is deleted", platform, one_line(tenant))
        return len(overdue)

    async def of_events() -> int:
        return await seen.prune(clock() - SEEN_FOR)

    async def of_deliveries() -> int:
        return sum((await tenants.prune(clock() - ENDED_FOR)).values())

    return {
        "old events": of_events,
        "deliveries that ended long ago": of_deliveries,
        "servers and workspaces that the bot was removed from": of_who_left,
    }


async def tidy(
    chores: Mapping[str, Chore], pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Do all chores, at once and every hour; goes on until cancelled."""
    while True:
        for what, chore in chores.items():
            await _do(what, chore)
        await pause(HOUR)


async def _do(what: str, chore: Chore) -> None:
    try:
        gone = await chore()
    except StoreError as error:
        log.error("%s are not deleted: %s", what, one_line(str(error)))
    except Exception:
        log.exception("%s are not deleted", what)
    else:
        log.debug("deleted %s", what, extra={"count": gone})
