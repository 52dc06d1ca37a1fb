"""The one place that touches what discord.py keeps for a whole process: its addresses and its warnings."""

from __future__ import annotations

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def point_at(api: str, gateway: str) -> None:
    """Use these addresses from now on.

    `gateway` serves where `GET /gateway/bot` and a session's resume address tell nothing (Discord docs:
    Gateway, "Connecting"); discord.py asks the former before its first connection and follows the latter.
    """
    Route.BASE = api.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


def hush() -> None:
    """Voice is not used, so that nothing need be said of its libraries."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
