"""The chat and the pipe on this machine follow stories, with the store behind them, or say why not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from adapters.console.session import Session
from adapters.local import Behind
from bot.bootstrap import read_library
from bot.config import Settings
from bot.reply.model import Reply
from bot.reply.plain import plain
from bot.storage.alone import alone
from tests.support import story_bridge as bridge
from tests.support.waiting import until

ROOT = Path(__file__).parents[3]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Folders with the first revision of the bridge."""
    made = Settings(
        briefs_dir=tmp_path / "briefs", archive_dir=tmp_path / "archive", data_dir=tmp_path / "var"
    )
    write(made, bridge.BASELINE)
    return made


def write(settings: Settings, number: int) -> None:
    bridge.write(settings.briefs_dir, settings.archive_dir, number)


async def test_a_story_that_is_followed_here_is_told_here(settings: Settings) -> None:
    shown: list[Reply] = []
    told: list[str] = []
    behind = Behind(settings, read_library(settings))
    session = Session(behind.bot)
    async with behind.kept(told.append, shown.append):
        answer = plain(await session.answer("/subscribe bridge"))
        assert bridge.TITLE in answer
        write(settings, bridge.CORRECTED)
        await until(lambda: shown, 20, "the update")
        assert bridge.NOW in plain(shown[0])
        assert "/unsubscribe" not in plain(await session.answer("/subscriptions"))
        await session.answer("/unsubscribe bridge")
    assert "bridge has changed" in told


async def test_what_was_missed_while_nobody_chatted_is_told_at_the_next_start(settings: Settings) -> None:
    first = Behind(settings, read_library(settings))
    async with first.kept(print, print):
        await Session(first.bot).answer("/subscribe bridge")
    write(settings, bridge.CORRECTED)
    shown: list[Reply] = []
    behind = Behind(settings, read_library(settings))
    async with behind.kept(print, shown.append):
        await until(lambda: shown, 20, "the update")


async def test_without_a_store_the_chat_answers_and_says_why_nothing_is_followed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.data_dir.write_bytes(b"a file where the folder should be")
    behind = Behind(settings, read_library(settings), "the disk is full")
    session = Session(behind.bot)
    async with behind.kept(print, print):
        refused = plain(await session.answer("/subscribe bridge"))
        assert bridge.TITLE in plain(await session.answer("/brief bridge"))
    assert "no story can be followed in it" in refused
    assert "following stories is not possible here: the disk is full" in capsys.readouterr().err


async def test_newer_briefs_are_served_without_a_store_too(settings: Settings) -> None:
    told: list[str] = []
    behind = Behind(settings, read_library(settings), "the disk is full")
    async with behind.kept(told.append, print):
        write(settings, bridge.CORRECTED)
        await until(lambda: "bridge has changed" in told, 20, "the newer brief")


@contextmanager
def piped(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """`onrecord run` with a pipe on standard input."""
    environ = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    environ |= {"PYTHONPATH": str(ROOT), "BRIEFS_DIR": str(settings.briefs_dir)}
    environ |= {"ARCHIVE_DIR": str(settings.archive_dir), "DATA_DIR": str(settings.data_dir)}
    process = subprocess.Popen(
        [sys.executable, "-m", "adapters.main", "run"],
        env=environ,
        cwd=settings.briefs_dir.parent,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines(process: subprocess.Popen[str], seconds: float = 20) -> Iterator[str]:
    """What it prints; it is killed where that does not come."""
    assert process.stdout
    watchdog = Timer(seconds, process.kill)
    watchdog.start()
    try:
        yield from iter(process.stdout.readline, "")
    finally:
        watchdog.cancel()


def test_a_pipe_follows_a_story_and_ends_when_it_is_closed(settings: Settings) -> None:
    with piped(settings) as process:
        assert process.stdin
        process.stdin.write("/subscribe bridge\n")
        process.stdin.flush()
        assert any(bridge.TITLE in line for line in lines(process))
        write(settings, bridge.CORRECTED)
        assert any(bridge.NOW in line for line in lines(process))
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")


def test_a_second_chat_on_the_same_store_is_one_line(settings: Settings) -> None:
    with alone(settings), piped(settings) as process:
        out, err = process.communicate("/brief bridge\n", timeout=20)
    assert (process.returncode, out) == (2, "")
    assert "is in use by another onrecord run" in err
    assert err.count("\n") == 1
