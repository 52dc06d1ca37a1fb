"""The tables' version in a database, and the way to the newest (Alembic)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from msgspec import Struct
from sqlalchemy import Connection, text

from bot.errors import StoreError, UsageError
from bot.storage.engine import Database
from bot.telemetry.escape import one_line

FOLDER = Path(__file__).parent / "migrations"
TABLE = "onrecord_schema"  # a name of our own: the database may be shared with another program of Alembic's
LOCK = int.from_bytes(hashlib.sha256(TABLE.encode()).digest()[:8], signed=True)


class Versions(Struct, frozen=True):
    """The version that a database has or had (None where there are no tables), and this program's."""

    before: str | None
    after: str


async def versions(database: Database) -> Versions:
    """How a database stands to this program. Raises StoreError, also where a newer program has been here."""
    async with database.reading() as connection:
        return Versions(await connection.run_sync(_version, database.where), newest())


async def migrate(database: Database) -> Versions:
    """Bring the tables to the newest version; whoever comes second waits and finds nothing to do.

    Raises StoreError, also where a newer program has been here.
    """
    async with database.writing(hurried=False) as connection:
        if not database.is_file:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        return await connection.run_sync(_upgrade, database.where)


async def prepare(database: Database) -> None:
    """Make ready at start: a file or an empty database is set up, a server with older tables is not touched.

    Raises UsageError where `onrecord migrate` is to be run first, and StoreError.
    """
    found = await versions(database)
    if found.before == found.after:
        return
    if found.before is not None and not database.is_file:
        raise UsageError(
            f"the database {database.where} has tables of an older version ({found.before}); "
            "stop every bot that uses it and run onrecord migrate"
        )
    await migrate(database)


def _upgrade(connection: Connection, where: str) -> Versions:
    before = _version(connection, where)
    command.upgrade(configured(connection), "head")
    return Versions(before, newest())


def _version(connection: Connection, where: str) -> str | None:
    found = MigrationContext.configure(connection, opts={"version_table": TABLE}).get_current_heads()
    for version in set(found) - set(known()):
        raise StoreError(
            f"the database {where}: a newer onrecord has changed its tables (version {one_line(version)}); "
            "install that onrecord, or let DATABASE_URL name another database"
        )
    return found[0] if found else None


def newest() -> str:
    """The version that this program needs."""
    return known()[0]


def known() -> list[str]:
    """All versions that this program knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def configured(connection: Connection) -> Config:
    """Alembic's view of the migrations, to be run through a connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
