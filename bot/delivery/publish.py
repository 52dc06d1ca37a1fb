"""Publishing: what stands in the briefs becomes a revision, with all that follows from it, or is refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bot.brief.library import Entry, Library
from bot.brief.model import Brief
from bot.brief.parse.places import Places
from bot.brief.problems import Problem
from bot.brief.story import Story
from bot.delivery.announcement import Announcement
from bot.delivery.outbox import Outbox
from bot.delivery.tasks import Revised, counted, revised, tasks_of
from bot.revision.guard import guard
from bot.revision.labels import HELD, Label
from bot.revision.published import Revision, Revisions
from bot.revision.reach import to_edit
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)


class Made(Struct, frozen=True, kw_only=True):
    """A revision that was published: how many changes of each label, and what they make the bot do.

    `first` says that the story was seen for the first time: nobody is told.
    """

    story: str
    number: int
    counts: Mapping[Label, int]
    tasks: tuple[Announcement, ...]
    first: bool


class Refused(Struct, frozen=True):
    """What stands in the file cannot follow what was published, which goes on being served."""

    story: str
    problems: tuple[Problem, ...]


class Behind(Struct, frozen=True):
    """The file is older than what is published (`number`): another process is ahead, or it was put back."""

    story: str
    number: int


class Failed(Struct, frozen=True):
    """It could not be published for now; `reason` is one line."""

    story: str
    reason: str


class Published(Struct, frozen=True, kw_only=True):
    """What became of a library, story by story; `library` is what is to be served."""

    library: Library
    made: tuple[Made, ...] = ()
    refused: tuple[Refused, ...] = ()
    behind: tuple[Behind, ...] = ()
    failed: tuple[Failed, ...] = ()
    unchanged: int = 0


class Publisher:
    """Publishes libraries. Every process may: of the same content there is one revision."""

    def __init__(self, revisions: Revisions, outbox: Outbox, clock: Callable[[], datetime]) -> None:
        self._revisions = revisions
        self._outbox = outbox
        self._clock = clock

    async def publish(self, library: Library) -> Published:
        """Publish what is new; a fault with one story keeps no other back. Raises StoreError where the store
        does not even say what is published."""
        heads = await self._revisions.heads()
        changed = [
            each for slug, each in library.entries.items() if heads.get(slug, (0, ""))[1] != each.sha256
        ]
        found: list[Made | Refused | Behind | Failed | None] = []
        instead: list[Brief] = []
        for entry in sorted(changed, key=lambda each: each.slug):
            number = heads[entry.slug][0] if entry.slug in heads else None
            result, served = await self._safely(library, entry, number)
            found.append(result)
            instead += [served] if served else []
        return Published(
            library=library.with_published(instead) if instead else library,
            made=tuple(each for each in found if isinstance(each, Made)),
            refused=tuple(each for each in found if isinstance(each, Refused)),
            behind=tuple(each for each in found if isinstance(each, Behind)),
            failed=tuple(each for each in found if isinstance(each, Failed)),
            unchanged=len(library.entries) - len(changed) + found.count(None),
        )

    async def _safely(
        self, library: Library, entry: Entry, number: int | None
    ) -> tuple[Made | Refused | Behind | Failed | None, Brief | None]:
        try:
            return await self._story(library, entry, number)
        except Exception as error:
            log.exception("%s is not published", entry.slug)
            return Failed(entry.slug, one_line(str(error)) or type(error).__name__), None

    async def _story(
        self, library: Library, entry: Entry, number: int | None
    ) -> tuple[Made | Refused | Behind | None, Brief | None]:
        """What became of one story, and what is to be served of it, where that is not the file's content."""
        new = (await asyncio.to_thread(library.story, entry.slug)).brief
        old = None if number is None else await self._revisions.snapshot(entry.slug, number)
        if number is not None and old is not None:
            if await self._known(entry):
                return Behind(entry.slug, number), old
            if problems := await asyncio.to_thread(_problems, library, entry, old, new):
                return Refused(entry.slug, problems), old
        result = await self._worked_out(entry.slug, old, new)
        made = _made(entry, result, tasks_of(result, self._clock()), first=number is None)
        if await self._outbox.publish(self._revision(entry, result), new, made.tasks):
            return made, None
        return await self._beaten(entry)

    async def _known(self, entry: Entry) -> bool:
        """Whether exactly this was published before, and something else since."""
        earlier = await self._revisions.since(entry.slug, entry.revision - 1, entry.revision)
        return any(each.sha256 == entry.sha256 for each in earlier)

    async def _worked_out(self, slug: str, old: Brief | None, new: Brief) -> Revised:
        lifted = old is not None and old.status in HELD and new.status not in HELD
        result = await asyncio.to_thread(revised, old, new, None, [old] if old else [])
        served, edited = None, set(result.edited or ())
        for each in reversed(await self._revisions.since(slug, 0) if lifted or edited else ()):
            snapshot = await self._revisions.snapshot(slug, each.number)  # one at a time: there may be many
            if lifted and served is None and snapshot and snapshot.status not in HELD:
                served = snapshot
            if edited and snapshot:
                edited |= await asyncio.to_thread(to_edit, Story(snapshot), result.changes)
            elif served:
                break
        if served:
            result = await asyncio.to_thread(revised, old, new, served, [])
        return replace(result, edited=tuple(sorted(edited))) if edited else result

    def _revision(self, entry: Entry, result: Revised) -> Revision:
        return Revision(
            story=entry.slug,
            number=entry.revision,
            sha256=entry.sha256,
            changes=result.changes,
            at=entry.at,
            note=entry.note,
            published=self._clock(),
        )

    async def _beaten(self, entry: Entry) -> tuple[Behind | None, Brief | None]:
        """Another process was quicker: with the same, or with something newer."""
        head = await self._revisions.head(entry.slug)
        if head is None or head.sha256 == entry.sha256:
            return None, None
        return Behind(entry.slug, head.number), await self._revisions.snapshot(entry.slug, head.number)


def _made(entry: Entry, result: Revised, tasks: tuple[Announcement, ...], *, first: bool) -> Made:
    counts = counted(result.changes)
    return Made(story=entry.slug, number=entry.revision, counts=counts, tasks=tasks, first=first)


def _problems(library: Library, entry: Entry, old: Brief, new: Brief) -> tuple[Problem, ...]:
    """What the guard finds; the file is read again only to say where."""
    file = entry.file.encode()
    shown = library.folders.shown(file)
    problems = guard(old, new, Places(shown))
    return tuple(_placed(library.folders.path(file), shown, entry, old)) or problems if problems else ()


def _placed(path: Path, shown: str, entry: Entry, old: Brief) -> Iterator[Problem]:
    from bot.brief.check import check  # whoever has nothing to refuse does without YAML
    from bot.brief.library.entry import digest

    checked = check(path, shown)
    if checked.brief is not None and digest(checked.brief) == entry.sha256:
        yield from guard(old, checked.brief, checked.places)
