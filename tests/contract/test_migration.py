"""The tables and their versions: made, brought forward, and left alone where a newer program was."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, bindparam, text

from adapters.cli.migrating import migrate
from bot.config import Settings
from bot.errors import StoreError, UsageError
from bot.storage import schema
from bot.storage.columns import Moment
from bot.storage.queue_tables import lane, outbox
from bot.storage.schema import Versions
from bot.storage.store import Store, open_store
from bot.subscription.model import Preferences
from tests.support.queued import THEN, put_announcement, rows
from tests.support.stores import DISCORD, SLACK, said

NEXT = '''
"""A version that is still to come."""
import sqlalchemy as sa
from alembic import op
revision = "next"
down_revision = "{before}"
def upgrade() -> None:
    op.add_column("post", sa.Column("mood", sa.Text))
'''
NEWEST = schema.newest()
EARLIER = schema.known()[1:]

# What version 0001 wrote: a post with two items, one with an odd sign and without items, an event, a
# registration.
WRITTEN = r"""
INSERT INTO post (id, platform, tenant, channel, thread, direct, message, story, revision, asked, asker, part,
    editable, at) VALUES
    (7, 'slack', 'T1', 'C1', '', false, '1.1', 'ferry', 3, '/brief ferry', 'U1', 0, true, :at),
    (8, 'discord', '900', '100', '', false, '55', NULL, NULL, '/search a\u0000b', 'U2', 0, true, :at);
INSERT INTO post_item (post, position, story, item) VALUES (7, 0, 'ferry', 's-1'), (7, 1, 'ferry', 's-2');
INSERT INTO seen (platform, event, at) VALUES ('slack', 'Ev1', :at);
INSERT INTO registration (platform, application, fingerprint, at) VALUES ('discord', '900', 'print', :at);
INSERT INTO probe (id, at) VALUES (1, :at)
"""


@contextmanager
def newer_program(tmp_path: Path) -> Iterator[None]:
    """A version of this program that knows one migration more."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder)
    (folder / "versions" / "v9999_next.py").write_text(NEXT.format(before=NEWEST))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "FOLDER", folder)
        yield


async def test_an_empty_database_is_set_up_at_once(settings: Settings) -> None:
    async with open_store(settings) as store:
        assert await store.migrate() == Versions(NEWEST, NEWEST)


async def test_migrating_twice_is_migrating_once(settings: Settings) -> None:
    async with open_store(settings, prepared=False) as store:
        assert await schema.versions(store.database) == Versions(None, NEWEST)
        assert await store.migrate() == Versions(None, NEWEST)
        assert await store.migrate() == Versions(NEWEST, NEWEST)


async def test_who_migrates_at_the_same_time_waits_and_finds_it_done(settings: Settings) -> None:
    async with open_store(settings, prepared=False) as one, open_store(settings, prepared=False) as other:
        done = await asyncio.gather(one.migrate(), other.migrate())
    assert sorted(done, key=lambda each: each.before is not None) == [
        Versions(None, NEWEST),
        Versions(NEWEST, NEWEST),
    ]


async def test_the_migrations_build_the_tables_that_the_code_uses(settings: Settings) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"version_table": schema.TABLE})
        return list(compare_metadata(context, lane.metadata))

    async with open_store(settings) as store, store.database.reading() as connection:
        assert await connection.run_sync(differences) == []


async def test_what_was_said_stays_through_a_migration(settings: Settings, tmp_path: Path) -> None:
    async with open_store(settings) as store:
        await store.ledger.record([said(SLACK, "1.1")])
    with newer_program(tmp_path):
        async with open_store(settings, prepared=False) as store:
            assert await store.migrate() == Versions(NEWEST, "next")
            assert await store.ledger.find(SLACK, "1.1") == said(SLACK, "1.1")


async def make_earlier(store: Store, version: str) -> None:
    """The tables of an earlier version, with what was written then."""

    def upgrade(connection: Connection) -> None:
        command.upgrade(schema.configured(connection), version)

    async with store.database.writing() as connection:
        await connection.run_sync(upgrade)
        for statement in WRITTEN.split(";"):
            given = [bindparam("at", THEN, Moment)] if ":at" in statement else []
            await connection.execute(text(statement).bindparams(*given))


@pytest.mark.parametrize("version", EARLIER)
async def test_what_an_earlier_version_wrote_is_there_and_works(settings: Settings, version: str) -> None:
    async with open_store(settings, prepared=False) as store:
        await make_earlier(store, version)
        assert await store.migrate() == Versions(version, NEWEST)
        assert await store.ledger.find(SLACK, "1.1") == said(SLACK, "1.1")
        odd = await store.ledger.find(DISCORD, "55")
        assert odd is not None
        assert (odd.asked, odd.items, odd.said) == ("/search a\x00b", (), b"")
        assert not await store.seen.first("slack", "Ev1")
        assert await store.registrations.fingerprint("discord", "900") == "print"
        assert await store.writable()


@pytest.mark.parametrize("version", EARLIER)
async def test_what_came_later_works_with_what_an_earlier_version_wrote(
    settings: Settings, version: str
) -> None:
    async with open_store(settings, prepared=False) as store:
        await make_earlier(store, version)
        await store.migrate()
        await put_announcement(store, "edit", number=4, items=["s-2"])
        await store.ledger.record([said(SLACK, "1.1")])
        assert [row["post"] for row in await rows(store, outbox)] == [7]
        assert await store.subscriptions.subscribe(SLACK, "ferry", Preferences(), by="U1", revision=3)
        gone = await store.tenants.forget("slack", "T1")
        assert (gone["post"], gone["subscription"], gone["outbox"]) == (1, 1, 1)
        assert await store.ledger.find(SLACK, "1.1") is None
        assert await store.ledger.find(DISCORD, "55") is not None


async def test_a_file_is_brought_forward_at_start_and_a_server_by_its_operator(
    settings: Settings, tmp_path: Path
) -> None:
    async with open_store(settings):
        pass
    with newer_program(tmp_path):
        if settings.database_url:
            with pytest.raises(UsageError, match="run onrecord migrate"):
                async with open_store(settings):
                    pass
        else:
            async with open_store(settings) as store:
                assert await store.migrate() == Versions("next", "next")


async def test_a_database_of_a_newer_program_is_not_touched(settings: Settings, tmp_path: Path) -> None:
    with newer_program(tmp_path):
        async with open_store(settings, prepared=False) as store:
            await store.migrate()
    with pytest.raises(StoreError, match=r"a newer onrecord has changed its tables \(version next\)"):
        async with open_store(settings):
            pass
    async with open_store(settings, prepared=False) as store:
        with pytest.raises(StoreError, match="a newer onrecord"):
            await store.migrate()


async def test_a_migration_that_fails_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    async with open_store(settings):
        pass
    with newer_program(tmp_path):
        broken = schema.FOLDER / "versions" / "v9999_next.py"
        broken.write_text(broken.read_text() + '    op.execute("no such statement")\n')
        async with open_store(settings, prepared=False) as store:
            with pytest.raises(StoreError):
                await store.migrate()
    async with open_store(settings) as store:
        assert await store.migrate() == Versions(NEWEST, NEWEST)
        await store.ledger.record([said(SLACK, "1.1")])


def test_migrate_says_what_it_did(file: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate(file, as_json=False) == 0
    assert migrate(file, as_json=False) == 0
    where = file.data_dir / "onrecord.db"
    assert capsys.readouterr().out.splitlines() == [
        f"{where}: set up (version {NEWEST})",
        f"{where}: nothing to do (version {NEWEST})",
    ]


def test_migrate_says_it_in_json(file: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert migrate(file, as_json=True) == 0
    with newer_program(tmp_path):
        assert migrate(file, as_json=False) == 0
    first, second = capsys.readouterr().out.splitlines()
    where = str(file.data_dir / "onrecord.db")
    assert json.loads(first) == {"from": None, "to": NEWEST, "database": where}
    assert second == f"{where}: version {NEWEST} → next"
