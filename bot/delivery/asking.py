"""Requests to a platform, each in its slot; a sender that breaks its word harms nobody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from msgspec import Struct

from bot.delivery.key import key_of
from bot.delivery.outbox import Delivery
from bot.delivery.sender import Blind, Outcome, Posted, Sender, Unknown
from bot.delivery.tally import Tally
from bot.reply.model import Reply

log = logging.getLogger(__name__)

LONGEST = 30.0  # seconds for one request, which a sender keeps to by itself; what takes longer is unknown

Answer = TypeVar("Answer")


class Job(Struct, frozen=True):
    """A delivery in hand, with its sender, and until when its lease is safe."""

    delivery: Delivery
    sender: Sender
    until: datetime


class Delayed(Exception):
    """Nothing was sent, and nothing will be before `ready`."""

    def __init__(self, ready: datetime, reason: str) -> None:
        super().__init__(reason)
        self.ready, self.reason = ready, reason


class Asking:
    """`admit` waits for a slot of the sender's rate and raises Delayed where that would take too long."""

    def __init__(self, admit: Callable[[Job], Awaitable[None]], tally: Tally) -> None:
        self._admit = admit
        self._tally = tally

    async def send(self, job: Job, part: Reply, number: int) -> Outcome:
        """Post one part."""
        place, key, quiet = job.delivery.lane.place, _key(job, number), job.delivery.task == "loud"
        return await self._outcome(job, lambda: job.sender.send(place, part, key, quiet=quiet))

    async def edit(self, job: Job, message: str, part: Reply) -> Outcome:
        """Put another text in place of a message's."""
        place = job.delivery.lane.place
        return await self._outcome(job, lambda: job.sender.edit(place, message, part))

    async def find(self, job: Job, part: Reply, number: int, since: datetime) -> Posted | Blind | None:
        """Look whether a part is there already, posted since then."""
        place, key = job.delivery.lane.place, _key(job, number)
        return await self._answer(job, lambda: job.sender.find(place, key, part, since), _blind)

    async def _outcome(self, job: Job, request: Callable[[], Awaitable[Outcome]]) -> Outcome:
        return await self._answer(job, request, Unknown)

    async def _answer(
        self, job: Job, request: Callable[[], Awaitable[Answer]], failed: Callable[[str], Answer]
    ) -> Answer:
        await self._admit(job)
        since = perf_counter()
        try:
            async with asyncio.timeout(LONGEST):
                answer = await request()
        except TimeoutError:
            answer = failed("the platform did not answer")
        except Exception as error:
            log.exception("the sender for %s raised", job.sender.platform)
            answer = failed(f"an error of the program ({type(error).__name__})")
        outcome = "absent" if answer is None else type(answer).__name__.lower()
        self._tally.asked(job.sender.platform, outcome, perf_counter() - since)
        return answer


def _blind(reason: str) -> Posted | Blind | None:
    return Blind(f"looking for it failed: {reason}")


def _key(job: Job, part: int) -> str:
    return key_of(job.delivery.announcement, job.delivery.lane.id, part)
