"""One claimed delivery on its way: composed, looked for where it may be there already, sent, entered."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.delivery.amending import Amender, Amending
from bot.delivery.asking import Asking, Delayed, Job
from bot.delivery.channels import Channels, Turn
from bot.delivery.compose import MESSAGES, Composer, Lost, Nothing, Telling, pause_told
from bot.delivery.ledger import Post
from bot.delivery.once import Once
from bot.delivery.outbox import Again, Delivery, Ended, Progress, Result
from bot.delivery.retry import End, Failure, backoff, decide
from bot.delivery.sender import Blind, Gone, Outcome, Posted, RetryLater, Sender, Unauthorised, Unreached
from bot.delivery.tally import Tally
from bot.errors import RowError, StoreError
from bot.reply.codec import from_json
from bot.reply.model import Reply
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

LANES = 5  # of one channel that wait in this process for their turn
REMEMBERED = 10_000
LOOK_BACK = timedelta(days=1)  # where it is not known when an attempt was made
UNKEPT = "it was sent, and could not be put on record: no correction will reach it"
TWICE = "it may stand there twice: an earlier attempt broke off, and {}"

Settle = Callable[[Result], Awaitable[bool]]
Heed = Callable[[Job, Failure], Awaitable[None]]


class Lapsed(Exception):
    """The lease is another worker's by now."""


class Sending:
    """Takes deliveries to their end, or to their next attempt. Nothing is raised but cancellation.

    `heed` hears of every failure, before it is decided what becomes of the delivery.
    """

    def __init__(
        self,
        composer: Composer,
        channels: Channels,
        asking: Asking,
        *,
        settle: Settle,
        heed: Heed,
        clock: Callable[[], datetime],
        luck: Callable[[], float],
        tally: Tally,
    ) -> None:
        self._composer = composer
        self._amender = Amender(composer.stories)
        self._parts = Once(_cut, MESSAGES)
        self._channels = channels
        self._asking = asking
        self._settle, self._heed = settle, heed
        self._clock, self._luck, self._tally = clock, luck, tally
        self._certain: OrderedDict[int, int] = OrderedDict()

    async def deliver(self, job: Job) -> None:
        """Take one delivery as far as it comes."""
        try:
            result = await self._result(job)
            if not await self._entered(result):
                raise Lapsed
            if isinstance(result, Ended):
                await self._ended(result)
        except Lapsed:
            log.info("delivery %d went to another worker meanwhile", job.delivery.id)
        except Exception:  # its lease ends, and it is tried again
            log.exception("delivery %d is left where it is", job.delivery.id)

    async def _entered(self, result: Result) -> bool:
        """A message that cannot be put on the ledger was sent all the same, and is not to be sent again."""
        try:
            return await self._settle(result)
        except RowError as error:
            if not isinstance(result, Ended) or not result.posts:
                raise
            log.error("delivery %d: %s: %s", result.delivery.id, UNKEPT, one_line(str(error)))
            return await self._settle(replace(result, posts=(), reason=UNKEPT))

    async def _result(self, job: Job) -> Result:
        try:
            return await self._worked(job)
        except Delayed as delayed:
            return Again(delivery=job.delivery, ready=delayed.ready, reason=delayed.reason, tried=False)
        except Lost as error:
            edit = job.delivery.task == "edit"
            return Ended(delivery=job.delivery, state="expired" if edit else "rejected", reason=str(error))
        except StoreError as error:
            log.error("delivery %d waits: %s", job.delivery.id, one_line(str(error)))
            return self._later(job, "the store could not be read")
        except Lapsed:
            raise
        except Exception:
            log.exception("delivery %d could not be made", job.delivery.id)
            return self._later(job, "an error of the program; its log has the details")

    def _later(self, job: Job, reason: str) -> Again:
        ready = self._clock() + timedelta(seconds=backoff(job.delivery.attempts))
        return Again(delivery=job.delivery, ready=ready, reason=reason)

    async def _worked(self, job: Job) -> Result:
        delivery, place = job.delivery, job.delivery.lane.place
        if delivery.task == "edit":
            work: Telling | Amending | Nothing = await self._amender.edit(delivery, job.sender)
        else:
            work = await self._composer.message(delivery)
        if isinstance(work, Nothing):
            return Ended(delivery=delivery, state=work.state, reason=work.reason, told=work.told)
        if (queued := self._channels.queued(place)) >= LANES:
            raise Delayed(self._clock() + timedelta(seconds=queued), "others wait for this channel")
        async with self._channels.turn(place) as turn:
            if isinstance(work, Amending):
                return await self._edit(job, work, turn)
            return await self._tell(job, work, turn)

    async def _edit(self, job: Job, work: Amending, turn: Turn) -> Result:
        outcome = await self._asking.edit(job, work.message, work.part)
        if not isinstance(outcome, Posted):
            return await self._failed(job, outcome)
        turn.rest(self._clock(), outcome.pause)
        return Ended(delivery=job.delivery, state="edited", ready=self._ready(outcome))

    async def _tell(self, job: Job, work: Telling, turn: Turn) -> Result:
        """Part by part; each is entered before the next is sent."""
        delivery, said, doubt = job.delivery, work.said, ""
        parts = await self._parts((job.sender, said))
        for number in range(delivery.part, len(parts)):
            part = parts[number] if number else pause_told(parts[number], delivery.lane)
            if number == delivery.part:
                outcome, doubt = await self._once(job, part, number)
            else:
                await self._channels.rested(turn)
                outcome = await self._asking.send(job, part, number)
            if not isinstance(outcome, Posted):
                return await self._failed(job, outcome, doubt if number == delivery.part else "")
            turn.rest(self._clock(), outcome.pause)
            posts = (_post(delivery, outcome, number, said),)
            if number + 1 < len(parts):
                await self._progress(Progress(delivery=delivery, part=number + 1, posts=posts))
                continue
            ready = self._ready(outcome)
            return Ended(
                delivery=delivery, state="sent", reason=doubt, ready=ready, told=work.told, posts=posts
            )
        # All parts were there when the settings changed, and the message became a shorter one.
        return Ended(delivery=delivery, state="sent", told=work.told)

    async def _progress(self, progress: Progress) -> None:
        if not await self._settle(progress):
            raise Lapsed

    def _ready(self, posted: Posted) -> datetime | None:
        return self._clock() + timedelta(seconds=posted.pause) if posted.pause else None

    async def _once(self, job: Job, part: Reply, number: int) -> tuple[Outcome, str]:
        """Send what may have been sent before: looked for first, where an attempt may have come through.

        The second value says what remains in doubt.
        """
        delivery = job.delivery
        if delivery.attempts <= 1 or self._certain.get(delivery.id) == delivery.attempts - 1:
            return await self._asking.send(job, part, number), ""
        found = await self._asking.find(job, part, number, self._began(delivery))
        if isinstance(found, Posted):
            return found, ""
        doubt = TWICE.format(found.reason) if isinstance(found, Blind) else ""
        return await self._asking.send(job, part, number), doubt

    def _began(self, delivery: Delivery) -> datetime:
        """When the first attempt was made; a time to come was noted before the clock was put back."""
        now = self._clock()
        return delivery.first if delivery.first <= now else now - LOOK_BACK

    async def _failed(self, job: Job, failure: Failure, doubt: str = "") -> Result:
        delivery = job.delivery
        if not doubt and isinstance(failure, RetryLater | Unreached | Gone | Unauthorised):
            self._remember(delivery)
        await self._heed(job, failure)
        decided = decide(failure, delivery, self._clock(), self._luck())
        if isinstance(decided, End):
            return Ended(delivery=delivery, state=decided.state, reason=decided.reason)
        if decided.parked:
            self._tally.parked(delivery.lane.place.platform)
        return Again(
            delivery=delivery,
            ready=decided.ready,
            reason=decided.reason,
            strike=decided.strike,
            parked=decided.parked,
        )

    def _remember(self, delivery: Delivery) -> None:
        """It is certain that this attempt left nothing behind: the next one need not look."""
        self._certain[delivery.id] = delivery.attempts
        if len(self._certain) > REMEMBERED:
            self._certain.popitem(last=False)

    async def _ended(self, result: Ended) -> None:
        delivery, platform = result.delivery, result.delivery.lane.place.platform
        self._tally.ended(platform, delivery.task, result.state)
        if result.state in ("rejected", "expired"):
            log.warning("delivery %d has ended %s: %s", delivery.id, result.state, one_line(result.reason))
        elif result.state == "sent":
            await self._measured(delivery)

    async def _measured(self, delivery: Delivery) -> None:
        try:
            published = await self._composer.published((delivery.story, delivery.announced))
        except StoreError as error:
            log.debug("not measured: %s", one_line(str(error)))
            return
        if published is not None:
            seconds = (self._clock() - published).total_seconds()
            self._tally.told(delivery.lane.place.platform, delivery.task, seconds)


async def _cut(key: tuple[Sender, bytes]) -> Sequence[Reply]:
    """The parts of a message, cut from what is kept of it: so are they when one of them has to be edited."""
    sender, said = key
    return await asyncio.to_thread(lambda: sender.parts(from_json(said)))


def _post(delivery: Delivery, posted: Posted, part: int, said: bytes) -> Post:
    return Post(
        place=delivery.lane.place,
        message=posted.message,
        story=delivery.story,
        revision=delivery.revision,
        items=posted.items,
        asked="",
        part=part,
        editable=posted.editable,
        said=said,
    )
