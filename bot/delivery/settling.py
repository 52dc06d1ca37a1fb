"""What became of deliveries, entered many at a time; a store that fails is waited for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.delivery.outbox import Outbox, Result
from bot.errors import RowError, StoreError
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

MOST = 500  # in one transaction
AGAIN = 1.0  # seconds until a store that failed is tried again

Waiting = list[tuple[Result, asyncio.Future[bool]]]


class Settling:
    """Nothing that was sent is forgotten because the store could not be reached for a while."""

    def __init__(self, outbox: Outbox, pause: Callable[[float], Awaitable[None]]) -> None:
        self._outbox = outbox
        self._pause = pause
        self._waiting: Waiting = []
        self._working: asyncio.Task[None] | None = None

    async def __call__(self, result: Result) -> bool:
        """Enter one result; False where the lease was lost to another worker."""
        entered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((result, entered))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work_off())
        return await entered

    async def close(self) -> None:
        """Give up what the store has not taken."""
        if self._working is not None:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)

    async def _work_off(self) -> None:
        while self._waiting:
            share, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._enter(share)

    async def _enter(self, share: Waiting) -> None:
        try:
            found = await self._entered([result for result, _ in share])
        except Exception as error:
            if len(share) > 1:  # one of them is at fault, and the others must not suffer from it
                for each in share:
                    await self._enter([each])
                return
            _, entered = share[0]
            if not entered.done():
                entered.set_exception(error)
            return
        for (_, entered), fine in zip(share, found, strict=True):
            if not entered.done():
                entered.set_result(fine)

    async def _entered(self, results: Sequence[Result]) -> Sequence[bool]:
        told = False
        while True:
            try:
                return await self._outbox.settle(results)
            except RowError:
                raise
            except StoreError as error:
                if not told:
                    log.error("%d deliveries wait to be entered: %s", len(results), one_line(str(error)))
                told = True
            await self._pause(AGAIN)
