"""The platforms that the settings enable; a library is imported only where its platform is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.cli.surroundings import Probe
from adapters.enabled import share
from adapters.platform import Platform
from adapters.serving import House
from bot.config import Settings
from bot.delivery.sender import Sender


def make(house: House) -> list[Platform]:
    """A connection to each enabled platform, not opened yet."""
    return list(_made(house))


def _made(house: House) -> Iterator[Platform]:
    wanted, store = share(house.settings, house.role), house.store
    if wanted.discord:
        from adapters.discord.platform import DiscordPlatform

        pulse = house.health.pulse("discord")
        yield DiscordPlatform(
            house.settings, house.desk, pulse, store.seen, store.registrations, house.access
        )
    if wanted.slack:
        from adapters.slack.platform import SlackPlatform

        pulse = house.health.pulse("slack")
        yield SlackPlatform(house.settings, house.desk, pulse, store.seen, house.access)


@asynccontextmanager
async def senders(settings: Settings) -> AsyncIterator[Sequence[Sender]]:
    """What sends to each enabled platform; asks nothing of a platform yet."""
    async with AsyncExitStack() as stack:
        found: list[Sender] = []
        if settings.discord_token:
            from adapters.discord.sender import open_sender as open_discord

            found.append(await stack.enter_async_context(open_discord(settings)))
        if settings.slack_bot_token:
            from adapters.slack.outgoing import open_sender as open_slack

            found.append(await stack.enter_async_context(open_slack(settings)))
        yield found


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
