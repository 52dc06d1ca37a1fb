"""Every store under one suite: in memory, in a file of SQLite, on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Secret, Settings
from bot.storage.memory import MemoryStore
from bot.storage.store import Store, open_store
from tests.support.postgres import postgres as postgres  # a fixture
from tests.support.stores import Clock


def settings_of(kind: str, folder: Path, request: pytest.FixtureRequest) -> Settings:
    url = request.getfixturevalue("postgres").new_database() if kind == "postgresql" else ""
    return Settings(data_dir=folder / "var", database_url=Secret(url))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings that name an empty database."""
    return settings_of(request.param, tmp_path, request)


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
