"""Discord as the runner knows it: connect, serve until cancelled, and say in words why it cannot be."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import discord

from adapters.desk import Desk
from adapters.discord.client import Client
from adapters.discord.places import PLATFORM
from adapters.discord.webhooks import send_once
from adapters.discord.wire import hush, point_at, resume_always
from adapters.platform import Refused
from bot.config import Settings
from bot.delivery.access import Access
from bot.delivery.remembered import Registrations, Seen
from bot.telemetry.health import Pulse

log = logging.getLogger(__name__)

LOOK = 5.0  # seconds between two looks at the connection
# A run that is begun anew has lost what came meanwhile, and until then Discord may still know the session.
PATIENCE = 240.0
_FAREWELL = 5.0  # seconds for closing, of the ten that the whole program has

UNKNOWN = (
    "Discord does not know the token in DISCORD_TOKEN. Copy it again, or reset it, in the Developer Portal:"
    " your application, Bot, Token"
)
# Discord docs: Opcodes and Status Codes, "Gateway Close Event Codes": those after which no reconnecting helps
FATAL = {
    4004: UNKNOWN,
    4010: "Discord refuses the shard that the bot asked for; this is a fault of ours, please report it",
    4011: "the bot is in so many servers that Discord demands more shards; restart it",
    4012: "Discord no longer speaks this version of its gateway; update onrecord",
    4013: "Discord does not know the intents that the bot asked for; update onrecord",
    4014: "Discord refuses the intents that the bot asked for, though none is privileged; look in the"
    " Developer Portal whether the application is restricted",
}


class DiscordPlatform:
    """Discord, over its gateway. Each run is a session of its own. `access` hears where the bot may post no
    more, or may again."""

    name = PLATFORM

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        pulse: Pulse,
        seen: Seen,
        registrations: Registrations,
        access: Access | None = None,
    ) -> None:
        self._settings = settings
        self._desk = desk
        self._pulse = pulse
        self._seen = seen
        self._registrations = registrations
        self._access = access

    async def run(self) -> None:
        """Connect and serve until cancelled. Raises Refused where Discord does not let the bot in."""
        hush()
        resume_always()
        send_once()
        point_at(self._settings.discord_api_url, self._settings.discord_gateway_url)
        client = Client(self._desk, self._pulse, self._seen, self._registrations, self._access)
        try:
            await self._serve(client)
        except discord.LoginFailure as error:
            raise Refused(UNKNOWN) from error
        except discord.PrivilegedIntentsRequired as error:
            raise Refused(FATAL[4014]) from error
        except discord.ConnectionClosed as error:
            if reason := FATAL.get(error.code):
                raise Refused(reason) from error
            raise
        finally:
            self._pulse.down("not connected")
            await _close(client)

    async def _serve(self, client: Client) -> None:
        """Serve until the connection ends or has been silent for too long."""
        session = asyncio.create_task(client.start(self._settings.discord_token.reveal()))
        try:
            silent, heard = 0.0, client.heard
            while not session.done():
                await asyncio.wait({session}, timeout=LOOK)
                client.measure()
                silent = 0.0 if self._pulse.connected or client.heard != heard else silent + LOOK
                heard = client.heard
                if silent >= PATIENCE:
                    raise ConnectionError(f"nothing heard from Discord's gateway for {PATIENCE:.0f} s")
            session.result()
        finally:
            session.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await session


async def _close(client: Client) -> None:
    """Say goodbye, but to somebody who does not answer only for a moment."""
    try:
        await asyncio.wait_for(client.close(), _FAREWELL)
    except TimeoutError:
        log.warning("Discord did not answer the goodbye")
        await client.http.close()
