"""Places as an operator types and reads them: `slack:T1:C1`, `discord:900:100`, `console:local`."""

from __future__ import annotations

from adapters.cli.arguments import did_you_mean
from bot.delivery.inspection import ANYWHERE, Where
from bot.errors import UsageError
from bot.query.request import Place

PLATFORMS = ("discord", "slack", "console")
FORM = "a channel's id, PLATFORM:CHANNEL or PLATFORM:TENANT:CHANNEL[:THREAD]"


def spell(place: Place) -> str:
    """A place in one word; a thread stands last where it is not the channel itself."""
    if place.platform == "console":
        return f"console:{place.channel}"
    thread = f":{place.thread}" if place.thread not in ("", place.channel) else ""
    return f"{place.platform}:{place.tenant}:{place.channel}{thread}"


def read_place(word: str | None, platform: str | None = None) -> Where:
    """What `--channel` and `--platform` mean. Raises UsageError."""
    if platform is not None:
        known_platform(platform)
    if word is None:
        return Where(platform=platform) if platform else ANYWHERE
    parts = word.split(":")
    tenant = parts[1:2] if len(parts) > 2 else []  # a conversation on Discord is in no server
    if len(parts) > 4 or parts.count("") > tenant.count(""):
        raise UsageError(f"{word!r} is no channel; a channel is {FORM}")
    if len(parts) == 1:
        return Where(platform=platform, channel=word)
    if platform not in (None, parts[0]):
        raise UsageError(f"{word} is not on {platform}")
    known_platform(parts[0])
    if len(parts) == 2:
        return Where(platform=parts[0], channel=parts[1])
    return Where(
        platform=parts[0], tenant=parts[1], channel=parts[2], thread=parts[3] if len(parts) > 3 else None
    )


def known_platform(name: str) -> None:
    """Raises UsageError for a platform that there is not."""
    if name not in PLATFORMS:
        likely = did_you_mean(name, PLATFORMS) or f"; there are {', '.join(PLATFORMS)}"
        raise UsageError(f"there is no platform {name!r}{likely}")
