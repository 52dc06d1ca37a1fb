"""What many tests share: the first story, loaded as the bot loads it, without its article."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.brief.library import Library, load
from bot.query.index import Index
from bot.service import Bot

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The briefs of this repository, checked against their locks."""
    data = tmp_path_factory.mktemp("data")
    return load(ROOT / "briefs", data / "no-archive", data)


@pytest.fixture
def bot(library: Library) -> Bot:
    return Bot(library)


@pytest.fixture(scope="session")
def index(library: Library) -> Index:
    return Index(library)
