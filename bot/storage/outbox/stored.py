"""The outbox as a worker sees it: every step one transaction, on the store's clock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from bot.brief.model import Brief
from bot.delivery.announcement import Announcement, Spreading
from bot.delivery.outbox import Delivery, Result, Waiting
from bot.query.request import Place
from bot.revision.published import Revision
from bot.storage import lanes
from bot.storage.engine import Database
from bot.storage.outbox import claim, publish, release, settle, spread, waiting


class StoredOutbox:
    """The Outbox of bot.delivery.outbox."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def publish(self, revision: Revision, snapshot: Brief, tasks: Sequence[Announcement]) -> bool:
        async with self._database.writing() as connection:
            return await publish.publish(connection, revision, snapshot, tasks, self._clock())

    async def spread(self, mark: Mapping[str, int] | None = None, most: int = 5000) -> Spreading | None:
        async with self._database.writing() as connection:
            return await spread.spread(connection, mark or {}, most, self._now())

    async def release(self, most: int = 5000) -> int:
        async with self._database.writing() as connection:
            return await release.release(connection, most, self._now())

    async def claim(self, platforms: Collection[str], most: int, lease: float) -> list[Delivery]:
        async with self._database.writing() as connection:
            return await claim.claim(connection, platforms, most, lease, self._now())

    async def settle(self, results: Sequence[Result]) -> list[bool]:
        if not results:
            return []
        async with self._database.writing() as connection:
            return await settle.settle(connection, results, self._clock())

    async def waiting(self) -> list[Waiting]:
        async with self._database.reading() as connection:
            return await waiting.waiting(connection, self._now())

    async def park(self, place: Place, reason: str) -> int:
        async with self._database.writing() as connection:
            return await lanes.park(connection, place, reason, self._clock())

    async def unpark(self, place: Place) -> int:
        async with self._database.writing() as connection:
            return await lanes.unpark(connection, place, self._clock())

    async def reclaim(self) -> None:
        """End all leases; for whoever knows that no other process is there to hold one."""
        async with self._database.writing() as connection:
            await lanes.reclaim(connection)

    def _now(self) -> float:
        return self._clock().timestamp()
