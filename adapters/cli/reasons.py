"""How deliveries and lanes stand, in words for people."""

from __future__ import annotations

from datetime import UTC, datetime

from adapters.cli.moments import local
from adapters.cli.output import counted
from bot.delivery.inspection import LaneListed, Listed
from bot.delivery.outbox import State

# What a state means where the store gives no reason of its own.
MEANING: dict[State, str] = {
    "sent": "sent",
    "edited": "edited",
    "filtered": "nothing in it that this place wants to be told",
    "superseded": "an earlier message had told all of it",
    "held": "the story is held back; what is new is told when it is served again",
    "cancelled": "nobody follows the story there any more",
    "rejected": "the platform does not take this message",
    "expired": "what was to be edited cannot be edited any more",
}


def why(each: Listed, now: datetime | None = None) -> str:
    """How a delivery stands, in a sentence for a person."""
    if each.state == "pending":
        return _waiting(each, now or datetime.now(UTC))
    told = each.reason or MEANING[each.state]
    attempts = f", attempt {each.attempts}" if each.attempts > 1 else ""
    return f"{told}, {local(each.ended)}{attempts}" if each.ended else f"{told}{attempts}"


def _waiting(each: Listed, now: datetime) -> str:
    if each.sending:
        return f"being sent, attempt {each.attempts}"
    if each.behind is not None:
        return f"waits behind {each.behind}"
    reason = f": {each.reason}" if each.reason else ""
    if each.parked:
        at = f"; tried again {local(each.next)}" if each.next else ""
        return f"paused{reason}{at}"
    if each.next is not None and each.next > now:
        return f"tried again {local(each.next)}{reason}"
    return f"due{reason}"


def how(lane: LaneListed, now: datetime | None = None) -> str:
    """How a lane stands, in a sentence for a person."""
    waiting = f"{lane.pending} waiting" if lane.pending else "nothing waits"
    if lane.sending:
        return f"{waiting}, sending"
    told = [lane.reason] if lane.reason else []
    if lane.fails:
        since = f" since {local(lane.failing)}" if lane.failing else ""
        told.append(f"{counted(lane.fails, 'refusal')} in a row{since}")
    if lane.next and lane.pending and lane.next > (now or datetime.now(UTC)):
        told.append(f"tried again {local(lane.next)}")
    return f"{waiting}: {'; '.join(told)}" if told else waiting
