"""What the settings of delivery mean, and how it stands, for `onrecord doctor`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from adapters.cli.output import counted
from adapters.enabled import Enabled
from adapters.finding import Finding
from bot.config import Settings
from bot.delivery.outbox import Waiting

# Discord docs: Rate Limits, "Global Rate Limit": 50 requests a second. Slack docs: Rate limits, "several
# hundred messages per minute" in a workspace.
DISCORD_MOST, SLACK_MOST = 50.0, 10.0
LATE = timedelta(minutes=5)
WHO = {
    "anyone": "anyone may change what a channel follows",
    "creators": "a channel's creator and admins may change what it follows",
    "admins": "admins of the workspace may change what a channel follows",
}


def choices(settings: Settings, wanted: Enabled) -> Iterator[Finding]:
    """What was chosen for delivery on the platforms that are enabled."""
    if wanted.discord:
        yield _rate("DISCORD_RATE", settings.discord_rate, DISCORD_MOST, "Discord allows a bot 50 requests")
    if wanted.slack:
        yield _rate(
            "SLACK_RATE", settings.slack_rate, SLACK_MOST, "Slack allows some hundred a minute, not ten"
        )
        who = f"SLACK_SUBSCRIBE is {settings.slack_subscribe}: {WHO[settings.slack_subscribe]}"
        yield Finding("ok", "delivery", who)
    yield _grace(settings.grace_days)
    if not settings.watch:
        message = "WATCH is false: a revision is published at the start and with onrecord publish"
        yield Finding("ok", "delivery", message)


def standing(waiting: Sequence[Waiting], settings: Settings, now: datetime) -> list[Finding]:
    """How the queue stands."""
    tokens = {"discord": settings.discord_token, "slack": settings.slack_bot_token}
    platforms = [platform for platform, token in tokens.items() if token]
    found = [finding for each in waiting for finding in _standing(each, platforms, now)]
    return found or [Finding("ok", "delivery", "no message is overdue, and no place is paused")]


def _standing(each: Waiting, platforms: Collection[str], now: datetime) -> Iterator[Finding]:
    messages = counted(each.pending, "message")
    if each.pending and each.platform not in (*platforms, "console"):
        mend = f"enable it, or onrecord deliveries --platform {each.platform} shows them"
        yield Finding("warn", "delivery", f"{messages} for {each.platform}, which is not enabled", mend)
    elif each.oldest and each.platform in platforms and now - each.oldest > LATE:
        minutes = (now - each.oldest) // timedelta(minutes=1)
        message = f"{messages} for {each.platform}; the oldest has been due for {minutes} min"
        mend = "is a bot running that delivers? Its /healthz and its log say what is wrong"
        yield Finding("warn", "delivery", message, mend)
    if each.parked:
        message = f"{counted(each.parked, 'place')} on {each.platform} paused after refusals"
        mend = f"onrecord lanes --state parked --platform {each.platform} says why"
        yield Finding("warn", "delivery", message, mend)


def _rate(name: str, rate: float, most: float, why: str) -> Finding:
    if rate > most:
        message = f"{name} is {rate:g}, and {why} a second: it will be slowed down again and again"
        return Finding("warn", "delivery", message, "leave it out for the default")
    takes = timedelta(seconds=round(1000 / rate))
    return Finding("ok", "delivery", f"{name} is {rate:g} a second: a thousand messages take {takes}")


def _grace(days: int) -> Finding:
    what = "of a server or workspace that removes the bot"
    if days == 0:
        message = f"GRACE_DAYS is 0: all that is stored {what} is deleted within the hour"
        mend = "a few days let a removal by mistake be undone"
        return Finding("warn", "delivery", message, mend)
    return Finding("ok", "delivery", f"what is stored {what} is kept for {counted(days, 'day')}")
