"""The store beside a bot that may be running: commands look into it, and make none by looking."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from adapters.cli.output import note, say_json
from bot.config import Settings
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.storage.store import Store


@asynccontextmanager
async def existing_store(settings: Settings) -> AsyncIterator[Store | None]:
    """The store that is there; None where there is none yet.

    Raises UsageError where its tables are of an older version, and StoreError.
    """
    from bot.storage.address import SqliteFile, find_database

    address = find_database(settings)
    if isinstance(address, SqliteFile) and not address.path.exists():
        yield None
        return
    from bot.storage.schema import versions
    from bot.storage.store import open_store

    async with open_store(settings, prepared=False) as store:
        found = await versions(store.database)
        if found.before not in (None, found.after):
            older = f"the database {address.where} has tables of an older version ({found.before})"
            raise UsageError(f"{older}; onrecord migrate brings them up to date")
        yield store if found.before else None


def none_yet(settings: Settings) -> str:
    """What to tell who looks for something in a store that is not there."""
    from bot.storage.address import find_database

    where = find_database(settings).where
    return f"there is no store yet at {where}: nothing was published, and nothing was sent"


def say_none_yet(settings: Settings, *, as_json: bool) -> int:
    """The same to whoever asked for a list: an empty one for a program; 0."""
    note(none_yet(settings))
    if as_json:
        say_json([])
    return 0
