"""Places that follow a story, as many as wanted, put into a store at once."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import String, cast, false, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.packed import preferences_row, told_row
from bot.storage.queue_tables import lane, subscription
from bot.storage.store import Store
from bot.subscription.model import Preferences, Told

PLACE = ("platform", "tenant", "channel", "thread", "direct")


async def follow(store: Store, platform: str, tenant: str, story: str, count: int) -> None:
    """Channels 1 to `count` follow a story from its first revision on, told of all instantly."""
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < count))
    channel = cast(numbers.c.n, String)
    places = select(literal(platform), literal(tenant), channel, literal(""), false())
    async with store.database.writing(hurried=False) as connection:
        await connection.execute(insert(lane).from_select(PLACE, places))
        await _subscribe(connection, platform, story)
        if not store.database.is_file:
            await connection.exec_driver_sql("ANALYZE lane")
            await connection.exec_driver_sql("ANALYZE subscription")


async def _subscribe(connection: AsyncConnection, platform: str, story: str) -> None:
    given = {"story": story, "user": ""} | preferences_row(Preferences()) | told_row(Told.until(1))
    at = literal(datetime.now(UTC), subscription.c.at.type)
    row = select(lane.c.id, at, *map(literal, given.values())).where(lane.c.platform == platform)
    await connection.execute(insert(subscription).from_select(["lane", "at", *given], row))
