"""Death at an exact moment: a program that counts its steps, and kills itself (SIGKILL) at one of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from msgspec import Struct

T = TypeVar("T")


class Death(Struct, frozen=True):
    """At the `nth` time that a step of this name begins or ends; with "" at the `nth` step of any name.

    Steps are `before` and `after` each of `publish`, `spread`, `release`, `claim`, `settle`, `send`, `edit`,
    `find`, and `before commit`: the transaction is done but for that.
    """

    step: str
    nth: int = 1


class Steps:
    """The steps that were taken, and the one at which to die."""

    def __init__(self, death: Death | None) -> None:
        self._death = death
        self._count = 0

    def take(self, step: str) -> None:
        if self._death is None or self._death.step not in ("", step):
            return
        self._count += 1
        if self._count == self._death.nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, target: T, *names: str) -> T:
        """The same object, whose methods of these names are steps."""
        return cast("T", _Stepping(target, {name: self._around(target, name) for name in names}))

    def _around(self, target: Any, name: str) -> Callable[..., Any]:
        method = getattr(target, name)

        @wraps(method)
        async def stepping(*arguments: Any, **named: Any) -> Any:
            self.take(f"before {name}")
            result = await method(*arguments, **named)
            self.take(f"after {name}")
            return result

        return stepping


class _Stepping:
    """Another object, but for some of its methods."""

    def __init__(self, target: Any, methods: dict[str, Callable[..., Any]]) -> None:
        self._target = target
        self.__dict__.update(methods)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)
