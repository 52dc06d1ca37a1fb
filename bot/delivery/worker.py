"""The worker: spreads what was published over those who follow, and sends what is due."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.delivery.admission import Admission
from bot.delivery.asking import Asking, Job
from bot.delivery.channels import Channels
from bot.delivery.compose import Composer
from bot.delivery.outbox import Outbox, Rates
from bot.delivery.sender import Sender
from bot.delivery.sending import Sending
from bot.delivery.settling import Settling
from bot.delivery.tally import Silent, Tally
from bot.errors import StoreError
from bot.revision.published import Revisions
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

POLL = 0.5  # seconds between two looks at the store where nothing was heard
EAGER = 0.05  # at least, where a channel is about to take its next message
TROUBLE = 1.0  # and after a fault
LEASE = 90.0  # seconds: a wait for a slot, a look and two requests, with room to spare
SAFE = 45.0  # of these, within which a request may still begin
IN_HAND, WAITING = 200, 50  # deliveries of one platform; those that wait for a slot, or a second's
ROUND = 10  # lanes are claimed so many at a time, at least, lest the store be asked for each
ROWS = 5000
MARK = 1800.0  # seconds of a platform's rate: what is spread beyond that would only lie in its queue
GRACE = 6.0  # seconds for what is in flight when the worker is stopped


def utc_now() -> datetime:
    return datetime.now(UTC)


class Worker:
    """Spreads and sends for the platforms that have a sender here; `per_second` are their rates.

    `clock` is the store's. Any number of workers may share a store that takes several processes.
    """

    def __init__(
        self,
        outbox: Outbox,
        rates: Rates,
        revisions: Revisions,
        senders: Sequence[Sender],
        *,
        per_second: Mapping[str, float],
        clock: Callable[[], datetime] = utc_now,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        luck: Callable[[], float] = random.random,
        tally: Tally | None = None,
        in_hand: int = IN_HAND,
    ) -> None:
        self._outbox = outbox
        self._senders = {each.platform: each for each in senders}
        self._clock, self._pause = clock, pause
        self._tally = tally or Silent()
        self._in_hand, self._per_second = in_hand, per_second
        self._mark = {each: round(MARK * per_second[each]) for each in self._senders}
        self._settling = Settling(outbox, pause)
        self._admission = Admission(rates, per_second, clock=clock, pause=pause, tally=self._tally)
        self._channels = Channels(clock, pause)
        self._sending = Sending(
            Composer(revisions),
            self._channels,
            Asking(self._admission.admit, self._tally),
            settle=self._settling,
            heed=self._admission.heed,
            clock=clock,
            luck=luck,
            tally=self._tally,
        )
        self._deliveries: dict[str, set[asyncio.Task[None]]] = {name: set() for name in self._senders}
        self._leaving = False
        self._news, self._room = asyncio.Event(), {name: asyncio.Event() for name in self._senders}

    async def run(self) -> None:
        """Work until cancelled, then let what is in flight arrive."""
        going = [self._going(self.spread, self._news)]
        going += [self._going(partial(self.send, name), room) for name, room in self._room.items()]
        loops = [asyncio.create_task(each) for each in going]
        try:
            await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)  # they do not end by themselves
        finally:
            await self._leave(loops)

    def wake(self) -> None:
        """Something was published, or put into the outbox: look at once."""
        self._news.set()
        for room in self._room.values():
            room.set()

    async def spread(self) -> bool:
        """Make one chunk of rows; whether there was anything to make. Raises StoreError."""
        spreading = await self._outbox.spread(self._mark, ROWS)
        if spreading is not None:
            self._tally.spread(spreading.task, spreading.rows)
            log.debug("spread %s %d: %d rows", spreading.story, spreading.revision, spreading.rows)
        released = await self._outbox.release(ROWS)
        if spreading is None and not released:
            return False
        for room in self._room.values():
            room.set()
        return True

    async def send(self, platform: str) -> bool:
        """Take up deliveries of a platform; whether there may be more at once. Raises StoreError."""
        sender, taken = self._senders[platform], self._deliveries[platform]
        waiting = max(WAITING, round(self._per_second[platform]))
        waiting -= self._admission.waiting(platform)
        room = min(self._in_hand - len(taken), waiting)
        if room < min(ROUND, self._in_hand) or self._admission.is_shut(sender):
            return False
        until = self._clock() + timedelta(seconds=SAFE)
        claimed = await self._outbox.claim([platform], room, LEASE)
        for delivery in claimed:
            task = asyncio.create_task(self._sending.deliver(Job(delivery, sender, until)))
            taken.add(task)
            task.add_done_callback(lambda done: self._done(platform, done))
        return len(claimed) == room

    async def idle(self) -> None:
        """Wait until nothing is in hand."""
        while tasks := [task for taken in self._deliveries.values() for task in taken]:
            await asyncio.wait(tasks)

    def _done(self, platform: str, task: asyncio.Task[None]) -> None:
        self._deliveries[platform].discard(task)
        self._room[platform].set()

    async def _going(self, step: Callable[[], Awaitable[bool]], heard: asyncio.Event) -> None:
        """Step after step; where there is nothing to do, until something is heard, or a while is over."""
        troubled = False
        while not self._leaving:
            heard.clear()
            try:
                more, troubled = await step(), False
            except Exception as error:
                if not isinstance(error, StoreError):
                    log.exception("the worker goes on")
                elif not troubled:
                    log.error("the store is waited for: %s", one_line(str(error)))
                more, troubled = False, True
            if not more and not self._leaving:
                await self._rest(heard, troubled)

    async def _rest(self, heard: asyncio.Event, troubled: bool) -> None:
        if troubled:
            await self._pause(TROUBLE)
            return
        waits = [asyncio.create_task(heard.wait()), asyncio.ensure_future(self._pause(self._idle_for()))]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    def _idle_for(self) -> float:
        """Seconds until the store is looked at again: sooner where a channel that rests is known here."""
        soonest = self._channels.soonest()
        return POLL if soonest is None else min(POLL, max(EAGER, soonest))

    async def _leave(self, loops: Sequence[asyncio.Task[None]]) -> None:
        """Claim nothing more, send away who waits for a slot, and let what is in flight arrive."""
        self._leaving = True
        self._admission.leave()
        self.wake()
        await _ended(loops, GRACE)
        left = [task for taken in self._deliveries.values() for task in taken]
        if late := await _ended(left, GRACE):
            log.warning("%d deliveries were cut off; they are looked for before they are repeated", late)
        await self._settling.close()


async def _ended(tasks: Sequence[asyncio.Task[None]], seconds: float) -> int:
    """Wait for tasks, then cancel the rest; how many these were."""
    if not tasks:
        return 0
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return len(late)
