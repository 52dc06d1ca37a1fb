"""The one place that touches what discord.py keeps for a whole process: addresses, shards and warnings."""

from __future__ import annotations

import logging

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.faults import TROUBLE, meaning
from adapters.discord.shards import Resuming

log = logging.getLogger(__name__)


def point_at(api: str, gateway: str) -> None:
    """Use these addresses from now on.

    `gateway` serves where `GET /gateway/bot` and a session's resume address tell nothing (Discord docs:
    Gateway, "Connecting"); discord.py asks the former before its first connection and follows the latter.
    """
    Route.BASE = api.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


def resume_always() -> None:
    """Take a lost session up again from now on; discord.py has no setting for what makes its shards."""
    discord.shard.Shard = Resuming  # type: ignore[misc,assignment]


def hush() -> None:
    """Voice is not used, so that nothing need be said of its libraries; completions come too late all the
    time, which is no error, and nobody's business whose they were."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
    logging.getLogger("discord.app_commands.tree").addFilter(_unless_lost)


def _unless_lost(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, TROUBLE):
        return True
    log.info("completions were not taken: %s", meaning(error) or type(error).__name__)
    return False
