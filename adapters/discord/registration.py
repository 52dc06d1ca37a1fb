"""Registering the commands with Discord: only when they have changed since the last time."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any

import aiohttp
import discord
from discord import app_commands

from adapters.discord.places import PLATFORM
from bot.delivery.remembered import Registrations
from bot.errors import StoreError
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]


async def register(tree: Tree, registrations: Registrations, application: str) -> None:
    """Register the commands if they are others than those that were registered last.

    A failure is logged, and the next start tries again: commands registered earlier go on working.
    """
    now = fingerprint(tree)
    try:
        if await registrations.fingerprint(PLATFORM, application) == now:
            return
        await tree.sync()
        await registrations.remember(PLATFORM, application, now)
    except (discord.DiscordException, aiohttp.ClientError, OSError, StoreError) as error:
        log.error("the commands are not registered: %s", one_line(str(error)))
    else:
        log.info("the commands are registered")


def definition(tree: Tree) -> list[dict[str, Any]]:
    """All commands as Discord gets them."""
    return [dict(command.to_dict(tree)) for command in tree.get_commands()]


def fingerprint(tree: Tree) -> str:
    """The same for the same definition, whatever the order of its keys; SHA-256 in hexadecimal digits."""
    payloads = sorted(json.dumps(each, sort_keys=True) for each in definition(tree))
    return hashlib.sha256(json.dumps(payloads).encode()).hexdigest()
