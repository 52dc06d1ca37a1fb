"""Which platforms are started, and which combinations of settings are a mistake."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from adapters.enabled import HTTP, SOCKET_MODE, Enabled, Role, enabled, sends, share
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
    assert list(introduction(settings, "all", enabled(settings), 3)) == [
        "onrecord serves 3 briefs on Discord and on Slack over HTTP.",
        "Slack's requests are expected at http://127.0.0.1:8080/slack/events.",
        "Health: http://127.0.0.1:8080/healthz",
        "Ctrl-C leaves.",
    ]
    six = Settings(http_host="::1", slack_bot_token=BOT, slack_app_token=APP)
    assert "Health: http://[::1]:8080/healthz" in introduction(six, "all", enabled(six), 1)
    silent = Settings(http_port=0)
    assert "No health page: HTTP_PORT is 0." in introduction(silent, "all", Enabled(True, ""), 0)
    worker = introduction(on_server(settings), "worker", Enabled(False, ""), 3)
    assert next(worker) == "onrecord delivers to Discord and Slack over HTTP."


def on_server(settings: Settings) -> Settings:
    return replace(settings, database_url=Secret("postgresql://localhost/onrecord"))


BOTH = Settings(discord_token=DISCORD, slack_bot_token=BOT, slack_signing_secret=SIGNING)
SOCKET = Settings(discord_token=DISCORD, slack_bot_token=BOT, slack_app_token=APP)


@pytest.mark.parametrize(
    ("settings", "role", "expected"),
    [
        (BOTH, "all", Enabled(True, HTTP)),
        (BOTH, "gateway", Enabled(True, "")),
        (BOTH, "http", Enabled(False, HTTP)),
        (BOTH, "worker", Enabled(False, "")),
        (SOCKET, "gateway", Enabled(True, SOCKET_MODE)),
        (replace(BOTH, http_port=0), "worker", Enabled(False, "")),  # nobody calls a worker
        (replace(BOTH, http_port=0), "gateway", Enabled(True, "")),
    ],
)
def test_a_role_is_a_share_of_what_is_enabled(settings: Settings, role: Role, expected: Enabled) -> None:
    assert share(on_server(settings), role) == expected


@pytest.mark.parametrize(
    ("settings", "role", "said"),
    [
        (BOTH, "worker", "DATABASE_URL names none; without --role, one process does everything"),
        (on_server(Settings()), "gateway", "no platform is enabled"),
        (on_server(SOCKET), "http", "Discord and Slack over Socket Mode is enabled, which the role gateway"),
        (
            on_server(Settings(slack_bot_token=BOT, slack_signing_secret=SIGNING)),
            "gateway",
            "Slack over HTTP is enabled, which the role http serves",
        ),
        (on_server(replace(BOTH, http_port=0)), "http", "HTTP_PORT is 0"),
    ],
)
def test_a_role_with_nothing_to_do_is_one_sentence(settings: Settings, role: Role, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        share(settings, role)
    assert said in str(caught.value)


def test_only_some_roles_deliver() -> None:
    assert [role for role in get_args(Role) if sends(role)] == ["all", "worker"]
