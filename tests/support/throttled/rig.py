"""A story, its followers, and the bot that tells them, against the fake platforms."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bot.config import Settings
from bot.delivery.inspection import Listed, Which
from bot.query.request import Place
from bot.storage.store import open_store
from tests.support.throttled.assembly import Assembly, assembled
from tests.support.throttled.fake import Fake, Fakes
from tests.support.throttled.job import Job
from tests.support.throttled.mortal import Death, Steps
from tests.support.throttled.processes import Nursery
from tests.support.throttled.story import SLUG, Newsroom, told
from tests.support.throttled.tempo import Tempo
from tests.support.throttled.world import Rules

LEASES = 100.0  # seconds after which no lease of a process that was killed still holds
PACE = 30.0  # how much faster time goes here
TENANTS = {"discord": "900", "slack": "T1"}


def places(platform: str, count: int, first: int = 1) -> list[Place]:
    """Channels of one server or workspace."""
    letter = "C" if platform == "slack" else ""
    numbers = range(first, first + count)
    return [
        Place(platform=platform, tenant=TENANTS[platform], channel=f"{letter}{number}") for number in numbers
    ]


class Rig:
    """One story and one database; the bot works here or in processes of its own."""

    def __init__(self, settings: Settings, fake: Fake, nursery: Nursery, folder: Path) -> None:
        self.settings = fake.leads(settings)
        self.fake = fake
        self.newsroom = Newsroom(folder / "newsroom")
        self._log = folder / "log"
        self._nursery = nursery

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Assembly]:
        """The bot in this process; it sends nothing until it is told to."""
        folder, fake = self.newsroom.folder, self.fake
        pause = fake.rules.tempo.pause
        async with assembled(self.settings, folder, lambda: fake.tempo.clock(), pause, Steps(None)) as made:
            yield made

    async def followed_by(self, following: Sequence[Place]) -> None:
        """Begin the story, and let places follow it."""
        self.newsroom.write()
        async with self.bot() as bot:
            await bot.publish()
            for place in following:
                await bot.follow(place, SLUG, 1)

    def revise(self, *steps: str) -> None:
        """Write the story as it is after these steps; whoever runs next publishes it."""
        self.newsroom.write(*steps)

    async def deliver(self, *steps: str) -> None:
        """Publish the story as it is after these steps, and send until nothing waits."""
        self.revise(*steps)
        async with self.bot() as bot:
            await bot.publish()
            await self.send_all(bot)

    async def send_all(self, bot: Assembly) -> None:
        """Send until nothing waits; over the time in which nothing is due the clock jumps."""
        async with bot.working() as worker:
            while (due := await bot.idle_until(worker)) is not None:
                self._jump(due.timestamp())

    async def pass_time(self, bot: Assembly, seconds: float) -> None:
        """Let time pass while the bot works, as fast as it goes: from one due moment to the next."""
        until = self.fake.tempo.now() + seconds
        async with bot.working() as worker:
            while self.fake.tempo.now() < until:
                due = await bot.idle_until(worker)
                self._jump(until if due is None else min(until, due.timestamp()))

    def _jump(self, moment: float) -> None:
        self.fake.go(max(0.0, moment - self.fake.tempo.now()) + 0.001)

    def start(self, death: Death | None = None, *, ahead: float = 0.0, **more: Any) -> int:
        """Begin a process that publishes what there is, and sends until nothing waits; its id. Its clock
        may stand `ahead` of everybody else's; for what else may be told it, see Job."""
        job = Job(
            settings=self._environ(),
            folder=str(self.newsroom.folder),
            tempo=replace(self.fake.tempo, ahead=self.fake.tempo.ahead + ahead),
            death=death,
            **more,
        )
        return self._nursery.start(job, self._log)

    def end(self, process: int) -> int:
        """Wait for a process; 0 where nothing waits any more. If it was killed, as much time passes as its
        leases hold."""
        ended = self._nursery.wait(process)
        assert ended in (0, -signal.SIGKILL), f"{ended}: {self._log.read_text()[-4000:]}"
        if ended:
            self.fake.go(LEASES)
        return ended

    def run(self, death: Death | None = None, *, chunk: int = 5000) -> int:
        """A process from its beginning to its end."""
        return self.end(self.start(death, chunk=chunk))

    def kill(self, process: int) -> None:
        """kill -9."""
        os.kill(process, signal.SIGKILL)
        assert self.end(process) == -signal.SIGKILL

    async def counted(self, name: str, count: int) -> bool:
        """Whether the fake has counted so many."""
        page = await asyncio.to_thread(self.fake.page, whole=False)
        return page.counts.get(name, 0) >= count

    def told(self, following: Sequence[Place]) -> list[list[int]]:
        """Of which revisions each channel was told, in the order and as often as it was."""
        page = self.fake.page()
        assert not page.violations, page.violations
        return [told(page.texts(place.channel)) for place in following]

    async def deliveries(self) -> Sequence[Listed]:
        """The records of all deliveries, the newest first."""
        async with open_store(self.settings, clock=self.fake.tempo.clock) as store:
            return await store.inspection.deliveries(Which(), 10_000)

    def _environ(self) -> dict[str, str]:
        """The settings as they stand in the environment."""
        given = {name: getattr(self.settings, name) for name in (*self.fake.settings, "database_url")}
        texts = {name: each if isinstance(each, str) else each.reveal() for name, each in given.items()}
        rates = {name: str(getattr(self.settings, name)) for name in ("discord_rate", "slack_rate")}
        named = {name.upper(): text for name, text in (texts | rates).items()}
        return named | {"DATA_DIR": str(self.settings.data_dir)}


@contextmanager
def rigged(settings: Settings, fakes: Fakes, nursery: Nursery, folder: Path, **rules: Any) -> Iterator[Rig]:
    """A rig with a database and a world of its own; time goes thirty times as fast there."""
    with fakes.world(Rules(tempo=Tempo.at(PACE), **rules)) as fake:
        yield Rig(settings, fake, nursery, folder)
