"""The wiring of the core: settings in, a bot that answers out."""

from __future__ import annotations

from bot.brief.library import Progress, load
from bot.config import Settings
from bot.service import Bot


def build(settings: Settings, progress: Progress | None = None) -> Bot:
    """Load the library that the settings name. Raises OnrecordError where there is no such folder."""
    return Bot(load(settings.briefs_dir, settings.archive_dir, settings.data_dir, progress=progress))
