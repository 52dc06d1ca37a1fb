"""Where subscriptions are kept, and how far each reader has read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.query.request import Place
from bot.subscription.model import Preferences, Subscription, When


class Subscriptions(Protocol):
    """Every method is one transaction and raises StoreError where the store fails."""

    async def subscribe(
        self,
        place: Place,
        story: str,
        preferences: Preferences,
        *,
        by: str,
        revision: int,
        due: datetime | None = None,
    ) -> bool:
        """Follow a story from `revision` on; True if that is new.

        For a place that follows it already only the preferences change, and what waits there for its time
        waits until `due`.
        """

    async def unsubscribe(self, place: Place, story: str) -> bool:
        """Stop following; False if the place did not. What is on its way there ends as `cancelled`."""

    async def here(self, place: Place) -> list[Subscription]:
        """What this channel, thread or conversation follows, by story."""

    async def tenant(self, platform: str, tenant: str) -> list[Subscription]:
        """What a whole server or workspace follows, by channel, thread and story; 500 at most."""

    async def followers(self, story: str) -> Mapping[When, int]:
        """How many places follow a story, by when they want to be told."""


class Readers(Protocol):
    """How far people have read. Every method is one transaction and raises StoreError."""

    async def read_until(self, platform: str, tenant: str, user: str, story: str) -> int | None:
        """The revision up to which somebody has seen what is new; None for who never looked."""

    async def read(self, platform: str, tenant: str, user: str, story: str, revision: int) -> None:
        """Somebody has seen what is new up to a revision; a cursor never goes back."""
