"""When a request may go out: the shared rates, and what a platform has asked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.delivery.asking import Delayed, Job
from bot.delivery.outbox import Rates
from bot.delivery.retry import SHUT, Failure
from bot.delivery.sender import Budget, RetryLater, Sender, Unauthorised
from bot.delivery.slots import Slots
from bot.delivery.tally import Tally
from bot.errors import StoreError
from bot.query.request import Place
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=10)  # a slot that is farther off is left to others
LEAST = 10  # requests that may wait for the slots of one rate, or those of so many seconds:
SECONDS = 1.0
TURN, STOPPED = "it waits for its turn", "the program was stopped"


class Admission:
    """`per_second` are the rates by platform. What this knows of a platform, it knows for this process."""

    def __init__(
        self,
        rates: Rates,
        per_second: Mapping[str, float],
        *,
        clock: Callable[[], datetime],
        pause: Callable[[float], Awaitable[None]],
        tally: Tally,
    ) -> None:
        self._rates, self._per_second = rates, per_second
        self._clock, self._pause, self._tally = clock, pause, tally
        self._slots: dict[str, Slots] = {}
        self._shut: dict[str, datetime] = {}
        self._waiting: dict[asyncio.Future[datetime | None], str] = {}
        self.leaving = False

    def waiting(self, platform: str) -> int:
        """How many requests to a platform wait for a slot."""
        return sum(each == platform for each in self._waiting.values())

    def is_shut(self, sender: Sender) -> bool:
        """Whether the whole platform does not take the token at present."""
        key = sender.budget(Place(platform=sender.platform, tenant="", channel="")).key
        return self._shut_until(key) is not None

    async def admit(self, job: Job) -> None:
        """Wait for a slot. Raises Delayed where it is too far off, and StoreError."""
        now, rate = self._clock(), self._rate(job)
        self._look(job)
        slots = self._of(_budget(job).key, rate)
        if slots.waiting >= max(LEAST, rate * SECONDS) or slots.waiting > rate * PATIENCE.total_seconds():
            raise Delayed(now + timedelta(seconds=slots.waiting / rate), TURN)
        waiting = asyncio.ensure_future(slots.take(min(job.until, now + PATIENCE)))
        free = await self._waited_for(waiting, job.sender.platform)
        if free is not None or self._clock() > job.until:
            raise Delayed(free or self._clock(), TURN)
        self._look(job)  # much may have happened meanwhile
        self._tally.waited(job.sender.platform, max(0.0, (self._clock() - now).total_seconds()))

    def _look(self, job: Job) -> None:
        if self.leaving:
            raise Delayed(self._clock(), STOPPED)
        if shut := self._shut_until(_token(job)):
            raise Delayed(shut, "the platform does not take the token")

    def _shut_until(self, key: str) -> datetime | None:
        """Until when a token is not tried; a time farther off was noted before the clock was put back."""
        now, until = self._clock(), self._shut.get(key)
        return until if until and now < until <= now + timedelta(seconds=SHUT) else None

    async def heed(self, job: Job, failure: Failure) -> None:
        """Slow down where a platform asks for it, and leave one alone that does not take the token."""
        match failure:
            case RetryLater(after=after, scope="platform"):
                key, rate = _budget(job).key, self._rate(job)
                log.warning("%s asks to wait %.1f s", key, after)
                self._of(key, rate).drop()
                await self._slow(key, after, rate)
            case Unauthorised(reason=reason):
                now, key = self._clock(), _token(job)
                if self._shut_until(key) is None:
                    log.error("%s is left alone for %d s: %s", key, SHUT, one_line(reason))
                self._shut[key] = now + timedelta(seconds=SHUT)
            case _:
                pass

    def leave(self) -> None:
        """Send those away who wait for a slot."""
        self.leaving = True
        for waiting in tuple(self._waiting):
            waiting.cancel()

    async def _waited_for(self, waiting: asyncio.Future[datetime | None], platform: str) -> datetime | None:
        """What `Slots.take` says; it is broken off where the worker leaves."""
        self._waiting[waiting] = platform
        try:
            return await waiting
        except asyncio.CancelledError:
            if not waiting.cancelled() or not self.leaving:
                waiting.cancel()
                raise
            raise Delayed(self._clock(), STOPPED) from None
        finally:
            del self._waiting[waiting]

    def _rate(self, job: Job) -> float:
        return min(self._per_second[job.sender.platform], _budget(job).most)

    async def _slow(self, key: str, after: float, rate: float) -> None:
        try:
            await self._rates.slow(key, after, rate)
        except StoreError as error:
            log.error("%s is not slowed down: %s", key, one_line(str(error)))

    def _of(self, key: str, rate: float) -> Slots:
        if key not in self._slots:
            self._slots[key] = Slots(key, rate, self._rates, self._clock, self._pause)
        return self._slots[key]


def _budget(job: Job) -> Budget:
    return job.sender.budget(job.delivery.lane.place, edit=job.delivery.task == "edit")


def _token(job: Job) -> str:
    """Messages and edits may have rates of their own, but they go with one token."""
    return job.sender.budget(job.delivery.lane.place).key
