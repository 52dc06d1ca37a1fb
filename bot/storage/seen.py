"""Which events were seen, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete

from bot.storage.engine import Database
from bot.storage.statements import insert
from bot.storage.tables import seen
from bot.storage.together import Together

AT_ONCE = 200  # events in one transaction

Event = tuple[str, str]  # platform and id


class StoredSeen:
    """The Seen of bot.delivery.remembered; of several processes one alone is told that it is first."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._first = Together(self._note, AT_ONCE)

    async def first(self, platform: str, event: str) -> bool:
        return await self._first((platform, event))

    async def prune(self, before: datetime) -> int:
        async with self._database.writing() as connection:
            return (await connection.execute(delete(seen).where(seen.c.at < before))).rowcount

    async def _note(self, events: Sequence[Event]) -> list[bool]:
        """Of each, whether it is the first of its kind."""
        new = await self._enter(set(events))
        return [event in new and events.index(event) == place for place, event in enumerate(events)]

    async def _enter(self, events: set[Event]) -> set[Event]:
        """Those that were not there before. In one order always, lest two processes wait for each other."""
        now = self._clock()
        rows = [{"platform": platform, "event": event, "at": now} for platform, event in sorted(events)]
        async with self._database.writing() as connection:
            note = insert(connection, seen).values(rows).on_conflict_do_nothing()
            noted = await connection.execute(note.returning(seen.c.platform, seen.c.event))
            return {(row.platform, row.event) for row in noted}
