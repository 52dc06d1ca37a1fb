"""Fixtures that run a test on each kind of database in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Secret, Settings


def settings_of(kind: str, folder: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings that name an empty database; that of a server comes from the fixture `postgres`."""
    url = request.getfixturevalue("postgres").new_database() if kind == "postgresql" else ""
    return Settings(data_dir=folder / "var", database_url=Secret(url))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings that name an empty database."""
    return settings_of(request.param, tmp_path, request)
