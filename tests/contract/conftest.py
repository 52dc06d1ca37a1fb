"""Every store under one suite: in memory, in a file of SQLite, on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.storage.memory import MemoryStore
from bot.storage.store import Store, open_store
from tests.support.databases import settings as settings
from tests.support.databases import settings_of
from tests.support.postgres import postgres as postgres  # a fixture
from tests.support.queue import Queue, a_queue
from tests.support.stores import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def file(tmp_path: Path) -> Settings:
    """Settings that name a file which is not there yet."""
    return Settings(data_dir=tmp_path / "var")


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Settings | None:
    return None if request.param == "memory" else settings_of(request.param, tmp_path, request)


@pytest.fixture
async def store(home: Settings | None, clock: Clock) -> AsyncIterator[Store | MemoryStore]:
    """An open store without content, of each kind in turn."""
    if home is None:
        yield MemoryStore(clock)
    else:
        async with open_store(home, clock=clock) as opened:
            yield opened


@pytest.fixture
async def queue(settings: Settings, clock: Clock) -> AsyncIterator[Queue]:
    """A store with one story, of each kind in turn."""
    async with a_queue(settings, clock) as made:
        yield made
