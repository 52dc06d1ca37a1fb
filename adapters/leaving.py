"""Leaving when asked to: the first signal asks, the second insists, and time has an end."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)
PATIENCE = 9.5  # seconds from the first signal; those who stop a service often kill it after ten

Exit = Callable[[int], None]


@contextmanager
def asked_to_leave(exit: Exit = os._exit) -> Iterator[asyncio.Event]:
    """An event that is set by SIGTERM or SIGINT. Exits at once at a second signal, and with 0 when whatever
    follows the first takes longer than PATIENCE: a library that does not let go keeps nobody waiting."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    watchdog = Timer(PATIENCE, exit, [0])
    watchdog.daemon = True

    def heard(number: int, frame: FrameType | None) -> None:
        if watchdog.ident is not None:
            exit(128 + number)
        watchdog.start()
        loop.call_soon_threadsafe(asked.set)

    # Not the loop's own way: these are heard even while something keeps the loop from turning.
    before = {number: signal.signal(number, heard) for number in SIGNALS}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
