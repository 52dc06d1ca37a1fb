"""Stores that are shared, full, restarted or away, and clocks that jump."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event

from bot.config import Secret, Settings
from bot.errors import StoreError
from tests.support.postgres import Postgres, served
from tests.support.throttled.assembly import Assembly
from tests.support.throttled.fake import Fakes
from tests.support.throttled.processes import Nursery
from tests.support.throttled.rig import Rig, places, rigged
from tests.support.throttled.story import SLUG

EVERYWHERE = [*places("discord", 20), *places("slack", 5)]


@pytest.fixture
def own() -> Iterator[Postgres]:
    """A server that a test may stop."""
    with served(hasty=True) as server:
        yield server


async def test_two_publishers_at_once_publish_one_revision(rig: Rig) -> None:
    await rig.followed_by(EVERYWHERE)
    rig.revise("news")
    async with rig.bot() as one, rig.bot() as other:
        assert sorted(await asyncio.gather(one.publish(), other.publish())) == [0, 1]
        await one.drain()
    assert rig.told(EVERYWHERE) == [[2]] * len(EVERYWHERE)


async def test_the_same_content_published_again_is_no_revision(rig: Rig) -> None:
    await rig.followed_by(EVERYWHERE)
    for _ in range(3):
        await rig.deliver("news")
    assert rig.told(EVERYWHERE) == [[2]] * len(EVERYWHERE)


async def test_two_processes_on_postgresql_share_the_work(on_postgresql: Rig) -> None:
    rig = on_postgresql
    await rig.followed_by(EVERYWHERE)
    revised = []
    for _ in range(3):
        revised.append("news")
        rig.revise(*revised)
        assert [rig.end(each) for each in (rig.start(), rig.start())] == [0, 0]
    assert rig.told(EVERYWHERE) == [[2, 3, 4]] * len(EVERYWHERE)


async def test_a_place_that_begins_or_ceases_to_follow_during_a_fan_out(rig: Rig) -> None:
    following = places("discord", 9)
    new, gone = places("discord", 1, first=10)[0], following[8]
    await rig.followed_by(following)
    rig.revise("news")
    async with rig.bot() as bot:
        await bot.publish()
        spreading = await bot.outbox.spread(most=3)
        assert spreading is not None
        assert spreading.rows == 3
        await bot.follow(new, SLUG, 2)
        await bot.store.subscriptions.unsubscribe(gone, SLUG)
        await bot.drain()
    assert rig.told(following[:8]) == [[2]] * 8
    assert rig.told([new, gone]) == [[], []]


@pytest.mark.parametrize("jump", [7 * 86400.0, -7 * 86400.0], ids=["ahead", "back"])
async def test_a_clock_that_was_wrong_holds_nothing_up(rig: Rig, jump: float) -> None:
    """A process with a wrong clock is killed while it holds leases; the next one has the right time."""
    await rig.followed_by(EVERYWHERE)
    rig.fake.order("429", times=8, after=1.0)
    rig.fake.order("hold", skip=4, times=4)
    rig.revise("news")
    process = rig.start(ahead=jump)
    rig.fake.until("held")
    rig.kill(process)
    rig.fake.clear()
    rig.fake.release()
    assert rig.run() == 0
    assert rig.told(EVERYWHERE) == [[2]] * len(EVERYWHERE)


async def test_a_disk_that_is_full_loses_nothing(on_sqlite: Rig) -> None:
    rig = on_sqlite
    await rig.followed_by(EVERYWHERE)
    revised: list[str] = []
    full = True

    def fill(connection: Any, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages if full else 1 << 30}")

    async with rig.bot() as bot:
        event.listen(bot.store.database.engine.sync_engine, "checkout", fill)
        with pytest.raises(StoreError, match="disk is full"):
            await _publish_much(rig, bot, revised)
        full = False
        await bot.publish()
        await bot.outbox.spread()
        full = True
        with suppress(TimeoutError):
            await bot.drain(0.3)
        full = False
        await bot.drain()
    everything = list(range(2, 2 + len(revised)))
    assert rig.told(EVERYWHERE) == [everything] * len(EVERYWHERE)


async def _publish_much(rig: Rig, bot: Assembly, revised: list[str]) -> None:
    """Revision after revision: some pages of a file have room left."""
    while len(revised) < 10:
        revised.append("news")
        rig.revise(*revised)
        await bot.publish()


@pytest.mark.parametrize("away", [0, 60])
async def test_a_server_that_is_restarted_or_gone_for_a_while(
    own: Postgres, fakes: Fakes, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory, away: int
) -> None:
    folder = tmp_path_factory.mktemp("gone")
    settings = Settings(data_dir=folder, database_url=Secret(own.new_database()))
    with rigged(settings, fakes, nursery, folder) as rig:
        await rig.followed_by(EVERYWHERE)
        rig.fake.order("hold", skip=10, times=3)
        rig.revise("news")
        process = rig.start()
        rig.fake.until("held")
        own.stop()
        rig.fake.release()
        rig.fake.go(away)
        own.start()
        assert rig.end(process) == 0
        assert rig.told(EVERYWHERE) == [[2]] * len(EVERYWHERE)
