"""`onrecord migrate`: brings the tables of the database to the newest version."""

from __future__ import annotations

import asyncio

import msgspec

from adapters.cli.output import say, say_json
from bot.config import Settings
from bot.storage.schema import Versions
from bot.storage.store import open_store


class Report(msgspec.Struct, frozen=True):
    """What was done; the JSON keys are a public interface. `from` is null where there were no tables."""

    before: str | None = msgspec.field(name="from")
    after: str = msgspec.field(name="to")
    where: str = msgspec.field(name="database")


def migrate(settings: Settings, *, as_json: bool) -> int:
    """Migrate and print what was done; 0. Raises UsageError and StoreError."""
    where, done = asyncio.run(_migrate(settings))
    if as_json:
        say_json(Report(done.before, done.after, where))
    elif done.before is None:
        say(f"{where}: set up (version {done.after})")
    elif done.before == done.after:
        say(f"{where}: nothing to do (version {done.after})")
    else:
        say(f"{where}: version {done.before} → {done.after}")
    return 0


async def _migrate(settings: Settings) -> tuple[str, Versions]:
    async with open_store(settings, prepared=False) as store:
        return store.database.where, await store.migrate()
