"""What becomes of a delivery that was not taken: a pure decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from msgspec import Struct

from bot.delivery.outbox import Delivery, Ending
from bot.delivery.sender import Gone, Rejected, RetryLater, Unauthorised, Unknown, Unreached

SHORTEST, LONGEST = 1.0, 300.0  # seconds between attempts after a fault
SPREAD = 0.2  # of a wait, at most, is added to it by chance, so that not all come back at once
STRIKES, STRIKING = 3, timedelta(hours=1)
# After the first refusal and the second: the third comes when an hour is over.
BETWEEN_STRIKES = (600.0, 3300.0)
TRIAL, DAY = 3600.0, 86400.0  # what waits for much more than a day, the store takes for a clock put back
SHUT = 300.0  # seconds for which a platform is left alone that does not take the token

Failure = RetryLater | Unreached | Unknown | Gone | Rejected | Unauthorised


class Wait(Struct, frozen=True, kw_only=True):
    """The lane waits until `ready`; `strike` and `parked` as in `Again`."""

    ready: datetime
    reason: str
    strike: bool = False
    parked: bool = False


class End(Struct, frozen=True, kw_only=True):
    """It will never be taken."""

    state: Ending
    reason: str


def decide(failure: Failure, delivery: Delivery, now: datetime, luck: float) -> Wait | End:
    """What to do after a failure; `luck` is from 0 to 1."""
    match failure:
        case RetryLater(after=after, reason=reason):
            seconds = min(max(after, 0.0), DAY)
            return _wait(now, seconds, luck, reason)
        case Unreached(reason=reason) | Unknown(reason=reason):
            return _wait(now, backoff(delivery.attempts), luck, reason)
        case Unauthorised(reason=reason):
            return _wait(now, SHUT, luck, reason)
        case Rejected(reason=reason):
            return End(state="expired" if delivery.task == "edit" else "rejected", reason=reason)
        case Gone(reason=reason):
            return _refused(delivery, now, luck, reason)
        case _:
            assert_never(failure)


def backoff(attempts: int) -> float:
    """Seconds until the next attempt after so many: doubling."""
    return min(LONGEST / (1 + SPREAD), SHORTEST * 2.0 ** min(max(attempts - 1, 0), 30))


def _refused(delivery: Delivery, now: datetime, luck: float, reason: str) -> Wait:
    """A strike; the third in a row, over at least an hour, parks the lane."""
    lane = delivery.lane
    strikes, since = lane.fails + 1, lane.failing or now
    if lane.state == "parked" or (strikes >= STRIKES and now - since >= STRIKING):
        trials = max(0, strikes - STRIKES)
        seconds = min(DAY, TRIAL * 2.0 ** min(trials, 10))
        return _wait(now, seconds, luck, reason, strike=True, parked=True)
    if strikes <= len(BETWEEN_STRIKES):
        seconds = BETWEEN_STRIKES[strikes - 1]
    else:
        seconds = (since + STRIKING - now).total_seconds()
    return _wait(now, seconds, luck, reason, strike=True)


def _wait(
    now: datetime, seconds: float, luck: float, reason: str, *, strike: bool = False, parked: bool = False
) -> Wait:
    seconds = min(max(0.0, seconds) * (1 + SPREAD * luck), DAY + SPREAD * luck * TRIAL)
    return Wait(ready=now + timedelta(seconds=seconds), reason=reason, strike=strike, parked=parked)
