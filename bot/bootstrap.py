"""The wiring of the core: settings in, a bot that answers out."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bot.brief.library import Library, Progress, load
from bot.config import Settings
from bot.service import Bot
from bot.subscription.stores import Opening, Stores

if TYPE_CHECKING:
    from bot.storage.store import Store


def read_library(settings: Settings, progress: Progress | None = None) -> Library:
    """Load the library that the settings name. Raises OnrecordError where there is no such folder."""
    return load(settings.briefs_dir, settings.archive_dir, settings.data_dir, progress=progress)


def build(settings: Settings, progress: Progress | None = None) -> Bot:
    """A bot that remembers nothing of what it said. Raises OnrecordError as `read_library` does."""
    return Bot(read_library(settings, progress))


def stores_of(store: Store) -> Stores:
    """What following a story needs of an open store."""
    return Stores(subscriptions=store.subscriptions, readers=store.readers, revisions=store.revisions)


def opening(settings: Settings, stack: AsyncExitStack) -> Opening:
    """Opens the store once, when something first needs it; closed with `stack`. The databases' libraries are
    imported only then. Raises UsageError and StoreError as `open_store` does."""
    opened: list[Stores] = []

    async def stores() -> Stores:
        if not opened:
            from bot.storage.store import open_store

            opened.append(stores_of(await stack.enter_async_context(open_store(settings))))
        return opened[0]

    return stores
