"""Whether everything that a brief quotes and attributes stands in its sources.

With a source's archived text, the text is read; without it, the lock stands in for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from bot.brief.evidence.archive import Archived, Unreadable, read
from bot.brief.evidence.lock import Anchor, Lock, LockedSource
from bot.brief.evidence.lock import read as read_lock
from bot.brief.evidence.lock import write as write_lock
from bot.brief.evidence.missing import missing
from bot.brief.evidence.nearest import Nearest
from bot.brief.evidence.nearest import shown as fit_to_show
from bot.brief.evidence.needs import Need, cited, needs, quotes
from bot.brief.evidence.passage import Passage
from bot.brief.model import (
    Brief,
    Source,
)
from bot.brief.parse.places import Places
from bot.brief.problems import Problem
from bot.brief.vocabulary import paragraph

How = Literal["archive", "lock", "nothing quoted"]


class Verified(Struct, frozen=True):
    """The problems in the order of the file; the lock's bytes if all holds and one is needed; what was asked:
    "archive" if every source was read, "lock" if the lock stood in for one, "nothing quoted" if no lock is
    needed (whatever is archived was read all the same)."""

    problems: tuple[Problem, ...]
    lock: bytes | None
    how: How


def needs_lock(brief: Brief) -> bool:
    """A brief with no quoted string needs no lock."""
    return quotes(brief)


def verify(brief: Brief, places: Places, *, shown: str, archive: Path, lock: bytes | None) -> Verified:
    """Check a brief's evidence; `shown` is the name of its file in hints, `lock` the bytes beside it if any.

    Never writes, never raises for what is in the files.
    """
    return _Verification(brief, places, shown, archive, lock).run()


class _Verification:
    """One pass over one brief: each source from its archived text, or else from the lock."""

    def __init__(self, brief: Brief, places: Places, shown: str, archive: Path, lock: bytes | None) -> None:
        self.brief = brief
        self.places = places
        self.rerun = f"run onrecord verify {shown}"
        self.needed = needs_lock(brief)
        self.lock = read_lock(lock) if lock is not None else None
        self.refused = lock is not None and self.lock is None
        self.recorded = _by_need(self.lock)
        self.nearest = Nearest()
        self.problems: list[Problem] = []
        self.unreadable: set[str] = set()
        self.sources = {source.id: source for source in brief.sources}
        self.texts = {source.id: self._read(source, archive) for source in brief.sources}
        self.passages = {
            f"{id}#p{number}": Passage(text)
            for id, archived in self.texts.items()
            for number, text in enumerate(archived.paragraphs if archived else (), 1)
        }
        self.locked = self._locked()

    def run(self) -> Verified:
        absent = self._absent_paragraphs()
        anchors = [self._anchor(need) for need in needs(self.brief) if not absent.intersection(need.ats)]
        self.problems.sort(key=lambda problem: (problem.line, problem.column))
        write = self.needed and not self.problems
        lock = write_lock(Lock(self._sources(), tuple(filter(None, anchors)))) if write else None
        return Verified(tuple(self.problems), lock, self._how())

    def _read(self, source: Source, folder: Path) -> Archived | None:
        """The source's text; what is wrong with it is reported, what is not there is not."""
        if not source.archive:
            return None
        found = read(folder, source.archive.file)
        if isinstance(found, Unreadable):
            message = f"{source.archive.file} {found.message}"
            self._report(source.archive, found.code, message, "name a text file inside it", key="file")
            self.unreadable.add(source.id)
            return None
        if found and found.sha256 != source.archive.sha256:
            message = f"{source.archive.file} is not the text that this brief was made from"
            hint = f"restore that text, or check every item against this one and write sha256: {found.sha256}"
            self._report(source.archive, "E-ARCHIVE-SHA256", message, hint, key="sha256")
        return found

    def _locked(self) -> dict[str, LockedSource]:
        """The sources whose lock may stand in for their text; reports each that needs one and has none."""
        kept: dict[str, LockedSource] = {}
        entries = {entry.id: entry for entry in self.lock.sources} if self.lock else {}
        quoted = {paragraph(need.ats[0])[0] for need in needs(self.brief) if need.field == "quoted"}
        for id, source in self.sources.items():
            archive, entry = source.archive, entries.get(id)
            if self.texts[id] or id in self.unreadable or not archive:
                continue
            if entry and entry.sha256 == archive.sha256:
                kept[id] = entry
            elif entry:
                message = f"the sha256 of {id} has changed since the lock was written"
                self._report(archive, "E-LOCK-STALE", message, self._with(archive.file), key="sha256")
            elif id in quoted:
                self._no_lock(source, archive.file)
        return kept

    def _no_lock(self, source: Source, file: str) -> None:
        code, message = "E-LOCK-MISSING", f"neither {file} nor a lock is there to check the quotes"
        if self.refused:
            code, message = "E-LOCK-INVALID", "the lock is not as onrecord verify wrote it"
        elif self.lock:
            code, message = "E-LOCK-STALE", f"{source.id} was added since the lock was written"
        self._report(source.archive or source, code, message, self._with(file), key="file")

    def _absent_paragraphs(self) -> set[str]:
        absent = set()
        for part, key, at in cited(self.brief):
            id = paragraph(at)[0]
            text, kept = self.texts.get(id), self.locked.get(id)
            count = len(text.paragraphs) if text else kept.paragraphs if kept else None
            if count is not None and paragraph(at)[1] > count:
                absent.add(at)
                hint = "count the non-blank lines of the archived text from 1"
                message = f"there is no p{paragraph(at)[1]} in {id}, which has {count:,} paragraphs"
                self._report(part, "E-PARAGRAPH", message, hint, key=key)
        return absent

    def _anchor(self, need: Need) -> Anchor | None:
        """Where the need is met; None where it is not, and that is reported if it can be known."""
        for at in need.ats:
            for text in need.texts if at in self.passages else ():
                passage = self.passages[at]
                if need.field == "quoted":
                    span = passage.find_quoted(text)
                else:
                    span = passage.find(text, any_case_first=need.any_case_first)
                if span:
                    start, end = passage.raw(span)
                    return Anchor(need.item, need.field, at, start, end, text)
        elsewhere = [at for at in need.ats if at not in self.passages]
        if not elsewhere:
            self.problems.append(missing(need, self.passages, self.places, self.nearest))
        return self._recorded(need, elsewhere) if elsewhere else None

    def _recorded(self, need: Need, ats: list[str]) -> Anchor | None:
        recorded = self.recorded.get((need.item, need.field), [])
        for anchor in recorded:
            if anchor.at in ats and anchor.text in need.texts and paragraph(anchor.at)[0] in self.locked:
                return anchor
        ids = {paragraph(at)[0] for at in ats}
        if not any(source.archive for id in ids if (source := self.sources.get(id))):
            self._unarchived(need, ids)
        elif ids <= self.locked.keys():
            message = f"{need.field} is not as the lock has it{_was(recorded)}"
            file = next(s.archive.file for id in ids if (s := self.sources[id]).archive)
            self._report(need.part, "E-LOCK-STALE", message, self._with(file), key=need.key, index=need.index)
        return None

    def _unarchived(self, need: Need, ids: set[str]) -> None:
        if need.field == "quoted" and ids <= self.sources.keys():
            message = f"{', '.join(ids)} has no archived text to check the quoted words against"
            hint = "save the source's text in the archive folder and give the source its archive key"
            self._report(need.part, "E-ARCHIVE-MISSING", message, hint, key=need.key, index=need.index)

    def _sources(self) -> tuple[LockedSource, ...]:
        read = ((id, text) for id, text in self.texts.items() if text)
        known = self.locked | {id: LockedSource(id, text.sha256, len(text.paragraphs)) for id, text in read}
        return tuple(known[id] for id in self.sources if id in known)

    def _how(self) -> How:
        if not self.needed:
            return "nothing quoted"
        return "archive" if all(self.texts[s.id] for s in self.brief.sources if s.archive) else "lock"

    def _with(self, file: str) -> str:
        return f"put {file} into the archive folder and {self.rerun}"

    def _report(
        self, part: Struct, code: str, message: str, hint: str, *, key: str, index: int | None = None
    ) -> None:
        self.problems.append(self.places.problem(part, code, message, hint, field=key, index=index))


def _by_need(lock: Lock | None) -> Mapping[tuple[str, str], list[Anchor]]:
    recorded: dict[tuple[str, str], list[Anchor]] = {}
    for anchor in lock.anchors if lock else ():
        recorded.setdefault((anchor.item, anchor.field), []).append(anchor)
    return recorded


def _was(recorded: list[Anchor]) -> str:
    listed = "; ".join(f"“{fit_to_show(anchor.text)}” in {anchor.at}" for anchor in recorded[:3])
    return f": {listed}" if listed else ", which has none"
