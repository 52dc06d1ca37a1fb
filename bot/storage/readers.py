"""How far readers have read, in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from bot.storage.engine import Database
from bot.storage.statements import insert
from bot.storage.tables import reader

KEY = ("platform", "tenant", "user", "story")


class StoredReaders:
    """The Readers of bot.subscription.subscriptions."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def read_until(self, platform: str, tenant: str, user: str, story: str) -> int | None:
        key = zip(KEY, (platform, tenant, user, story), strict=True)
        wanted = select(reader.c.revision).where(*(reader.c[name] == value for name, value in key))
        async with self._database.reading() as connection:
            found: int | None = await connection.scalar(wanted)
            return found

    async def read(self, platform: str, tenant: str, user: str, story: str, revision: int) -> None:
        now = self._clock()
        key = dict(zip(KEY, (platform, tenant, user, story), strict=True))
        async with self._database.writing() as connection:
            line = insert(connection, reader).values(key | {"revision": revision, "at": now})
            further = line.on_conflict_do_update(
                index_elements=KEY,
                set_={"revision": line.excluded.revision, "at": line.excluded.at},
                where=reader.c.revision < line.excluded.revision,
            )
            await connection.execute(further)
