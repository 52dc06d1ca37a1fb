"""How a lane goes on after one of its messages was tried: a pure decision."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.delivery.outbox import Again, Ended
from bot.storage.packed import seconds

# Reaching the place shows that nothing is wrong there; only a new message can say there that something was.
REACHED = frozenset(("sent", "edited"))


class Standing(Struct, frozen=True, kw_only=True):
    """The columns of a lane that change."""

    state: str
    reason: str
    fails: int
    failing_at: float | None
    paused_at: float | None
    free_at: float


def after(before: Standing, result: Ended | Again, now: float) -> Standing:
    """The lane once the result is entered."""
    free_at = before.free_at if result.ready is None else seconds(result.ready)
    if before.state != result.delivery.lane.state and (before.state == "parked" or _parks(result)):
        # An event has parked it, or let it go on, after this message had left: that is the later news.
        return before
    if isinstance(result, Ended):
        return _after_end(before, result, free_at)
    if not result.strike and not result.parked:
        return replace(before, free_at=free_at)
    failing_at = now if before.failing_at is None else before.failing_at
    struck: dict[str, Any] = {"reason": result.reason, "failing_at": failing_at, "free_at": free_at}
    if result.strike:
        struck["fails"] = before.fails + 1
    if result.parked:
        struck["state"] = "parked"
        struck["paused_at"] = failing_at if before.paused_at is None else before.paused_at
    return replace(before, **struck)


def _parks(result: Ended | Again) -> bool:
    return isinstance(result, Again) and result.parked


def _after_end(before: Standing, result: Ended, free_at: float) -> Standing:
    if result.state not in REACHED:
        return replace(before, free_at=free_at)
    told = result.state == "sent" or before.paused_at is None
    return Standing(
        state="active",
        reason="" if told else before.reason,
        fails=0,
        failing_at=None,
        paused_at=None if told else before.paused_at,
        free_at=free_at,
    )
