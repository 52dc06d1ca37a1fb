"""Work that is done together: what comes while the last of it is on its way waits and is done as one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[T, R]):
    """Hands what it is given to `work`, in order, at most `most` at a time; `work` gives a result for each.

    A transaction costs a visit to the disk: of two hundred events at once the last would wait for as many.
    What `work` raises, everybody gets whose share was in it.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], most: int) -> None:
        self._work = work
        self._most = most
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._working: asyncio.Task[None] | None = None

    async def __call__(self, given: T) -> R:
        result: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((given, result))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work_off())
        return await result

    async def _work_off(self) -> None:
        while self._waiting:
            share, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            results = [result for _, result in share]
            try:
                found = await self._work([given for given, _ in share])
            except Exception as error:
                for result in _open(results):
                    result.set_exception(error)
            else:
                for result, each in zip(results, found, strict=True):
                    for still in _open([result]):
                        still.set_result(each)


def _open(results: Sequence[asyncio.Future[R]]) -> list[asyncio.Future[R]]:
    """Those that somebody still waits for."""
    return [result for result in results if not result.done()]
