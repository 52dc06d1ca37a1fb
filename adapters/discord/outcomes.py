"""What became of a message that goes out by itself, by Discord's answer."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from adapters.discord.refusals import BLOCKED, MEND, OLD_EDITS, UNKNOWN_MESSAGE, WORDS, in_words
from adapters.discord.rest import Answer
from bot.delivery.sender import (
    Gone,
    Outcome,
    Posted,
    Rejected,
    RetryLater,
    Unauthorised,
    Unknown,
    Unreached,
)

DEFAULT_WAIT: Final = 30.0  # seconds, where Discord does not say how long
SHUT_OUT: Final = 300.0  # the same where it is the server before Discord that refuses
LONGEST_WAIT: Final = 3600.0  # nobody is waited for longer, whatever an answer says

Scope = Literal["channel", "platform"]
Snowflake = Annotated[str, Meta(pattern=r"^[0-9]{1,20}\Z")]

# Discord docs: Opcodes and Status Codes: what passes, and whether it concerns more than the channel.
_LATER: dict[int, Scope] = {
    20016: "channel",
    20022: "channel",
    20028: "channel",
    20029: "channel",
    40004: "platform",
    40006: "platform",
    40062: "channel",
    130000: "platform",
}
# The same page, "HTTP response codes": nobody was there to take it.
_NOT_TAKEN = (502, 503)
_UNREADABLE = Unknown("Discord's answer cannot be read; the message may have arrived")


class Told(Struct, frozen=True):
    """An error (Discord docs: Reference, "Error Messages"; Rate Limits, "Exceeding A Rate Limit")."""

    code: int = 0
    retry_after: float | None = None
    everywhere: bool = msgspec.field(default=False, name="global")


class _Made(Struct, frozen=True):
    id: Snowflake


def created(answer: Answer, items: tuple[str, ...]) -> Outcome:
    """Of a new message that shows these items.

    Where somebody has deleted the message that an earlier attempt made, its nonce finds nothing (Discord
    docs: Message resource, "Create Message"): it was said, and is not said again.
    """
    if answer.status == 404 and (told := answer.read(Told)) and told.code == UNKNOWN_MESSAGE:
        return Posted(message=None, items=items, editable=False, pause=pause(answer))
    return edited(answer, items)


def edited(answer: Answer, items: tuple[str, ...]) -> Outcome:
    """Of a message that was changed."""
    if answer.status not in (200, 201):
        return refused(answer)
    made = answer.read(_Made)
    return Posted(message=made.id, items=items, pause=pause(answer)) if made else _UNREADABLE


def refused(answer: Answer) -> Outcome:
    """Of an answer that is no success."""
    told, status = answer.read(Told), answer.status
    if status == 401:
        return Unauthorised("Discord does not take the token")
    if status == 429:
        return _too_fast(answer, told)
    if told and (scope := _LATER.get(told.code)):
        return RetryLater(_wait(answer, told, DEFAULT_WAIT), scope, in_words(told.code))
    if status >= 500:
        return _in_trouble(status)
    if status < 300:  # a success, but no message
        return _UNREADABLE
    return _not_from_discord(status) if told is None else _not_taken(status, told.code)


def pause(answer: Answer) -> float:
    """Seconds for which the channel takes no more (Discord docs: Rate Limits, "Header Format")."""
    if answer.headers.get("X-RateLimit-Remaining") != "0":
        return 0.0
    return _seconds(answer.headers.get("X-RateLimit-Reset-After")) or 0.0


def _too_fast(answer: Answer, told: Told | None) -> Outcome:
    """Of a resource's own limit others use something up as well (scope `shared`), but it is its alone. What
    comes without `Via`, or is no JSON, is from the server before Discord, which shuts out the whole bot."""
    if told is None or "Via" not in answer.headers:
        return RetryLater(_wait(answer, told, SHUT_OUT), "platform", "Discord's doorkeeper shuts the bot out")
    if told.code == OLD_EDITS and told.retry_after is None:
        return Rejected(in_words(OLD_EDITS))
    everywhere = told.everywhere or answer.headers.get("X-RateLimit-Scope") == "global"
    reason = in_words(told.code) or "Discord asks the bot to be slower"
    return RetryLater(_wait(answer, told, DEFAULT_WAIT), "platform" if everywhere else "channel", reason)


def _in_trouble(status: int) -> Outcome:
    reason = f"Discord is in trouble, status {status}"
    return Unreached(reason) if status in _NOT_TAKEN else Unknown(f"{reason}; the message may have arrived")


def _not_from_discord(status: int) -> Outcome:
    """Where Discord itself refuses, it tells a code."""
    if status == 403:
        return RetryLater(SHUT_OUT, "platform", in_words(BLOCKED))
    if status in (413, 414, 431):
        return Rejected(f"it is too large for the server before Discord, status {status}")
    return Unreached(f"it is not Discord that answers, status {status}; is DISCORD_API_URL right?")


def _not_taken(status: int, code: int) -> Outcome:
    """An unknown refusal of access counts as one of the place: nothing is lost by trying again, and
    somebody will read why."""
    if code == BLOCKED:
        return RetryLater(SHUT_OUT, "platform", in_words(code))
    reason = in_words(code) or f"Discord refuses it with status {status}, code {code}"
    if code in MEND:
        return Gone(f"{reason}: {MEND[code]}")
    return Gone(reason) if status in (403, 404) and code not in WORDS else Rejected(reason)


def _wait(answer: Answer, told: Told | None, default: float) -> float:
    """Seconds that Discord asks to wait. Of body and header the former was right where they differed."""
    within = told.retry_after if told else None
    after = _seconds(answer.headers.get("Retry-After")) if within is None else max(0.0, within)
    return min(default if after is None else after, LONGEST_WAIT)


def _seconds(value: str | None) -> float | None:
    """The seconds of a header; None where it tells none."""
    try:
        seconds = float(value or "")
    except ValueError:
        return None
    return min(seconds, LONGEST_WAIT) if isfinite(seconds) and seconds >= 0 else None
