"""The lock that lets exactly one `onrecord run` use a file of SQLite."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.config import Settings
from bot.errors import StoreError, UsageError
from bot.storage.address import SqliteFile, find_database

PID_LENGTH = 20


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the database for one bot until the block, or the process, ends. A server is for any number.

    Two bots would deliver from one file at the same time, and SQLite lets one of them starve. Raises
    UsageError where another holds it, and StoreError where the lock cannot be had at all.
    """
    address = find_database(settings)
    if not isinstance(address, SqliteFile):
        yield
        return
    lock = _open(address)
    try:
        _take(lock, address)
        yield
    finally:
        os.close(lock)  # the file stays: who removed it might take it from under another's lock


def _open(file: SqliteFile) -> int:
    path = file.path.resolve()  # two names of one file are one file
    try:
        if file.ours:
            path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(_beside(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(
            f"the database {file.where}: the lock beside it cannot be made ({error.strerror}); "
            "look whether its folder is there and may be written"
        ) from None


def _take(lock: int, file: SqliteFile) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
    except BlockingIOError:
        raise UsageError(
            f"the database {file.where} is in use by another onrecord run{_holder(lock)}; "
            "stop that one, or let DATABASE_URL name a PostgreSQL server, which takes several"
        ) from None
    except OSError as error:
        raise StoreError(
            f"the database {file.where}: it cannot be locked ({error.strerror}); keep it on a local disk"
        ) from None


def _holder(lock: int) -> str:
    """The process that holds it, where it has written so already."""
    written = os.pread(lock, PID_LENGTH, 0).decode("ascii", "replace").strip()
    return f" (process {written})" if written.isdecimal() else ""


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.lock")
