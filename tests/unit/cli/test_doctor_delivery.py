"""What `onrecord doctor` says of delivery: what was chosen, what is overdue, what is paused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from adapters.cli.delivering import choices, standing
from adapters.cli.surroundings import look_round
from adapters.enabled import HTTP, Enabled
from adapters.finding import Finding
from bot.config import Secret, Settings
from bot.delivery.outbox import Waiting
from bot.storage.store import open_store
from bot.subscription.model import Preferences
from tests.support.stores import SLACK, Clock

BOTH = Enabled(discord=True, slack=HTTP)
QUIET = [Finding("ok", "delivery", "no message is overdue, and no place is paused")]
ON_SLACK = Settings(slack_bot_token=Secret("xoxb-1"))


def chosen(enabled: Enabled = BOTH, **settings: object) -> list[str]:
    found = choices(replace(Settings(), **settings), enabled)
    return [f"{each.level} {each.message}" for each in found]


def waiting(minutes: int = 0, parked: int = 0, platform: str = "slack") -> list[Waiting]:
    oldest = Clock().now - timedelta(minutes=minutes)
    return [Waiting(platform=platform, pending=7, due=7, oldest=oldest, parked=parked)]


def test_the_defaults_are_fine() -> None:
    assert chosen() == [
        "ok DISCORD_RATE is 49 a second: a thousand messages take 0:00:20",
        "ok SLACK_RATE is 4 a second: a thousand messages take 0:04:10",
        "ok SLACK_SUBSCRIBE is anyone: anyone may change what a channel follows",
        "ok what is stored of a server or workspace that removes the bot is kept for 30 days",
    ]


def test_a_rate_that_a_platform_does_not_allow_is_a_warning() -> None:
    fast = chosen(discord_rate=60.0, slack_rate=20.0)
    assert fast[0].startswith("warn DISCORD_RATE is 60, and Discord allows a bot 50 requests a second")
    assert fast[1].startswith("warn SLACK_RATE is 20, and Slack allows some hundred a minute")


def test_who_is_forgotten_at_once_and_what_is_not_watched_is_said() -> None:
    found = chosen(grace_days=0, watch=False)
    assert any(line.startswith("warn GRACE_DAYS is 0") for line in found)
    assert "ok WATCH is false: a revision is published at the start and with onrecord publish" in found


def test_a_platform_that_is_not_enabled_has_no_rate() -> None:
    assert not any("SLACK" in line for line in chosen(Enabled(discord=True, slack="")))


def test_messages_that_are_overdue_and_places_that_are_paused_are_warnings() -> None:
    now = Clock().now
    assert standing(waiting(minutes=5), ON_SLACK, now) == QUIET
    late, paused = standing(waiting(minutes=6, parked=2), ON_SLACK, now)
    assert late.level == paused.level == "warn"
    assert late.message == "7 messages for slack; the oldest has been due for 6 min"
    assert paused.message == "2 places on slack paused after refusals"
    assert "onrecord lanes --state parked --platform slack" in paused.mend


def test_messages_for_a_platform_that_is_not_enabled_are_named() -> None:
    [found] = standing(waiting(platform="discord"), ON_SLACK, Clock().now)
    assert (found.level, found.message) == ("warn", "7 messages for discord, which is not enabled")


async def test_the_doctor_looks_into_the_store(tmp_path: Path) -> None:
    settings = replace(ON_SLACK, data_dir=tmp_path / "var", http_port=0)
    async with open_store(settings) as store:
        assert QUIET[0] in await look_round(settings, {})
        await store.subscriptions.subscribe(SLACK, "ferry", Preferences(), by="U1", revision=3)
        await store.outbox.park(SLACK, "gone")
        found = await look_round(settings, {})
    assert "1 place on slack paused after refusals" in [each.message for each in found]
