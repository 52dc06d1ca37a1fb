"""Where something happens on Discord, in the core's words."""

from __future__ import annotations

from typing import Any

import discord

from bot.query.request import Place

PLATFORM = "discord"


def place_of_interaction(interaction: discord.Interaction[Any]) -> Place:
    """Where a command was typed or a control used."""
    channel = interaction.channel
    return Place(
        platform=PLATFORM,
        tenant=str(interaction.guild_id or ""),
        channel=_id(channel),
        thread=_id(channel) if isinstance(channel, discord.Thread) else "",
        direct=_direct(interaction),
    )


def place_of_message(message: discord.Message) -> Place:
    """Where a message was written; a thread is a channel of its own."""
    channel = message.channel
    # Of a server that has not been told of yet discord.py keeps the id only, of its channels no kind; but
    # only messages in threads have a position (Discord docs: Message resource, "Message Structure").
    guild = message.guild.id if message.guild else getattr(channel, "guild_id", None)
    threaded = isinstance(channel, discord.Thread) or message.position is not None
    return Place(
        platform=PLATFORM,
        tenant=str(guild or ""),
        channel=_id(channel),
        thread=_id(channel) if threaded else "",
        direct=is_direct(message),
    )


def is_direct(message: discord.Message) -> bool:
    """Whether it was written to the bot alone. A server that is not known yet is no such place, although
    discord.py then tells no server."""
    return isinstance(message.channel, discord.DMChannel)


def can_edit_later(interaction: discord.Interaction[Any]) -> bool:
    """Whether the bot itself is where the answer goes, not only on its asker's list of apps: an app that is
    installed for a person alone cannot act in a server (Discord docs: Application resource). Nor can the bot
    change a message in a channel that it does not see."""
    if _direct(interaction):
        return True
    only_of_user = interaction.is_user_integration() and not interaction.is_guild_integration()
    return not only_of_user and interaction.app_permissions.view_channel


def _direct(interaction: discord.Interaction[Any]) -> bool:
    """In a conversation with the bot alone; older payloads tell no context, but a channel of that kind."""
    if interaction.guild_id is not None:
        return False
    context = interaction.context
    return context.dm_channel or not (context.guild or context.private_channel)


def _id(channel: Any) -> str:
    return str(channel.id) if channel is not None else ""
