"""Servers and workspaces that come and go, in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, literal_column, select, union

from bot.query.request import Place
from bot.storage.engine import Database
from bot.storage.lanes import park, unpark, within
from bot.storage.packed import seconds
from bot.storage.queue_tables import PENDING, announcement, lane, outbox, subscription
from bot.storage.statements import insert
from bot.storage.sweeping import AT_ONCE, comb, sweep
from bot.storage.tables import departure, post, reader, saying

# Spelled out: with a bound value neither database sees that the index `post_said` holds these rows.
NOTHING: ColumnElement[str] = literal_column("''")

GONE = "the bot was removed from this server or workspace"


class StoredTenants:
    """The Tenants of bot.delivery.tenants."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def departed(self, platform: str, tenant: str) -> int:
        now = self._clock()
        async with self._database.writing() as connection:
            note = insert(connection, departure).values(platform=platform, tenant=tenant, at=now)
            await connection.execute(note.on_conflict_do_nothing())
            return await park(connection, _all_of(platform, tenant), GONE, now)

    async def returned(self, platform: str, tenant: str) -> int:
        async with self._database.writing() as connection:
            back = await connection.execute(delete(departure).where(*_noted(platform, tenant)))
            if not back.rowcount:
                return 0
            return await unpark(connection, _all_of(platform, tenant), self._clock())

    async def overdue(self, before: datetime) -> list[tuple[str, str]]:
        gone = select(departure.c.platform, departure.c.tenant).where(departure.c.at < before)
        async with self._database.reading() as connection:
            rows = (await connection.execute(gone.order_by(departure.c.at))).all()
        return [(row.platform, row.tenant) for row in rows]

    async def forget(self, platform: str, tenant: str) -> Mapping[str, int]:
        counts = await self._forget(_all_of(platform, tenant))
        async with self._database.writing() as connection:
            of_tenant = reader.c.platform == platform, reader.c.tenant == tenant
            readers = (await connection.execute(delete(reader).where(*of_tenant))).rowcount
            await connection.execute(delete(departure).where(*_noted(platform, tenant)))
        return counts | {"reader": readers}

    async def forget_place(self, place: Place) -> Mapping[str, int]:
        # First, while it can be seen yet whose conversation it is.
        readers = await self._forget_reader(place)
        return await self._forget(place) | {"reader": readers}

    async def prune(self, before: datetime) -> Mapping[str, int]:
        ended = outbox.c.state != "pending", outbox.c.ended_at < seconds(before)
        deliveries = await comb(self._database, outbox, *ended)
        left = exists().where(outbox.c.announcement == announcement.c.id)
        announcements = await sweep(
            self._database, announcement, announcement.c.done_at < seconds(before), ~left
        )
        sayings = await self._forget_sayings()
        return {"outbox": deliveries, "announcement": announcements, "saying": sayings}

    async def _forget(self, place: Place) -> dict[str, int]:
        """Subscriptions and posts go first: they are what new deliveries come from."""
        lanes = select(lane.c.id).where(*within(lane, place))
        return {
            "subscription": await sweep(self._database, subscription, subscription.c.lane.in_(lanes)),
            "post": await sweep(self._database, post, *within(post, place)),
            "outbox": await comb(self._database, outbox, outbox.c.lane.in_(lanes)),
            "lane": await self._forget_lanes(place),
        }

    async def _forget_lanes(self, place: Place) -> int:
        total, gone = 0, AT_ONCE
        while gone == AT_ONCE:
            few = select(lane.c.id).where(*within(lane, place)).order_by(lane.c.id).limit(AT_ONCE)
            async with self._database.writing() as connection:
                lanes = (await connection.scalars(few.with_for_update())).all()
                # What has got into a lane since; nothing more can while it is held.
                await connection.execute(delete(outbox).where(PENDING, outbox.c.lane.in_(lanes)))
                await connection.execute(delete(lane).where(lane.c.id.in_(lanes)))
            gone = len(lanes)
            total += gone
        return total

    async def _forget_reader(self, place: Place) -> int:
        """Forget how far the person of a direct conversation has read."""
        asked = select(post.c.asker).where(*within(post, place), post.c.direct)
        followed = select(subscription.c.user).join(lane).where(*within(lane, place), lane.c.direct)
        of_tenant = reader.c.platform == place.platform, reader.c.tenant == place.tenant
        async with self._database.writing() as connection:
            person = reader.c.user.in_(union(asked, followed))
            return (await connection.execute(delete(reader).where(*of_tenant, person))).rowcount

    async def _forget_sayings(self) -> int:
        total, last = 0, ""
        unused = ~exists().where(post.c.said == saying.c.sha256, post.c.said != NOTHING)
        while True:
            few = select(saying.c.sha256).where(unused, saying.c.sha256 > last).order_by(saying.c.sha256)
            async with self._database.writing() as connection:
                # Whoever enters a post holds its saying; only then, what is used is looked up once more.
                held = few.limit(AT_ONCE).with_for_update(skip_locked=True, of=saying)
                digests = (await connection.scalars(held)).all()
                going = delete(saying).where(saying.c.sha256.in_(digests), unused)
                total += (await connection.execute(going)).rowcount
            if len(digests) < AT_ONCE:
                return total
            last = digests[-1]


def _all_of(platform: str, tenant: str) -> Place:
    return Place(platform=platform, tenant=tenant, channel="")


def _noted(platform: str, tenant: str) -> tuple[ColumnElement[bool], ...]:
    return departure.c.platform == platform, departure.c.tenant == tenant
