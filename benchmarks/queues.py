"""Stores to measure the outbox with: empty, on SQLite or on a PostgreSQL server of the measurement's own."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.config import Secret, Settings
from bot.delivery.announcement import Announcement, Task
from bot.query.request import Place
from bot.revision.published import Revision
from bot.storage.packed import preferences_row
from bot.storage.queue_tables import lane, subscription
from bot.storage.store import Store, open_store
from bot.subscription.model import Preferences
from tests.support.ferry import ferry_brief
from tests.support.postgres import served

STORY = "ferry"
BOTH = ("SQLite", "PostgreSQL")
AT_ONCE = 10_000


@asynccontextmanager
async def empty(kind: str) -> AsyncIterator[Store]:
    """A store without content."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-queue-")))
        url = stack.enter_context(served()).new_database() if kind == "PostgreSQL" else ""
        async with open_store(Settings(data_dir=folder, database_url=Secret(url))) as store:
            yield store


async def publish(store: Store, number: int, *tasks: Task) -> None:
    now = datetime.now(UTC)
    revision = Revision(
        story=STORY, number=number, sha256=f"{number:064x}", changes=(), at="", note=None, published=now
    )
    wanted = [Announcement(task=task, due=datetime.fromtimestamp(0, UTC)) for task in tasks]
    await store.outbox.publish(revision, ferry_brief(), wanted)


async def follow(store: Store, places: int) -> None:
    """So many channels follow the story, each in a lane of its own."""
    told = {f"told_{level}": 1 for level in ("loud", "once", "soon", "digest")}
    same = preferences_row(Preferences()) | told | {"story": STORY, "user": "", "at": datetime.now(UTC)}
    for first in range(1, places + 1, AT_ONCE):
        ids = range(first, min(first + AT_ONCE, places + 1))
        async with store.database.writing(hurried=False) as connection:
            await connection.execute(lane.insert(), [_lane(id) for id in ids])
            await connection.execute(subscription.insert(), [same | {"lane": id} for id in ids])


def place(id: int) -> Place:
    return Place(platform="discord", tenant="900", channel=str(10_000_000 + id))


def _lane(id: int) -> dict[str, object]:
    there = place(id)
    return {
        "id": id,
        "platform": there.platform,
        "tenant": there.tenant,
        "channel": there.channel,
        "thread": "",
        "direct": False,
    }


async def tidy(store: Store) -> None:
    """What a database does now and then by itself, done now: the counts that plans are made of."""
    if not store.database.is_file:
        async with store.database.reading() as connection:
            await connection.exec_driver_sql("VACUUM ANALYZE lane, subscription, announcement, outbox")
