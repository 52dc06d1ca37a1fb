"""The bot without its doors: publisher, worker, real senders and a store, driven by a test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event

from adapters.discord.sender import open_sender as open_discord
from adapters.slack.outgoing import open_sender as open_slack
from bot.brief.library import load
from bot.config import Settings
from bot.delivery.publish import Publisher
from bot.delivery.sender import Sender
from bot.delivery.worker import Worker
from bot.errors import StoreError
from bot.query.request import Place
from bot.storage.store import Store, open_store
from bot.subscription.model import Preferences
from tests.support.queue import next_due
from tests.support.throttled.mortal import Steps

Clock = Callable[[], datetime]
Pause = Callable[[float], Awaitable[None]]
OUTBOX = ("publish", "spread", "release", "claim", "settle")
SENDER = ("send", "edit", "find")
PATIENCE = 30.0  # seconds
LOOK = 0.01  # seconds between two looks


class Assembly:
    """`outbox`, `publisher` and workers as in a running bot; nothing runs until it is told to."""

    def __init__(self, store: Store, senders: list[Sender], folder: Path, **given: Any) -> None:
        steps: Steps = given["steps"]
        clock: Clock = given["clock"]
        self.store, self._folder = store, folder
        self.outbox = steps.around(store.outbox, *OUTBOX)
        self.publisher = Publisher(store.revisions, self.outbox, clock)
        self._senders = [steps.around(each, *SENDER) for each in senders]
        self._given = given

    def worker(self) -> Worker:
        """A new worker: one that was stopped works no more."""
        given = self._given
        return Worker(
            _spreading(self.outbox, given["chunk"]),
            self.store.rates,
            self.store.revisions,
            self._senders,
            per_second=given["per_second"],
            clock=given["clock"],
            pause=given["pause"],
            luck=lambda: 0.5,
        )

    async def publish(self) -> int:
        """Publish what stands in the folder; how many revisions that made. Raises StoreError."""
        library = await asyncio.to_thread(
            load, self._folder / "briefs", self._folder / "source", self._folder / "var"
        )
        published = await self.publisher.publish(library)
        assert not library.problems, library.problems
        assert not published.refused, published
        for failed in published.failed:
            raise StoreError(failed.reason)
        return len(published.made)

    async def follow(self, place: Place, story: str, revision: int) -> None:
        await self.store.subscriptions.subscribe(place, story, Preferences(), by="1", revision=revision)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[Worker]:
        """A worker runs until the end of the block."""
        worker = self.worker()
        running = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def work(
        self, until: Callable[[], Awaitable[bool]], seconds: float = PATIENCE, look: float = LOOK
    ) -> None:
        """Work until something has come about. Raises TimeoutError."""
        async with self.working():
            await come(until, seconds, look)

    async def drain(self, seconds: float = PATIENCE, look: float = LOOK) -> None:
        """Work until nothing waits, neither now nor for its time. Raises TimeoutError."""
        await self.work(self.is_empty, seconds, look)

    async def is_empty(self) -> bool:
        """Whether nothing waits; not known of a store that is away."""
        try:
            due, waiting = await next_due(self.store), await self.store.outbox.waiting()
        except StoreError:
            return False
        return due is None and not any(each.pending for each in waiting)

    async def idle_until(self, worker: Worker) -> datetime | None:
        """Wait until nothing is due, and nothing is in hand; when something will be. Raises TimeoutError."""
        due = None

        async def is_idle() -> bool:
            nonlocal due
            due = await next_due(self.store)
            if due is not None and due <= self.store.clock():
                return False
            await worker.idle()
            return due == await next_due(self.store)  # or else it was the end of a lease

        await come(is_idle)
        return due


async def come(until: Callable[[], Awaitable[bool]], seconds: float = PATIENCE, look: float = LOOK) -> None:
    """Look now and then until something has come about. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await until():  # noqa: ASYNC110 (anything may be asked)
            await asyncio.sleep(look)


@asynccontextmanager
async def assembled(
    settings: Settings, folder: Path, clock: Clock, pause: Pause, steps: Steps, chunk: int = 5000
) -> AsyncIterator[Assembly]:
    """The bot with the senders that the settings name; `folder` is the newsroom's."""
    async with (
        open_store(settings, clock=clock) as store,
        open_discord(settings) as discord,
        open_slack(settings) as slack,
    ):
        engine = store.database.engine.sync_engine
        event.listen(engine, "commit", lambda connection: steps.take("before commit"))
        rates = {"discord": settings.discord_rate, "slack": settings.slack_rate}
        given = {"per_second": rates, "clock": clock, "pause": pause, "steps": steps, "chunk": chunk}
        yield Assembly(store, [discord, slack], folder, **given)


def _spreading(outbox: Any, chunk: int) -> Any:
    """The same outbox; an announcement is spread over at most `chunk` at a time."""
    steps = Steps(None)

    async def spread(mark: int | None = None, most: int = 5000) -> Any:
        return await outbox.spread(mark, min(most, chunk))

    around = steps.around(outbox)
    around.spread = spread
    return around
