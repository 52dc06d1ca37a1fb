"""The store's clock: the server's where there is one, whatever the clock of this machine says."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Secret, Settings
from bot.storage.clock import ServerClock, kept
from bot.storage.store import open_store
from tests.support.postgres import Postgres
from tests.support.stores import Clock
from tests.support.waiting import until


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < timedelta(seconds=5)


def at(postgres: Postgres, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, database_url=Secret(postgres.new_database()))


async def test_a_machine_whose_clock_is_wrong_goes_by_the_servers(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = datetime.now(UTC)
    monkeypatch.setattr(time, "time", lambda: right.timestamp() + 86400)
    async with open_store(at(postgres, tmp_path)) as store:
        (slot,) = await store.rates.reserve("discord:bot", 1, 1.0)
    assert near(slot, right)


async def test_time_goes_on_between_two_looks() -> None:
    elapsed = [0.0]
    clock = ServerClock(lambda: elapsed[0])
    before = clock()
    elapsed[0] = 90.0
    assert clock() - before == timedelta(seconds=90)


async def test_the_server_is_asked_now_and_then(postgres: Postgres, tmp_path: Path) -> None:
    wrong = [0.0]
    clock = ServerClock(lambda: time.monotonic() + wrong[0])
    async with open_store(at(postgres, tmp_path)) as store, kept(clock, store.database, every=0.01):
        wrong[0] = 3600.0
        await until(lambda: near(clock(), datetime.now(UTC)))


async def test_a_clock_of_ones_own_wins(settings: Settings) -> None:
    mine = Clock()
    async with open_store(settings, clock=mine) as store:
        assert await store.rates.reserve("discord:bot", 1, 1.0) == [mine()]
