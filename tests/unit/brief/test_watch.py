"""Watching: newer snapshots when files have come to rest, and none that nobody needs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from watchfiles import Change

from bot.brief.library import Library, load
from bot.brief.library.watch import Changes, changes, follow
from bot.errors import OnrecordError
from tests.support import briefs

QUIET: Changes = frozenset()
CHANGED: Changes = {(Change.modified, "briefs/norrhamn.yaml")}
DELETED: Changes = {(Change.deleted, "briefs/norrhamn.yaml")}
REVISION_2 = {"number": 2, "at": "2026-03-03T08:00:00Z", "note": "The union answers."}


@pytest.fixture
def library(tmp_path: Path, lock: bytes) -> Library:
    briefs.write(tmp_path / "briefs", "norrhamn", lock=lock)
    return load(tmp_path / "briefs", tmp_path / "archive", tmp_path / "var")


class Folder:
    """Batches of changes fed by hand: what is done to the files, and what the watcher then sees of it."""

    def __init__(self, path: Path, lock: bytes) -> None:
        self.path = path
        self.lock = lock

    def edit(self) -> Changes:
        briefs.write(self.path, "norrhamn", lock=self.lock, revision=REVISION_2)
        return CHANGED

    def half_write(self) -> Changes:
        (self.path / "norrhamn.yaml").write_text("schema: brief/1\nsources: [", encoding="utf-8")
        return CHANGED

    def delete(self) -> Changes:
        (self.path / "norrhamn.yaml").unlink()
        return DELETED

    def touch(self) -> Changes:
        (self.path / "notes.txt").write_text("no brief")
        return CHANGED

    def rest(self) -> Changes:
        return QUIET

    async def happen(self, *steps: str) -> AsyncIterator[Changes]:
        for step in steps:
            yield getattr(self, step)()


@pytest.fixture
def folder(tmp_path: Path, lock: bytes) -> Folder:
    return Folder(tmp_path / "briefs", lock)


async def revisions(library: Library, seen: AsyncIterator[Changes]) -> list[int | None]:
    """The story's revision in each snapshot; None where it is gone."""
    snapshots = [snapshot async for snapshot in follow(library, seen)]
    return [entry.revision if (entry := one.entries.get("norrhamn")) else None for one in snapshots]


async def test_an_edit_made_before_the_watching_began_is_not_missed(library: Library, folder: Folder) -> None:
    folder.edit()
    assert await revisions(library, folder.happen("rest")) == [2]


async def test_an_edit_brings_a_newer_snapshot(library: Library, folder: Folder) -> None:
    assert await revisions(library, folder.happen("rest", "edit", "rest")) == [2]


async def test_what_was_edited_before_the_watch_began_is_found(library: Library, folder: Folder) -> None:
    folder.edit()
    assert await revisions(library, folder.happen("rest", "rest")) == [2]


async def test_what_changes_nothing_brings_none(library: Library, folder: Folder) -> None:
    assert await revisions(library, folder.happen("touch", "rest", "touch")) == []


async def test_a_half_written_file_is_no_error_once_it_is_whole(
    library: Library, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    assert await revisions(library, folder.happen("half_write", "edit", "rest")) == [2]
    assert not caplog.messages


async def test_a_file_that_stays_broken_is_reported_after_a_quiet_moment(
    library: Library, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    assert await revisions(library, folder.happen("half_write")) == []
    assert not caplog.messages
    assert await revisions(library, folder.happen("half_write", "rest", "rest")) == [1]
    assert len(caplog.messages) == 1


async def test_a_file_deleted_and_written_anew_is_an_edit(library: Library, folder: Folder) -> None:
    assert await revisions(library, folder.happen("delete", "edit", "rest")) == [2]


async def test_a_file_that_stays_deleted_takes_its_story_with_it(library: Library, folder: Folder) -> None:
    assert await revisions(library, folder.happen("delete", "rest")) == [None]


async def test_a_folder_that_cannot_be_read_leaves_the_old_snapshot(
    library: Library, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Library) -> Library:
        raise OnrecordError("the briefs cannot be read from here")

    assert [snapshot async for snapshot in follow(library, folder.happen("edit", "rest"), read=fail)] == []
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


async def test_the_disk_itself_is_watched(library: Library, folder: Folder) -> None:
    async with aclosing(changes(library.folders)) as seen, aclosing(follow(library, seen)) as snapshots:
        newer = asyncio.create_task(anext(snapshots))
        await asyncio.sleep(0)  # the task runs as far as its first event: from here on it is watching
        folder.edit()
        async with asyncio.timeout(20):
            assert (await newer).entries["norrhamn"].revision == 2
