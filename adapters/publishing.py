"""What is read from the files is published, and what is published is served."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator

from bot.brief.library import Library
from bot.delivery.publish import Made, Published, Publisher, Refused
from bot.errors import StoreError
from bot.revision.published import Revisions
from bot.service import Bot
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

LOOK = 5.0  # seconds between two looks at what others have published
AGAIN = 6  # looks after which something that could not be published is tried again

Tell = Callable[[str], None]


class Publishing:
    """Keeps what is served at what is published. `published` is called when there is something to be told."""

    def __init__(
        self,
        bot: Bot,
        publisher: Publisher,
        revisions: Revisions,
        *,
        tell: Tell = log.info,
        published: Callable[[], None] = lambda: None,
        look: float = LOOK,
    ) -> None:
        self._bot = bot
        self._publisher = publisher
        self._revisions = revisions
        self._tell = tell
        self._published = published
        self._look = look
        self._read = bot.library
        self._left = False  # something could not be published
        self._fresh = True  # it was not told yet what came of what was read
        self._told: frozenset[str] = frozenset()  # what is wrong, as it was told last
        self._known: set[str] | None = None  # stories that were read here, or published before that

    async def publish(self, library: Library) -> None:
        """Publish what was read, and serve what is published now. Raises StoreError."""
        self._fresh = self._fresh or library is not self._read
        self._read, self._left = library, True
        if self._known is None:
            self._known = set(await self._revisions.heads())
        self._known |= library.entries.keys()
        done = await self._publisher.publish(library)
        self._serve(await self._with_new(done.library))
        self._tell_of(done)
        self._left = bool(done.failed)
        if any(made.tasks for made in done.made):
            self._published()

    async def keep(self, newer: AsyncIterator[Library]) -> None:
        """Publish each newer library, and serve what others publish; goes on until cancelled."""
        reading: asyncio.Future[Library | None] = asyncio.ensure_future(anext(newer, None))
        looks = 0
        try:
            while True:
                await asyncio.wait({reading}, timeout=self._look)
                looks += 1
                if reading.done() and (library := _result(reading)):
                    reading, looks = asyncio.ensure_future(anext(newer, None)), AGAIN
                    self._read, self._left, self._fresh = library, True, True
                elif reading.done():
                    reading = asyncio.get_running_loop().create_future()
                if await self._due(looks):
                    looks = 0
                    await self._attempt()
        finally:
            reading.cancel()

    async def _due(self, looks: int) -> bool:
        """Whether there is something to publish, or others have published something."""
        if self._left:
            return looks >= AGAIN
        try:
            heads = await self._revisions.heads()
        except StoreError:
            return False  # the health page tells of the store
        served = self._bot.library.entries
        return any(
            served[slug].sha256 != sha256 if slug in served else self._is_new(slug)
            for slug, (_, sha256) in heads.items()
        )

    async def _with_new(self, library: Library) -> Library:
        """The same with the stories that others have published since this began, and of which no file was
        read here: where files are not watched, they are in the folder by now."""
        heads = await self._revisions.heads()
        new = [slug for slug in sorted(heads) if self._is_new(slug)]
        found = [await self._revisions.snapshot(slug, heads[slug][0]) for slug in new]
        return library.with_published([each for each in found if each]) if new else library

    def _is_new(self, slug: str) -> bool:
        return self._known is not None and slug not in self._known

    async def _attempt(self) -> None:
        try:
            await self.publish(self._read)
        except StoreError as error:
            log.error("nothing is published for now: %s", one_line(str(error)))
        except Exception:
            log.exception("nothing is published for now")

    def _serve(self, library: Library) -> None:
        before, after = self._bot.library.entries, library.entries
        self._bot.serve(library)
        for slug in sorted(before.keys() | after.keys()):
            if before.get(slug) != after.get(slug):
                self._tell(f"{slug} {'has changed' if slug in after else 'is gone'}")

    def _tell_of(self, done: Published) -> None:
        """What was published; and what was not, once. Where nothing was read anew, being behind what others
        have published is nobody's mistake."""
        for made in done.made:
            log.info("%s", _described(made))
        wrong = frozenset((*_wrong(done), *(_behind(done) if self._fresh else ())))
        for line in sorted(wrong - self._told):
            log.warning("%s", one_line(line))
        self._told, self._fresh = wrong, False


def _described(made: Made) -> str:
    counts = ", ".join(f"{count} {label}" for label, count in made.counts.items()) or "nothing to tell"
    return f"{made.story}: published revision {made.number} ({'the first' if made.first else counts})"


def _wrong(done: Published) -> Iterator[str]:
    for refused in done.refused:
        yield f"{refused.story} is not published and goes on being served as it was: {_first(refused)}"
    for failed in done.failed:
        yield f"{failed.story} is not published for now: {failed.reason}"


def _behind(done: Published) -> Iterator[str]:
    for behind in done.behind:
        yield f"{behind.story}: the file is older than revision {behind.number}, which is served"


def _first(refused: Refused) -> str:
    more = len(refused.problems) - 1
    return f"{refused.problems[0]}{f' (and {more} more: onrecord check)' if more else ''}"


def _result(reading: asyncio.Future[Library | None]) -> Library | None:
    """What was read; None where nothing will be read any more."""
    try:
        return reading.result()
    except Exception:  # watchfiles raises its own; the bot goes on with what it has
        log.exception("the briefs are no longer watched; start again to read newer ones")
        return None
