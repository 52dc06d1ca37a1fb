"""What was last registered with a platform, in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from bot.storage.engine import Database
from bot.storage.statements import insert
from bot.storage.tables import registration


class StoredRegistrations:
    """The Registrations of bot.delivery.remembered."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def fingerprint(self, platform: str, application: str) -> str | None:
        ours = registration.c.platform == platform, registration.c.application == application
        async with self._database.reading() as connection:
            return await connection.scalar(select(registration.c.fingerprint).where(*ours))

    async def remember(self, platform: str, application: str, fingerprint: str) -> None:
        now = {"fingerprint": fingerprint, "at": self._clock()}
        async with self._database.writing() as connection:
            note = insert(connection, registration).values(platform=platform, application=application, **now)
            await connection.execute(
                note.on_conflict_do_update(index_elements=["platform", "application"], set_=now)
            )
