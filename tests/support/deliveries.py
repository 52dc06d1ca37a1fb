"""A platform that takes messages in memory, with the faults that platforms have, and time that jumps."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count

from msgspec import Struct

from bot.brief.library import Library
from bot.brief.model import Brief
from bot.delivery.announcement import Task
from bot.delivery.outbox import Delivery, Lane
from bot.delivery.publish import Published, Publisher
from bot.delivery.sender import Blind, Budget, Outcome, Posted, Rejected
from bot.delivery.worker import POLL, Worker
from bot.query.request import Place
from bot.reply.model import Reply
from bot.reply.plain import plain
from bot.storage.store import Store
from bot.subscription.model import Preferences, Rhythm, Told
from tests.support.ferry import ferry_brief
from tests.support.revisions import edited, entry
from tests.support.stores import Clock

HERE = Place(platform="discord", tenant="900", channel="100")
AWAKE = Preferences(rhythm=Rhythm(when="instantly", at="09:00"))


def corrected(brief: Brief | None = None, **edits: str) -> Brief:
    """A revision that corrects what Mara Holt or others said."""
    fields = {id.replace("_", "-"): {"gist": gist} for id, gist in edits.items()}
    number = (brief or ferry_brief()).revision.number + 1
    return edited(fields, brief=brief, add=entry(*fields, id=f"k-{number}", revision=number))


class Message(Struct):
    """A message as it stands in a channel."""

    id: str
    place: Place
    key: str
    part: Reply
    quiet: bool
    at: datetime

    @property
    def lines(self) -> list[str]:
        return [line for line in plain(self.part).splitlines() if line]


class Platform:
    """A Sender whose answers can be scripted: `faults` are answered in turn, then it takes everything.

    A fault is an outcome, or a pair of one and True where the message was taken all the same. With
    `knows_keys` a second message with the key of an earlier one is not posted again, as on Discord.
    """

    def __init__(self, clock: Callable[[], datetime], platform: str = "discord") -> None:
        self.platform = platform
        self.messages: list[Message] = []
        self.faults: list[Outcome | tuple[Outcome, bool]] = []
        self.knows_keys = True
        self.sees: bool = True
        self.size = 1_000
        self.pause = 0.0
        self.asked: list[str] = []
        self._clock = clock
        self._ids = count(1)

    def parts(self, reply: Reply) -> Sequence[Reply]:
        blocks = reply.blocks
        step = self.size
        return [
            Reply(kind=reply.kind, blocks=blocks[n : n + step], story=reply.story, actions=reply.actions)
            for n in range(0, len(blocks), step)
        ]

    def budget(self, place: Place, *, edit: bool = False) -> Budget:
        return Budget(f"{self.platform}:bot")

    async def send(self, place: Place, part: Reply, key: str, *, quiet: bool = False) -> Outcome:
        self.asked.append("send")
        fault, taken = self._fault()
        if fault is not None and not taken:
            return fault
        known = next((each for each in self.messages if each.key == key), None)
        if known is None or not self.knows_keys:
            known = Message(f"m{next(self._ids)}", place, key, part, quiet, self._clock())
            self.messages.append(known)
        return fault or Posted(message=known.id, items=part.items, pause=self.pause)

    async def edit(self, place: Place, message: str, part: Reply) -> Outcome:
        self.asked.append("edit")
        fault, _ = self._fault()
        if fault is not None:
            return fault
        for each in self.messages:
            if each.id == message:
                each.part = part
                return Posted(message=message, items=part.items)
        return Rejected("the message was deleted (10008)")

    async def find(self, place: Place, key: str, part: Reply, since: datetime) -> Posted | Blind | None:
        self.asked.append("find")
        if not self.sees:
            return Blind("the bot may not read the history here")
        found = [each for each in self.messages if each.key == key]
        return Posted(message=found[0].id, items=found[0].part.items) if found else None

    def lines(self, place: Place) -> list[str]:
        return [line for each in self.messages if each.place == place for line in each.lines]

    def _fault(self) -> tuple[Outcome | None, bool]:
        fault = self.faults.pop(0) if self.faults else None
        return fault if isinstance(fault, tuple) else (fault, False)


class House:
    """A store, a publisher, and a worker for one platform; `step` is one round of work."""

    def __init__(self, store: Store, clock: Clock, *platforms: Platform) -> None:
        self.store, self.clock = store, clock
        self.platforms = platforms or (Platform(clock),)
        self.publisher = Publisher(store.revisions, store.outbox, clock)
        self.worker = self.new_worker()

    @property
    def platform(self) -> Platform:
        return self.platforms[0]

    def new_worker(self) -> Worker:
        return Worker(
            self.store.outbox,
            self.store.rates,
            self.store.revisions,
            self.platforms,
            per_second={"discord": 49.0, "slack": 4.0},
            clock=self.clock,
            pause=self.jump,
            luck=lambda: 0.5,
        )

    async def jump(self, seconds: float) -> None:
        """A pause that costs no time: the clock is where it ends. Between two looks at the store, which
        nothing would hold up, time stands still."""
        if seconds == POLL:
            await asyncio.Event().wait()
        self.clock.go(seconds=seconds)
        await asyncio.sleep(0)

    async def publish(self, *briefs: Brief) -> Published:
        return await self.publisher.publish(Library.of(briefs))

    async def follow(
        self, place: Place = HERE, preferences: Preferences = AWAKE, story: str = "ferry", revision: int = 3
    ) -> None:
        await self.store.subscriptions.subscribe(place, story, preferences, by="U1", revision=revision)

    async def step(self) -> None:
        """Do all that is due now."""
        while await self.worker.spread():
            pass
        for platform in self.platforms:
            more = True
            while more:
                asked, taken = len(platform.asked), await self.worker.send(platform.platform)
                await self.worker.idle()
                more = taken or len(platform.asked) > asked

    async def go(self, **time: float) -> None:
        self.clock.go(**time)
        await self.step()


def delivery(
    task: Task = "digest", *, told: Told | None = None, revision: int = 4, attempts: int = 1, **lane: object
) -> Delivery:
    """A claimed delivery of the ferry's story."""
    return Delivery(
        id=1,
        token="t",
        lane=Lane(id=7, place=HERE, **lane),  # type: ignore[arg-type]
        announcement=5,
        task=task,
        story="ferry",
        announced=revision,
        revision=revision,
        part=0,
        attempts=attempts,
        first=Clock().now,
        told=told or Told.until(3),
        preferences=AWAKE,
    )
