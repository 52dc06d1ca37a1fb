"""Which platforms are started, and which combinations of settings are a mistake."""

from __future__ import annotations

import pytest

from adapters.enabled import HTTP, SOCKET_MODE, Enabled, enabled
from adapters.runner import introduction
from bot.config import Secret, Settings
from bot.errors import UsageError

BOT, APP, SIGNING, DISCORD = Secret("xoxb-1"), Secret("xapp-1"), Secret("0123abcd"), Secret("MTIz.abc.def")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), Enabled(False, "")),
        (Settings(discord_token=DISCORD), Enabled(True, "")),
        (Settings(slack_bot_token=BOT, slack_app_token=APP), Enabled(False, SOCKET_MODE)),
        (Settings(slack_bot_token=BOT, slack_signing_secret=SIGNING), Enabled(False, HTTP)),
        (
            Settings(slack_bot_token=BOT, slack_app_token=APP, slack_signing_secret=SIGNING, http_port=0),
            Enabled(False, SOCKET_MODE),
        ),
        (
            Settings(discord_token=DISCORD, slack_bot_token=BOT, slack_app_token=APP),
            Enabled(True, SOCKET_MODE),
        ),
    ],
)
def test_tokens_enable_platforms(settings: Settings, expected: Enabled) -> None:
    assert enabled(settings) == expected
    assert bool(expected) is (expected != Enabled(False, ""))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(slack_bot_token=BOT), "add SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET"),
        (Settings(slack_app_token=APP), "SLACK_APP_TOKEN is set, but SLACK_BOT_TOKEN"),
        (Settings(slack_signing_secret=SIGNING), "SLACK_SIGNING_SECRET is set, but SLACK_BOT_TOKEN"),
        (Settings(slack_bot_token=APP, slack_app_token=APP), "belongs in SLACK_APP_TOKEN"),
        (Settings(slack_bot_token=Secret("xoxp-1"), slack_app_token=APP), "a user's token"),
        (Settings(slack_bot_token=BOT, slack_app_token=BOT), "an app token begins with xapp-"),
        (Settings(slack_bot_token=BOT, slack_signing_secret=APP), "SLACK_SIGNING_SECRET holds a token"),
        (Settings(discord_token=BOT), "DISCORD_TOKEN holds a token of Slack"),
        (Settings(slack_bot_token=BOT, slack_signing_secret=SIGNING, http_port=0), "HTTP_PORT is 0"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence_that_shows_no_token(settings: Settings, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        enabled(settings)
    assert said in str(caught.value)
    assert not [secret for secret in settings.secrets if secret in str(caught.value)]


def test_whoever_starts_it_is_told_what_is_enabled() -> None:
    settings = Settings(discord_token=DISCORD, slack_bot_token=BOT, slack_signing_secret=SIGNING)
    assert introduction(settings, enabled(settings), 3) == [
        "onrecord serves 3 briefs on Discord and on Slack over HTTP.",
        "Slack's requests are expected at http://127.0.0.1:8080/slack/events.",
        "Health: http://127.0.0.1:8080/healthz",
        "Ctrl-C leaves.",
    ]
    six = Settings(http_host="::1", slack_bot_token=BOT, slack_app_token=APP)
    assert "Health: http://[::1]:8080/healthz" in introduction(six, enabled(six), 1)
    assert "No health page: HTTP_PORT is 0." in introduction(Settings(http_port=0), Enabled(True, ""), 0)
