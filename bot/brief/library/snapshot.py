"""All briefs: an immutable snapshot that knows each story by an entry and opens it when it is needed."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.brief.library.cache import Cache
from bot.brief.library.entry import Entry, describe
from bot.brief.library.gather import Folders, Progress, gather
from bot.brief.library.vault import Vault
from bot.brief.model import Brief
from bot.brief.problems import Problem
from bot.brief.story import Story
from bot.errors import OnrecordError
from bot.telemetry.escape import one_line

logger = logging.getLogger(__name__)


class Library:
    """One snapshot. `entries`: what is served or held back with a note, by slug; drafts are not in it.

    `problems` are of all bad files; of those, `entries` has the last good revision, if there was one.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        problems: Iterable[Problem],
        folders: Folders,
        vault: Vault,
        open_stories: Iterable[Story] = (),
    ) -> None:
        self._open = {story.slug: story for story in open_stories}
        instead = {slug: describe(story.brief) for slug, story in self._open.items()}
        self.entries = MappingProxyType({**entries, **instead})
        self.problems = tuple(problems)
        self.folders = folders
        self.vault = vault

    @classmethod
    def of(cls, briefs: Iterable[Brief]) -> Library:
        """These briefs alone, out of no folder."""
        nowhere = Path()
        vault = Vault(Cache(nowhere))
        return cls({}, (), Folders(nowhere, nowhere, nowhere), vault, map(Story, briefs))

    def with_published(self, briefs: Iterable[Brief]) -> Library:
        """The same snapshot with these revisions of their stories, whatever stands in the files."""
        stories = (*self._open.values(), *map(Story, briefs))
        return Library(self.entries, self.problems, self.folders, self.vault, stories)

    def story(self, slug: str) -> Story:
        """Open a story: this snapshot's revision, whatever stands in the file by now.

        Raises KeyError if there is no such story, OnrecordError if its content was lost from the disk
        and the file has changed since.
        """
        if slug in self._open:
            return self._open[slug]
        entry = self.entries[slug]
        try:
            return self.vault.story(entry.sha256)
        except KeyError:
            self._restore(entry)
        return self.vault.story(entry.sha256)

    def _restore(self, entry: Entry) -> None:
        """Read the file again: somebody has deleted the cache, or the disk has damaged it."""
        from bot.brief.library.intake import examine

        file = entry.file.encode()
        examined = examine(self.folders.path(file), self.folders.shown(file), self.folders.archive)
        found = examined.record.entry
        if examined.content is None or found is None or found.sha256 != entry.sha256:
            raise OnrecordError(f"{entry.slug} cannot be opened: its remembered content is lost")
        self.vault.add(entry.sha256, examined.content)


def load(briefs: Path, archive: Path, data: Path, *, progress: Progress | None = None) -> Library:
    """Load the folder `briefs`; what has not changed since the last time is not read again.

    `progress` is told how many of the files that have to be read are done, and of how many. Problems are
    logged. Raises OnrecordError if the folder cannot be read; nothing that is in it makes this fail.
    """
    briefs = briefs.resolve()
    room = data.resolve() / "briefs" / hashlib.sha256(os.fsencode(briefs)).hexdigest()[:16]
    folders = Folders(briefs, archive.resolve(), room)
    library = _snapshot(folders, Vault(Cache(room / "content")), progress=progress)
    announce(library)
    return library


def reload(library: Library) -> Library:
    """A newer snapshot of the same folder. The stories that are open stay open; nothing is logged yet."""
    in_use = [entry.sha256 for entry in library.entries.values()]
    return _snapshot(library.folders, library.vault, in_use=in_use)


def _snapshot(
    folders: Folders, vault: Vault, *, in_use: Iterable[str] = (), progress: Progress | None = None
) -> Library:
    gathered = gather(folders, vault, in_use=in_use, progress=progress)
    return Library(gathered.entries, gathered.problems, folders, vault)


def announce(library: Library, before: Library | None = None) -> None:
    """Log the problems that the former snapshot had not: one line a file."""
    known = set(before.problems) if before else set()
    by_file: dict[str, list[Problem]] = {}
    for problem in library.problems:
        by_file.setdefault(problem.file, []).append(problem)
    for file, problems in by_file.items():
        if not known.issuperset(problems):
            more = f" (and {len(problems) - 1} more: onrecord verify {file})" if len(problems) > 1 else ""
            logger.warning("not served as it is: %s%s", one_line(str(problems[0])), one_line(more))
