"""Servers and workspaces that come and go, and the deletion of what was kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.query.request import Place


class Tenants(Protocol):
    """What is large is deleted in many short transactions, so that others write meanwhile; what was begun
    can be gone through again. Every method raises StoreError."""

    async def departed(self, platform: str, tenant: str) -> int:
        """The bot was removed from a server or workspace: its lanes are parked; how many. The time of the
        first notice counts."""

    async def returned(self, platform: str, tenant: str) -> int:
        """The bot is there again: the lanes go on; how many. Nothing where it was never noted as gone."""

    async def overdue(self, before: datetime) -> list[tuple[str, str]]:
        """Platform and tenant of those that departed before a time, the first gone first."""

    async def forget(self, platform: str, tenant: str) -> Mapping[str, int]:
        """Delete all that is kept of a server or workspace; how many rows, by table."""

    async def forget_place(self, place: Place) -> Mapping[str, int]:
        """Delete what is kept of one channel with its threads, or of one thread; how many rows, by table.

        How far somebody has read belongs to them and not to a channel, so that it goes with their direct
        conversation only.
        """

    async def prune(self, before: datetime) -> Mapping[str, int]:
        """Delete deliveries that ended before a time, announcements of which none is left, and replies
        that no post shows any more; how many rows, by table."""
