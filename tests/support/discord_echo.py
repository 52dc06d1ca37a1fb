"""A bare discord.py client, with which the stand-in for Discord itself is tried."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.support.discord_server import TOKEN, DiscordServer

SEES = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Echo(discord.Client):
    """Says again what it is asked to say, with a button; keeps what it hears."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"intents": SEES, "allowed_mentions": discord.AllowedMentions.none(), **given})
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.tree.command(name="echo", description="Say it again")(echo)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No pause before a new session."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.heard.append(message.content)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.defer()
            await interaction.edit_original_response(view=shown("changed"))


def shown(words: str) -> discord.ui.LayoutView:
    """A message that holds these words and a button."""
    view = discord.ui.LayoutView(timeout=None)
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(discord.ui.Button(label="Again", custom_id="again"))
    view.add_item(discord.ui.TextDisplay(words)).add_item(row)
    view.stop()
    return view


async def echo(interaction: discord.Interaction, words: str, private: bool = False) -> None:
    await interaction.response.send_message(view=shown(words), ephemeral=private)


@asynccontextmanager
async def connected(
    server: DiscordServer, patch: pytest.MonkeyPatch, token: str = TOKEN, **given: Any
) -> AsyncIterator[Echo]:
    """A client that is connected to the stand-in. Raises what ends it before that."""
    patch.setattr(Route, "BASE", server.api_url)
    patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(server.gateway_url))
    client = Echo(**given)
    running = asyncio.create_task(client.start(token))
    ready = asyncio.create_task(server.gateway.wait_until(True))
    try:
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        yield client
    finally:
        ready.cancel()
        await client.close()
        running.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await running
