"""From a wish about following stories to its reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.query.index import Index
from bot.query.request import Request
from bot.query.wishes import Wish
from bot.reply.model import Reply
from bot.subscription import replies
from bot.subscription.handlers import Following
from bot.subscription.news import Newsroom
from bot.subscription.stores import Stores


async def follow(
    wish: Wish, request: Request, index: Index, stores: Stores | None, clock: Callable[[], datetime]
) -> Reply:
    """Answer from the library and the stores. Raises StoreError and OnrecordError."""
    place = request.place
    if stores is None or place is None:
        return replies.refused(replies.NOWHERE)
    if wish.command == "whats-new":
        return await Newsroom(request, place, index, stores, clock).answer(wish)
    return await Following(request, place, index, stores, clock).answer(wish)
