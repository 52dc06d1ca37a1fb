"""From a folder of briefs to what is served of it: examine what is new, remember the rest."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, structs

from bot.brief.library.cache import Cache
from bot.brief.library.entry import Entry, describe
from bot.brief.library.memory import Memory, Record, maker
from bot.brief.library.serving import choose
from bot.brief.library.vault import Vault
from bot.brief.problems import Problem
from bot.errors import OnrecordError

Progress = Callable[[int, int], None]
Records = dict[bytes, Record]


class Folders(Struct, frozen=True):
    """Where the briefs and the archived sources are, and the room for what is remembered; absolute paths."""

    briefs: Path
    archive: Path
    room: Path

    def path(self, file: bytes) -> Path:
        return self.briefs / os.fsdecode(file)

    def shown(self, file: bytes) -> str:
        """A brief's file as problems name it."""
        return f"{self.briefs.name}/{file.decode('utf-8', 'backslashreplace')}"


class Gathered(Struct, frozen=True):
    """What is served, by slug, and what is wrong, by file."""

    entries: dict[str, Entry]
    problems: tuple[Problem, ...]


def gather(
    folders: Folders, vault: Vault, *, in_use: Iterable[str] = (), progress: Progress | None = None
) -> Gathered:
    """Read what has changed, decide what is served, and remember both for the next time.

    `in_use` are digests of content that must stay, since somebody still answers from it. Raises
    OnrecordError if the folder cannot be read.
    """
    files = _brief_files(folders.briefs)
    memory = Memory(Cache(folders.room), maker(folders.archive))
    remembered, before = memory.records(), memory.served()
    records = _recall(files, remembered, vault)
    records |= _examine(folders, [file for file in files if file not in records], vault, progress)
    choice = choose(_good(records), _last(before, records, vault))
    served = {file: entry.sha256 for file, entry in choice.served.items()}
    if (records != remembered or served != before) and vault.flush():
        memory.keep(records, served)
        # What was served until now may still be asked for in another process.
        vault.sweep({*served.values(), *_digests(records), *before.values(), *in_use})
    problems = [problem for file in files for problem in records[file].problems]
    return Gathered(
        entries={entry.slug: entry for entry in choice.served.values()},
        problems=(*problems, *_collisions(folders, choice.beaten)),
    )


def _brief_files(folder: Path) -> list[bytes]:
    """The names of the briefs, sorted. An editor's lock (.#story.yaml) is none, nor is a folder."""
    path = os.fsencode(folder)
    try:
        names = os.listdir(path)
    except OSError as error:
        message = f"the briefs cannot be read from {folder}: {error.strerror}; BRIEFS_DIR says where they are"
        raise OnrecordError(message) from error
    briefs = (name for name in names if name.endswith(b".yaml") and not name.endswith(b".lock.yaml"))
    return sorted(name for name in briefs if name[:1] != b"." and not os.path.isdir(os.path.join(path, name)))


def _recall(files: Iterable[bytes], remembered: Mapping[bytes, Record], vault: Vault) -> Records:
    """The records that still hold, where the vault still has the content."""
    kept = vault.digests()
    found = ((file, remembered[file]) for file in files if file in remembered)
    return {
        file: record
        for file, record in found
        if record.fresh and (record.entry is None or record.entry.sha256 in kept)
    }


def _examine(folders: Folders, files: list[bytes], vault: Vault, progress: Progress | None) -> Records:
    if not files:
        return {}
    # Whoever finds nothing new to read does without YAML and the checks.
    from bot.brief.library.intake import examine

    records = {}
    for done, file in enumerate(files, 1):
        examined = examine(folders.path(file), folders.shown(file), folders.archive)
        records[file] = examined.record
        if examined.record.entry and examined.content is not None:
            vault.add(examined.record.entry.sha256, examined.content)
        if progress:
            progress(done, len(files))
    return records


def _good(records: Records) -> dict[bytes, Entry]:
    """What could be served as it stands: drafts are not, however good."""
    return {
        file: record.entry
        for file, record in records.items()
        if record.entry and record.entry.status != "draft"
    }


def _last(before: Mapping[bytes, str], records: Records, vault: Vault) -> dict[bytes, Entry]:
    """What was served of the files that are still there and have not become drafts."""
    last = {}
    for file, sha256 in before.items():
        record = records.get(file)
        if record is None or (record.entry and record.entry.status == "draft"):
            continue
        if record.entry and record.entry.sha256 == sha256:
            last[file] = record.entry
        elif entry := _reopen(vault, sha256):
            last[file] = entry
    return last


def _reopen(vault: Vault, sha256: str) -> Entry | None:
    try:
        return describe(vault.story(sha256).brief)
    except KeyError:
        return None


def _digests(records: Mapping[bytes, Record]) -> Iterator[str]:
    return (record.entry.sha256 for record in records.values() if record.entry)


def _collisions(folders: Folders, beaten: Mapping[bytes, Entry]) -> Iterator[Problem]:
    """The problems of the files that had to give way, which are read again to say where they stand."""
    if not beaten:
        return
    from bot.brief.check import Checked, check, check_together
    from bot.brief.parse.places import Places

    for file, rival in beaten.items():
        late = check(folders.path(file), folders.shown(file))
        if late.brief:
            # All that matters of the rival are its names; its own file may be bad by now.
            named = structs.replace(late.brief, slug=rival.slug, aliases=rival.aliases)
            owner = folders.shown(rival.file.encode())
            yield from check_together([Checked(owner, named, (), Places(owner)), late])
