"""What Discord's refusals mean, and which of them another attempt may mend."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import aiohttp
import discord

from adapters.discord.refusals import MALFORMED, in_words
from adapters.discord.webhooks import LONGEST_WAIT, Failed
from adapters.platform import Malformed, Undelivered
from bot.delivery.ledger import Sent
from bot.telemetry.escape import one_line

TROUBLE = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)

# Discord docs: Opcodes and Status Codes, "HTTP response codes": nobody was there to take it
_NOT_TAKEN = (502, 503)

T = TypeVar("T")


async def persist(send: Callable[[], Awaitable[T]], pauses: Sequence[float], *, harmless: bool = True) -> T:
    """Do it, and do it again after each pause (seconds) while Discord is in trouble.

    What is not `harmless` when done twice is repeated only where Discord says that it did not take it.
    Raises what the last attempt raised.
    """
    for pause in pauses:
        try:
            return await send()
        except TROUBLE as error:
            wait = _again(error, pause, harmless=harmless)
            if wait is None:
                raise
        await asyncio.sleep(wait)
    return await send()


def _again(error: Exception, pause: float, *, harmless: bool) -> float | None:
    """Seconds until another attempt makes sense; None where it makes none."""
    match error:
        case discord.HTTPException(status=429):
            wait = max(pause, _retry_after(error))
            return wait if wait <= LONGEST_WAIT else None
        case Failed():
            return pause if harmless or error.status in _NOT_TAKEN else None
        case discord.HTTPException():
            # Elsewhere discord.py repeats 500, 502 and 504 by itself, but not this one (its http.py).
            return pause if harmless and error.status == 503 else None
        case discord.RateLimited():
            return None
        case _:
            return pause if harmless else None


def refusal(error: Exception, sent: Sequence[Sent] = ()) -> Undelivered:
    """What to raise for it, with what was sent before: Malformed where the fault is ours."""
    reason = meaning(error)
    return Undelivered(reason, sent) if reason else Malformed(one_line(str(error)), sent)


def meaning(error: Exception) -> str | None:
    """What it means to an operator; None where the fault is ours, such as a malformed body."""
    match error:
        case discord.RateLimited():
            return f"Discord asks the bot to wait {error.retry_after:.0f} s"
        case discord.HTTPException() if error.code not in MALFORMED and (reason := in_words(error.code)):
            return reason
        case discord.HTTPException(status=401 | 403 | 404 | 429):
            return f"Discord refuses it with status {error.status}, code {error.code}"
        case discord.HTTPException() if error.status >= 500:
            return f"Discord is in trouble, status {error.status}"
        case aiohttp.ClientError() | OSError() | TimeoutError():
            return f"the connection to Discord broke: {type(error).__name__}"
        case _:
            return None


def _retry_after(error: discord.HTTPException) -> float:
    """Seconds that Discord asks to wait (Discord docs: Rate Limits, "Exceeding A Rate Limit")."""
    told = getattr(error.response, "headers", {}).get("Retry-After", "0")
    try:
        return float(told)
    except ValueError:
        return 0.0
