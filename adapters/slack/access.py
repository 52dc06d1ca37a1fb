"""What Slack tells of the bot's own access: removed, archived, invited again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp

from adapters.desk import Desk
from adapters.slack.arrivals import Myself, told
from bot.delivery.access import Access
from bot.errors import StoreError
from bot.query.request import Place
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

# Slack docs: Events API, each event's own page; those of private channels begin with group_.
LOST = {
    "channel_archive": "the channel was archived; it goes on once somebody unarchives it",
    "channel_deleted": "the channel was deleted",
    "channel_left": "the bot was removed from the channel; /invite it to go on",
}
LOST |= {name.replace("channel_", "group_"): reason for name, reason in LOST.items()}
BACK = ("channel_unarchive", "group_unarchive", "member_joined_channel")


class AccessEvents:
    """Passes on what concerns the bot. Each event may come twice, which changes nothing."""

    def __init__(self, me: Callable[[], Myself], desk: Desk, access: Access) -> None:
        self._me = me
        self._desk = desk
        self._access = access

    def listen(self, app: AsyncApp) -> None:
        """Register with the app."""
        for name in (*LOST, *BACK, "app_uninstalled", "tokens_revoked"):
            app.event(name)(self._heard)

    async def _heard(self, event: Mapping[str, Any]) -> None:
        kind = str(event.get("type"))
        with self._desk.holding():
            try:
                await self._pass_on(kind, event, self._me())
            except StoreError as error:
                log.error("%s is not noted: %s", kind, one_line(str(error)))

    async def _pass_on(self, kind: str, event: Mapping[str, Any], me: Myself) -> None:
        channel = told(event, "channel")
        place = Place(platform="slack", tenant=me.team, channel=channel)
        if kind == "app_uninstalled" or (kind == "tokens_revoked" and _revoked(event, me)):
            log.warning("the app was removed from the workspace")
            await self._access.departed("slack", me.team)
        elif kind in LOST and channel:
            await self._access.lost(place, LOST[kind])
        elif kind in BACK and channel and (kind != "member_joined_channel" or event.get("user") == me.user):
            await self._access.back(place)


def _revoked(event: Mapping[str, Any], me: Myself) -> bool:
    """Whether the bot's own token is among those revoked (Slack docs: tokens_revoked)."""
    tokens = event.get("tokens")
    bots = tokens.get("bot") if isinstance(tokens, Mapping) else None
    return isinstance(bots, list) and me.user in bots
