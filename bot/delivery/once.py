"""Values that take long to make: each is made once, however many ask for it at a time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Once(Generic[K, V]):
    """Remembers the last `most` values. What could not be made is tried anew by whoever asks next."""

    def __init__(self, make: Callable[[K], Awaitable[V]], most: int) -> None:
        self._make = make
        self._most = most
        self._made: OrderedDict[K, asyncio.Future[V]] = OrderedDict()

    async def __call__(self, key: K) -> V:
        making = self._made.get(key)
        if making is None or (making.done() and (making.cancelled() or making.exception())):
            making = self._made[key] = asyncio.ensure_future(self._make(key))
        self._made.move_to_end(key)
        while len(self._made) > self._most:
            self._made.popitem(last=False)
        return await asyncio.shield(making)  # who gives up waiting takes it from nobody else
