"""Access that comes and goes, entered in the store: what cannot be delivered waits, and goes on."""

from __future__ import annotations

import logging

from bot.delivery.outbox import Outbox
from bot.delivery.tenants import Tenants
from bot.query.request import Place

log = logging.getLogger(__name__)


class StoredAccess:
    """The Access of bot.delivery.access."""

    def __init__(self, outbox: Outbox, tenants: Tenants) -> None:
        self._outbox = outbox
        self._tenants = tenants

    async def lost(self, place: Place, reason: str) -> None:
        _note(place.platform, "paused", await self._outbox.park(place, reason))

    async def back(self, place: Place) -> None:
        _note(place.platform, "resumed", await self._outbox.unpark(place))

    async def departed(self, platform: str, tenant: str) -> None:
        _note(platform, "paused", await self._tenants.departed(platform, tenant))

    async def returned(self, platform: str, tenant: str) -> None:
        _note(platform, "resumed", await self._tenants.returned(platform, tenant))


def _note(platform: str, what: str, lanes: int) -> None:
    if lanes:
        log.info("%s: %d lanes %s", platform, lanes, what)
