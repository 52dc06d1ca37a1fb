"""How the queue stands, for the health page, the metrics and the log: what waits, for how long, how far."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from bot.delivery.inspection import Fanning, Inspection
from bot.delivery.outbox import Outbox, Waiting
from bot.errors import StoreError
from bot.telemetry.escape import one_line
from bot.telemetry.health import Look, spelled
from bot.telemetry.traffic import Traffic

log = logging.getLogger(__name__)

EVERY = 10.0  # seconds between two looks
FRESH = 5.0  # seconds for which what was seen is told again
SHARE = 50.0  # times as long as a look took, nobody looks again: a million deliveries take a second to count
LATE = timedelta(minutes=5)  # no message should be due for longer while nothing goes out
# While messages do go out, a long fan-out takes its time: half an hour of all that a platform takes is
# spread at most.
LATE_IN_TURN = timedelta(minutes=40)
MOVING = 60.0  # seconds since something ended, in which a queue is one that moves


class Backlog:
    """What waits for the `platforms` that are sent to from here. `clock` is the store's; `now` any steady
    one, in seconds."""

    def __init__(
        self,
        outbox: Outbox,
        inspection: Inspection,
        traffic: Traffic,
        platforms: Collection[str],
        clock: Callable[[], datetime],
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._outbox = outbox
        self._inspection = inspection
        self._traffic = traffic
        self._platforms = frozenset(platforms)
        self._clock = clock
        self._now = now
        self._waiting: Sequence[Waiting] = ()
        self._fanning: Sequence[Fanning] = ()
        self._fresh_until = clock()
        self._turn = asyncio.Lock()
        self._trouble = ""
        self._stalled: Mapping[str, datetime] = {}  # since when nothing gets through, though it is wanted

    async def look(self) -> Look:
        """What the health page shows, and what is wrong; from the store, unless it was just asked."""
        async with self._turn:
            if self._clock() >= self._fresh_until:
                await self._ask()
        return Look(self._shown(), tuple(self._wrong()))

    async def keep(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Look now and then, and log how far a long fan-out has come; goes on until cancelled."""
        late: set[str] = set()
        while True:
            await pause(EVERY)
            look = await self.look()
            for each in self._fanning:
                about = f"{each.story} revision {each.revision} ({each.task})"
                log.info("%s: %d of %d made ready", about, each.done, each.of)
            for sentence in set(look.wrong) - late:
                log.error("%s", sentence)
            late = set(look.wrong)

    async def _ask(self) -> None:
        since = self._now()
        try:
            waiting = await self._outbox.waiting()
            self._fanning = await self._inspection.fanning()
        except StoreError as error:
            self._trouble = one_line(str(error))
            return
        finally:
            rest = max(FRESH, SHARE * (self._now() - since))
            self._fresh_until = self._clock() + timedelta(seconds=rest)
        self._waiting, self._trouble = [each for each in waiting if each.platform in self._platforms], ""
        self._stalled = {
            each.platform: self._stalled.get(each.platform, self._clock())
            for each in self._waiting
            if each.wanted and not self._traffic.moves(each.platform, MOVING)
        }
        for each in self._waiting:
            self._traffic.waits(
                each.platform,
                pending=each.pending,
                due=each.due,
                oldest=self._age(each).total_seconds(),
                parked=each.parked,
            )

    def _age(self, each: Waiting) -> timedelta:
        return max(self._clock() - each.oldest, timedelta()) if each.oldest else timedelta()

    def _wrong(self) -> Iterator[str]:
        if self._trouble:
            yield f"the queue cannot be looked at: {self._trouble}"
        for each in self._waiting:
            limit = LATE_IN_TURN if self._traffic.moves(each.platform, MOVING) else LATE
            if self._age(each) > limit:
                minutes = self._age(each) // timedelta(minutes=1)
                yield f"the oldest message for {each.platform} has been due for {minutes} min"
            elif (since := self._stalled.get(each.platform)) and self._clock() - since > LATE:
                # Each attempt puts a message off, so that the oldest is never old.
                minutes = (self._clock() - since) // timedelta(minutes=1)
                yield f"nothing has got through to {each.platform} for {minutes} min"

    def _shown(self) -> dict[str, Any]:
        queue = {
            each.platform: {
                "pending": each.pending,
                "due": each.due,
                "oldest": spelled(each.oldest),
                "parked": each.parked,
            }
            for each in self._waiting
        }
        spreading = [
            {
                "story": each.story,
                "revision": each.revision,
                "task": each.task,
                "done": each.done,
                "of": each.of,
            }
            for each in self._fanning
        ]
        return {"queue": queue, "spreading": spreading}
