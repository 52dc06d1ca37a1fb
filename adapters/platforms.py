"""The platforms that the settings enable; a library is imported only where its platform is."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.cli.surroundings import Probe
from adapters.enabled import enabled
from adapters.platform import Platform
from adapters.serving import House
from bot.config import Settings


def make(house: House) -> list[Platform]:
    """A connection to each enabled platform, not opened yet."""
    return list(_made(house))


def _made(house: House) -> Iterator[Platform]:
    wanted, store = enabled(house.settings), house.store
    if wanted.discord:
        from adapters.discord.platform import DiscordPlatform

        pulse = house.health.pulse("discord")
        yield DiscordPlatform(house.settings, house.desk, pulse, store.seen, store.registrations)
    if wanted.slack:
        from adapters.slack.platform import SlackPlatform

        yield SlackPlatform(house.settings, house.desk, house.health.pulse("slack"), store.seen)


def probes(settings: Settings) -> dict[str, Probe]:
    """What tries the tokens of each enabled platform, by the platform's name."""
    found: dict[str, Probe] = {}
    if settings.discord_token:
        from adapters.discord.examine import examine as examine_discord

        found["discord"] = examine_discord
    if settings.slack_bot_token:
        from adapters.slack.examine import examine as examine_slack

        found["slack"] = examine_slack
    return found
