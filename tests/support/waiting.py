"""Waiting for what must come, and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(done: Callable[[], object], seconds: float = 10, what: str = "") -> None:
    """Return once `done()` is true. Raises TimeoutError, which says what was waited for."""
    try:
        async with asyncio.timeout(seconds):
            while not done():  # noqa: ASYNC110 (there is no event to wait for: anything may be asked)
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise TimeoutError(f"waited {seconds} s in vain for {what or done}") from None
