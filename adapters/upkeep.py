"""What goes on beside answering: newer briefs are served, old events forgotten."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.brief.library import Library
from bot.brief.library.watch import changes, follow
from bot.delivery.remembered import Seen
from bot.errors import StoreError
from bot.service import Bot
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

SEEN_FOR = timedelta(days=3)  # Slack delivers an event again within a day (Slack docs: Events API)
HOUR = 3600.0

Tell = Callable[[str], None]


@asynccontextmanager
async def kept_up(bot: Bot, tell: Tell = log.info) -> AsyncIterator[None]:
    """Meanwhile, newer briefs are answered from as soon as they are whole."""
    watching = asyncio.create_task(keep_up(bot, follow(bot.library, changes(bot.library.folders)), tell))
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


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


async def forget(seen: Seen, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Forget events that no platform delivers again, at once and every hour; goes on until cancelled."""
    while True:
        try:
            gone = await seen.prune(datetime.now(UTC) - SEEN_FOR)
            log.debug("forgot old events", extra={"events": gone})
        except StoreError as error:
            log.error("old events are not forgotten: %s", one_line(str(error)))
        except Exception:
            log.exception("old events are not forgotten")
        await pause(HOUR)
