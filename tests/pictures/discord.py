"""The bot in simcord's preview of Discord, at the width of a desk and of a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from playwright.async_api import Browser

from bot.brief.library import load
from tests.support.discord_room import room


async def take_discord(browser: Browser, root: Path, work: Path, folder: Path) -> None:
    """discord.png and discord-phone.png."""
    library = load(root / "briefs", work / "no-archive", work)
    async with room(library) as made:
        made.env.backend.bot_user.name = "onrecord"
        await made.ann.slash(made.channel, "brief", story="nk-russia")
        for name, size in (("discord.png", (820, 1000)), ("discord-phone.png", (390, 1400))):
            preview = made.env.preview(made.channel, viewers=[made.ann], width=size[0], height=size[1])
            async with preview:
                # simcord would start a browser of playwright's own; this one is the system's.
                cast("Any", preview)._capture_manager._browser = browser
                await preview.screenshot(folder / name, viewport=size, allow_incomplete=True)
                cast("Any", preview)._capture_manager._browser = None
