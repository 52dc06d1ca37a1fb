"""One bot a file: a second one is told so, and takes over as soon as the first is gone, however it went."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.config import Secret, Settings
from bot.errors import StoreError, UsageError
from bot.storage.alone import alone
from bot.storage.store import open_store
from tests.support.stores import ROOT, SLACK, said

HOLDING = """
import sys
from pathlib import Path
from bot.config import Settings
from bot.storage.alone import alone

with alone(Settings(data_dir=Path(sys.argv[1]))):
    print("mine", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def another_bot(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the file until it reads a line."""
    command = [sys.executable, "-c", HOLDING, str(settings.data_dir)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == "mine\n"
            yield running
        finally:
            running.kill()


def test_a_second_bot_is_refused_and_told_who_holds_the_file(file: Settings) -> None:
    with another_bot(file) as running, pytest.raises(UsageError) as fault, alone(file):
        pass
    words = str(fault.value)
    assert f"{file.data_dir / 'onrecord.db'} is in use by another onrecord run" in words
    assert f"(process {running.pid})" in words
    assert "\n" not in words


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_file_is_free_once_the_process_is_gone_however_it_went(
    file: Settings, how: signal.Signals
) -> None:
    with another_bot(file) as running:
        running.send_signal(how)
        running.wait(timeout=10)
        with another_bot(file):
            pass


def test_the_file_is_free_after_the_block(file: Settings) -> None:
    for _ in range(2):
        with alone(file):
            pass
    with another_bot(file):
        pass


def test_two_names_of_one_file_are_one_file(file: Settings, tmp_path: Path) -> None:
    with alone(file):
        (file.data_dir / "onrecord.db").touch()
        (tmp_path / "link.db").symlink_to(file.data_dir / "onrecord.db")
        other = Settings(data_dir=tmp_path, database_url=Secret(f"sqlite:///{tmp_path}/link.db"))
        with pytest.raises(UsageError, match=r"link\.db is in use"), alone(other):
            pass


def test_two_files_are_two_bots(file: Settings, tmp_path: Path) -> None:
    with alone(file), alone(Settings(data_dir=tmp_path / "other")):
        pass


def test_the_lock_is_its_owners_only(file: Settings) -> None:
    old = os.umask(0)
    try:
        with alone(file):
            mode = (file.data_dir / "onrecord.db.lock").stat().st_mode
    finally:
        os.umask(old)
    assert stat.S_IMODE(mode) == 0o600


async def test_other_commands_read_and_write_beside_the_bot(file: Settings) -> None:
    with another_bot(file):
        async with open_store(file) as store:
            await store.ledger.record([said(SLACK, "1.1")])
            assert await store.ledger.find(SLACK, "1.1") is not None


def test_a_server_takes_any_number_of_bots(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=Secret("postgresql://localhost/x"))
    with alone(settings), alone(settings):
        assert list(tmp_path.iterdir()) == []


def test_a_lock_that_cannot_be_made_is_a_fault_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings(data_dir=tmp_path / "file")
    with pytest.raises(StoreError, match="the lock beside it cannot be made"), alone(settings):
        pass
