"""What the tests of faults share: the fake platforms, and programs that can be killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Settings
from tests.support.databases import settings as settings  # a fixture
from tests.support.databases import settings_of
from tests.support.postgres import postgres as postgres  # a fixture
from tests.support.throttled.fake import Fakes
from tests.support.throttled.fake import fakes as started
from tests.support.throttled.processes import Nursery, nurseries
from tests.support.throttled.rig import Rig, rigged


@pytest.fixture(scope="session")
def fakes() -> Iterator[Fakes]:
    """The process in which every test has a Discord and a Slack of its own."""
    with started() as running:
        yield running


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """The process that begins others."""
    with nurseries() as running:
        yield running


@pytest.fixture
def rig(settings: Settings, fakes: Fakes, nursery: Nursery, tmp_path: Path) -> Iterator[Rig]:
    """A story and its followers, on each kind of database in turn."""
    with rigged(settings, fakes, nursery, tmp_path) as made:
        yield made


@pytest.fixture
def blind(settings: Settings, fakes: Fakes, nursery: Nursery, tmp_path: Path) -> Iterator[Rig]:
    """The same where the bot may not look into a channel's history on Slack."""
    with rigged(settings, fakes, nursery, tmp_path, history=False) as made:
        yield made


@pytest.fixture
def on_sqlite(
    request: pytest.FixtureRequest, fakes: Fakes, nursery: Nursery, tmp_path: Path
) -> Iterator[Rig]:
    with rigged(settings_of("sqlite", tmp_path, request), fakes, nursery, tmp_path) as made:
        yield made


@pytest.fixture
def on_postgresql(
    request: pytest.FixtureRequest, fakes: Fakes, nursery: Nursery, tmp_path: Path
) -> Iterator[Rig]:
    with rigged(settings_of("postgresql", tmp_path, request), fakes, nursery, tmp_path) as made:
        yield made
