"""Keeping one platform running: a failure is told, logged, counted, and tried again after a while."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import random

from msgspec import Struct

from adapters.platform import Platform, Refused
from bot.telemetry.escape import one_line
from bot.telemetry.health import Pulse, utc
from bot.telemetry.metrics import Metrics
from bot.telemetry.secrets import Redact

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 1.0, 120.0  # seconds between two attempts
STEADY = 60.0  # seconds; a connection that stood so long was sound, and what ends it is a new trouble
TELLING = 200  # characters of a trouble on the health page

Pause = Callable[[float], Awaitable[None]]
Luck = Callable[[], float]


def delay(failures: int, luck: float) -> float:
    """Seconds until the next attempt, after so many failures in a row (from 1).

    The longest delay doubles up to two minutes; `luck`, from 0 to 1, chooses any below it, so that a
    thousand bots that one outage cut off do not come back together.
    """
    longest = min(LONGEST, SHORTEST * 2.0 ** min(failures, 10))
    return SHORTEST + luck * (longest - SHORTEST)


class Ending(Struct, frozen=True):
    """How an attempt ended; `fault` is an error that nobody expected, with its trace."""

    trouble: str
    refused: bool = False
    fault: BaseException | None = None


class Supervisor:
    """Runs platforms again and again until cancelled; `redact` keeps secrets off the health page."""

    def __init__(
        self, metrics: Metrics, redact: Redact, *, pause: Pause = asyncio.sleep, luck: Luck = random
    ) -> None:
        self._metrics = metrics
        self._redact = redact
        self._pause = pause
        self._luck = luck
        self.leaving = False

    async def keep(self, platform: Platform, pulse: Pulse) -> None:
        """Run the platform; whatever ends it but a cancellation is followed by another attempt.

        Once the bot is `leaving`, no attempt is begun.
        """
        failures = 0
        while not self.leaving:
            before = pulse.changed
            ending = await _attempt(platform)
            stood = pulse.held() if pulse.connected or pulse.changed != before else 0.0
            failures = 1 if stood >= STEADY else failures + 1
            wait = LONGEST if ending.refused else delay(failures, self._luck())
            self._note(platform.name, pulse, ending, wait)
            await self._pause(wait)

    def _note(self, name: str, pulse: Pulse, ending: Ending, wait: float) -> None:
        """Tell the health page, the metrics and the log."""
        trouble = self._told(ending.trouble)
        pulse.down(trouble, utc() + timedelta(seconds=wait))
        self._metrics.failed(name, "connect")
        level = logging.ERROR if ending.refused or ending.fault else logging.WARNING
        log.log(level, "%s: %s; tried again in %.0f s", name, trouble, wait, exc_info=ending.fault)

    def _told(self, trouble: str) -> str:
        told = one_line(self._redact(trouble))
        return told if len(told) <= TELLING else told[:TELLING] + "…"


async def _attempt(platform: Platform) -> Ending:
    """Run the platform until it ends; raises nothing but the cancellation of this task."""
    try:
        await platform.run()
    except Refused as error:
        return Ending(str(error), refused=True)
    except asyncio.CancelledError:
        if _cancelled():
            raise
        return Ending("it was cancelled by itself")  # a library let a cancellation of its own out
    except OSError as error:  # the network, which nobody here can be blamed for
        return Ending(_named(error))
    except Exception as error:
        return Ending(_named(error), fault=error)
    return Ending("it ended by itself")


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _cancelled() -> bool:
    """Whether it is this task that somebody wants to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
