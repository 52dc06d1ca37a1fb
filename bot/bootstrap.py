"""The wiring of the core: settings in, a bot that answers out."""

from __future__ import annotations

from bot.brief.library import Library, Progress, load
from bot.config import Settings
from bot.service import Bot


def read_library(settings: Settings, progress: Progress | None = None) -> Library:
    """Load the library that the settings name. Raises OnrecordError where there is no such folder."""
    return load(settings.briefs_dir, settings.archive_dir, settings.data_dir, progress=progress)


def build(settings: Settings, progress: Progress | None = None) -> Bot:
    """A bot that remembers nothing of what it said. Raises OnrecordError as `read_library` does."""
    return Bot(read_library(settings, progress))
