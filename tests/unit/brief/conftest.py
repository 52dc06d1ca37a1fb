"""What the tests of the library share."""

from __future__ import annotations

import pytest

from tests.support import briefs


@pytest.fixture(scope="session")
def lock(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The evidence lock that fits every invented brief."""
    return briefs.make_lock(tmp_path_factory.mktemp("source"))
