"""A newer library whenever the files of the briefs or of the archive have changed and come to rest."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from collections.abc import Set as AbstractSet

from watchfiles import Change, awatch

from bot.brief.library import Library, announce, reload
from bot.brief.library.gather import Folders
from bot.errors import OnrecordError

logger = logging.getLogger(__name__)

# A set of (kind of change, path) once the files have been quiet for a moment; an empty set a while later
# if they still are.
Changes = AbstractSet[tuple[Change, str]]

SETTLE_MS, GROUP_MS, QUIET_MS = 300, 2000, 1000


def changes(folders: Folders) -> AsyncGenerator[Changes, None]:
    """Watch the folders that are there. WATCHFILES_FORCE_POLLING is obeyed, for disks without events."""
    watched = [folder for folder in (folders.briefs, folders.archive) if folder.is_dir()]
    return awatch(*watched, step=SETTLE_MS, debounce=GROUP_MS, rust_timeout=QUIET_MS, yield_on_timeout=True)


async def follow(
    library: Library,
    seen: AsyncIterator[Changes],
    *,
    read: Callable[[Library], Library] = reload,
) -> AsyncGenerator[Library, None]:
    """Yield each newer snapshot, read in a thread. Ends when `seen` ends.

    A file may have been caught half-written, or between being deleted and put in place anew: what looks
    like a new problem or a deletion is believed after one more quiet moment.
    """
    due = True  # something may have changed since the library was read, before the watch began
    async for batch in seen:
        due = due or bool(batch)
        if not due or any(kind is Change.deleted for kind, _ in batch):
            continue
        fresh = await asyncio.to_thread(_read, read, library)
        if batch and set(fresh.problems).difference(library.problems):
            continue
        due = False
        if (fresh.entries, fresh.problems) != (library.entries, library.problems):
            announce(fresh, library)
            library = fresh
            yield library


def _read(read: Callable[[Library], Library], library: Library) -> Library:
    """The newer snapshot, or the same one if the folder cannot be read at the moment."""
    try:
        return read(library)
    except OnrecordError as error:
        logger.warning("%s; the stories loaded before go on being served", error)
        return library
