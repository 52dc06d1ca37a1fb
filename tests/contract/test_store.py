"""The store as an operator meets it: files and their rights, locks, full disks, servers that go and come."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from bot.config import Secret, Settings
from bot.errors import StoreError
from bot.storage import engine, store
from bot.storage.store import open_store
from tests.support.postgres import Postgres, served
from tests.support.stores import DISCORD, SLACK, said


def at(url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "var", database_url=Secret(url))


@contextmanager
def held(file: Settings) -> Iterator[None]:
    """Another program is writing into the file."""
    other = sqlite3.connect(file.data_dir / "onrecord.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@pytest.fixture
async def opened(file: Settings) -> AsyncIterator[store.Store]:
    async with open_store(file) as each:
        yield each


async def test_a_store_that_is_well_can_be_written(settings: Settings) -> None:
    async with open_store(settings) as each:
        assert await each.writable()
        assert await each.writable()


async def test_a_new_file_and_what_lies_beside_it_are_for_the_owner_only(file: Settings) -> None:
    async with open_store(file) as each:
        await each.ledger.record([said(SLACK, "1.1")])
        modes = {path.name: path.stat().st_mode & 0o777 for path in file.data_dir.iterdir()}
    assert modes == {"onrecord.db": 0o600, "onrecord.db-wal": 0o600, "onrecord.db-shm": 0o600}


async def test_every_connection_to_a_file_keeps_what_was_committed(opened: store.Store) -> None:
    async with opened.database.reading() as one, opened.database.reading() as other:
        for connection in (one, other):
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            values = [await connection.exec_driver_sql(f"PRAGMA {name}") for name in pragmas]
            assert [value.scalar() for value in values] == ["wal", 2, 1, 5000]


async def test_a_file_in_another_place_is_used(tmp_path: Path) -> None:
    async with open_store(at(f"sqlite:///{tmp_path}/100%.db", tmp_path)) as each:
        await each.ledger.record([said(SLACK, "1.1")])
    assert (tmp_path / "100%.db").exists()


async def test_no_look_up_reads_the_whole_ledger(opened: store.Store) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(*args: object) -> None:
        statement, parameters = args[2:4]
        assert isinstance(statement, str)
        assert isinstance(parameters, tuple)
        asked.append((statement, parameters))

    event.listen(opened.database.engine.sync_engine, "before_cursor_execute", note)
    await opened.ledger.find(SLACK, "1.1")
    await opened.ledger.story_in(replace(SLACK, thread="1.0", direct=True))
    await opened.ledger.story_in(replace(DISCORD, channel="555", thread="555"))
    carrying = (
        "SELECT post.id FROM post_item JOIN post ON post.id = post WHERE post_item.story = ? AND item = ?"
    )
    plans = []
    async with opened.database.reading() as connection:
        for statement, parameters in [*asked, (carrying, ("ferry", "s-1"))]:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans += [str(row.detail) for row in plan]
    assert [step for step in plans if "post" in step] != []
    assert [step for step in plans if step.startswith("SCAN post")] == []


async def test_reading_goes_on_while_another_program_writes(file: Settings, opened: store.Store) -> None:
    await opened.ledger.record([said(SLACK, "1.1")])
    with held(file):
        assert await opened.ledger.find(SLACK, "1.1")


async def test_a_file_that_another_program_holds_is_named(
    file: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY", 0.05)
    async with open_store(file) as each:
        with held(file), pytest.raises(StoreError, match=r"onrecord\.db: another program holds the file"):
            await each.seen.first("slack", "Ev1")
        assert await each.seen.first("slack", "Ev1")


async def test_a_health_page_does_not_wait_for_a_store_that_hangs(
    file: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY", 1.0)
    monkeypatch.setattr(store, "ENOUGH", 0.05)
    asked: list[str] = []
    async with open_store(file) as each:
        event.listen(
            each.database.engine.sync_engine,
            "before_cursor_execute",
            lambda *args: asked.append(args[2].split()[0]),
        )
        with held(file):
            async with asyncio.timeout(0.8):
                assert await asyncio.gather(*(each.writable() for _ in range(9))) == [False] * 9
        async with asyncio.timeout(5):
            while not await each.writable():
                pass
    assert asked.count("BEGIN") <= 2, "each who asked tried for itself"


async def test_a_store_can_be_closed_while_another_program_holds_it(
    file: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY", 0.3)
    monkeypatch.setattr(store, "ENOUGH", 0.05)
    async with open_store(file) as each:
        with held(file):
            assert not await each.writable()
            await each.close()


async def test_a_full_disk_is_told_and_what_was_there_stays(opened: store.Store) -> None:
    await opened.ledger.record([said(SLACK, "1.1")])
    await opened.database.engine.dispose()
    # SQLite refuses to grow the file, with the same code as when the disk is full.
    event.listen(
        opened.database.engine.sync_engine,
        "connect",
        lambda connection, _: connection.cursor().execute("PRAGMA max_page_count=1"),
    )
    with pytest.raises(StoreError, match="the disk is full; make room"):
        await opened.ledger.record([said(SLACK, "2.1", items=[f"s-{number}" for number in range(9000)])])
    assert await opened.ledger.find(SLACK, "1.1")
    assert await opened.ledger.find(SLACK, "2.1") is None


async def test_a_file_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear reader, " * 100)
    with pytest.raises(StoreError, match=r"letter\.txt: the file is no SQLite database"):
        async with open_store(at(f"sqlite:///{letter}", tmp_path)):
            pass
    assert letter.read_text() == "Dear reader, " * 100


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("{}/nowhere/onrecord.db", "No such file or directory"),
        ("{}/file/onrecord.db", "Not a directory"),
        ("{}", "the file cannot be opened"),
    ],
)
async def test_a_place_where_no_file_can_be_is_told(tmp_path: Path, path: str, complaint: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=complaint):
        async with open_store(at(f"sqlite:///{path.format(tmp_path)}", tmp_path)):
            pass


async def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    folder = Path("/sys") if os.geteuid() == 0 else tmp_path / "locked"  # nobody stops root elsewhere
    if os.geteuid() != 0:
        folder.mkdir(mode=0o500)
    with pytest.raises(StoreError, match=r"cannot be made \(Permission denied\); look whether its folder"):
        async with open_store(at(f"sqlite:///{folder}/onrecord.db", tmp_path)):
            pass


async def test_a_server_that_refuses_the_user_is_told(postgres: Postgres, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="refuses the user"):
        async with open_store(at(postgres.address("postgres", user="nobody"), tmp_path)):
            pass


async def test_a_server_without_the_database_is_told(postgres: Postgres, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database of this name"):
        async with open_store(at(postgres.address("elsewhere"), tmp_path)):
            pass


async def test_a_connection_that_the_server_cuts_is_made_anew(postgres: Postgres, tmp_path: Path) -> None:
    async with open_store(at(postgres.new_database(), tmp_path)) as each:
        assert await each.seen.first("slack", "Ev1")
        postgres.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname <> 'postgres';")
        assert not await each.seen.first("slack", "Ev1")


async def test_a_table_that_another_program_holds_is_not_waited_for_for_ever(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = at(postgres.new_database(), tmp_path)
    async with open_store(settings) as one, open_store(settings) as other:
        async with one.database.writing() as connection:
            await connection.exec_driver_sql("LOCK TABLE seen")
            monkeypatch.setattr(engine, "PATIENCE", 0.1)
            with pytest.raises(StoreError, match="does not answer in time"):
                await other.seen.first("slack", "Ev1")
        monkeypatch.undo()
        assert await other.seen.first("slack", "Ev1")


async def test_a_server_that_is_gone_is_told_and_met_again(tmp_path: Path) -> None:
    with served(hasty=True) as server:
        async with open_store(at(server.new_database(), tmp_path)) as each:
            await each.ledger.record([said(SLACK, "1.1")])
            server.stop()
            with pytest.raises(StoreError, match="look whether it is there"):
                await each.ledger.find(SLACK, "1.1")
            assert not await each.writable()
            server.start()
            assert await each.ledger.find(SLACK, "1.1")
            assert await each.writable()
