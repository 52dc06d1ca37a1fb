"""The chat and the pipe of `onrecord run`, with a store behind them that is opened while they answer."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from importlib import import_module

from adapters.cli.output import note
from adapters.upkeep import Tell, keep_up, newer
from bot.bootstrap import stores_of
from bot.brief.library import Library
from bot.config import Settings
from bot.errors import OnrecordError, StoreError
from bot.reply.model import Reply
from bot.service import Bot
from bot.storage.alone import alone
from bot.subscription.stores import Stores
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

Show = Callable[[Reply], None]

FIRST = 0.5  # seconds that the chat has for itself before the store is opened, unless somebody needs it


def chat_here(settings: Settings, library: Library) -> None:
    """Talk with the person at the terminal. Raises UsageError where another `onrecord run` has the store."""
    from adapters.console.repl import chat

    with _alone(settings) as trouble:
        behind = Behind(settings, library, trouble)
        asyncio.run(chat(behind.bot, settings, behind.kept))


def answer_pipe(settings: Settings, library: Library) -> None:
    """Answer the lines of standard input. Raises UsageError where another `onrecord run` has the store."""
    with _alone(settings) as trouble:
        asyncio.run(_answer_pipe(Behind(settings, library, trouble)))


async def _answer_pipe(behind: Behind) -> None:
    from adapters.console.piped import Paper, answer_all, as_they_come
    from adapters.console.session import Session

    paper = Paper()
    async with behind.kept(log.info, paper.show):
        await answer_all(Session(behind.bot), as_they_come(sys.stdin.buffer), paper)


class Behind:
    """What goes on behind a chat: the store is opened, what is new is published, and what the chat follows
    is told in it. Where there can be no store, for which `trouble` is the reason, the chat goes without."""

    def __init__(self, settings: Settings, library: Library, trouble: str = "") -> None:
        self.bot = Bot(library, stores=self._stores)
        self._settings = settings
        self._library = library
        self._trouble = trouble
        self._wanted = asyncio.Event()
        self._opened: asyncio.Future[Stores | None] | None = None

    @asynccontextmanager
    async def kept(self, tell: Tell, show: Show) -> AsyncIterator[None]:
        """Meanwhile it goes on; `tell` hears which stories changed, `show` gets what subscribers are told."""
        self._opened = asyncio.get_running_loop().create_future()
        going = asyncio.create_task(self._go_on(tell, show, self._opened))
        try:
            yield
        finally:
            going.cancel()
            await asyncio.gather(going, return_exceptions=True)

    async def _stores(self) -> Stores | None:
        """The stores, once they are open; None where they cannot be."""
        self._wanted.set()
        return await asyncio.shield(self._opened) if self._opened else None

    async def _go_on(self, tell: Tell, show: Show, opened: asyncio.Future[Stores | None]) -> None:
        try:
            await self._with_store(tell, show, opened)
        except OnrecordError as error:
            note(f"following stories is not possible here: {one_line(str(error))}")
        except Exception:
            log.exception("following stories is not possible here")
        if not opened.done():
            opened.set_result(None)
        await keep_up(self.bot, newer(self._library, watch=self._settings.watch), tell)

    async def _with_store(self, tell: Tell, show: Show, opened: asyncio.Future[Stores | None]) -> None:
        """Goes on until cancelled. Raises UsageError and StoreError where the store cannot be opened."""
        if self._trouble:
            raise StoreError(self._trouble)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wanted.wait(), FIRST)
        for heavy in ("bot.storage.store", "bot.delivery.worker"):  # while the loop goes on turning
            await asyncio.to_thread(import_module, heavy)
        from adapters.console.sender import ConsoleSender
        from adapters.delivering import worker_of
        from adapters.publishing import Publishing
        from bot.delivery.publish import Publisher
        from bot.storage.store import open_store

        async with open_store(self._settings, sole=True) as store:
            worker = worker_of(self._settings, store, [ConsoleSender(show)])
            publisher = Publisher(store.revisions, store.outbox, store.clock)
            publishing = Publishing(self.bot, publisher, store.revisions, tell=tell, published=worker.wake)
            await publishing.publish(self._library)
            opened.set_result(stores_of(store))
            watched = newer(self._library, watch=self._settings.watch)
            await asyncio.gather(publishing.keep(watched), worker.run())


@contextmanager
def _alone(settings: Settings) -> Iterator[str]:
    """Hold the store for this chat alone; yields why there can be none, or ""."""
    with ExitStack() as stack:
        trouble = ""
        try:
            stack.enter_context(alone(settings))
        except StoreError as error:
            trouble = str(error)
        yield trouble
