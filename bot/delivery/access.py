"""What adapters tell of places and tenants where the bot may post no more, or may again."""

from __future__ import annotations

from typing import Protocol

from bot.query.request import Place


class Access(Protocol):
    """Every method may be called twice for the same event, and raises StoreError where the store fails."""

    async def lost(self, place: Place, reason: str) -> None:
        """Nothing can be delivered to a place, for a reason in words."""

    async def back(self, place: Place) -> None:
        """The bot may post in a place again."""

    async def departed(self, platform: str, tenant: str) -> None:
        """The bot was removed from a server or workspace."""

    async def returned(self, platform: str, tenant: str) -> None:
        """The bot is in a server or workspace, perhaps again."""
