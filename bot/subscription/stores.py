"""What answers about following stories are made of and kept in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from msgspec import Struct

from bot.revision.published import Revisions
from bot.subscription.subscriptions import Readers, Subscriptions


class Stores(Struct, frozen=True, kw_only=True):
    """Who follows what, how far readers have read, and what was published."""

    subscriptions: Subscriptions
    readers: Readers
    revisions: Revisions


# Opens the stores when something first needs them, and gives the same ones from then on; None where there
# can be none.
Opening = Callable[[], Awaitable[Stores | None]]
