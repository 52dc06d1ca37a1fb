"""What is to go wrong next, as a test orders it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

What = Literal["post", "edit", "look"]
# `drop` and `500 after` take the message first, `cut` and `500` do not; `late` takes it and answers after
# `after` seconds; `hold` takes it and answers once released. `error` is Slack's, by the name in `error`.
Act = Literal[
    "drop", "cut", "late", "hold", "500", "500 after", "401", "403", "404", "400",
    "429", "429 global", "429 bare", "error",
]  # fmt: skip
REFUSING = ("500", "401", "403", "404", "400", "429", "429 global", "429 bare", "error")


class Order(Struct, kw_only=True):
    """A fault for the next requests of a kind, to one channel or (with "") to any.

    The first `skip` that match go well, then it befalls `times` of them; -1 is all, until cleared.
    """

    act: Act
    what: What = "post"
    channel: str = ""
    skip: int = 0
    times: int = 1
    after: float = 1.0
    error: str = ""


class Orders:
    """The orders that wait, the oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Order] = []

    def meet(self, what: What, channel: str) -> Order | None:
        """The order that befalls this request; it counts down."""
        for order in self.waiting:
            if order.what != what or order.channel not in ("", channel) or not order.times:
                continue
            if order.skip:
                order.skip -= 1
                return None
            order.times -= 1
            return order
        return None
