"""The app's manifest, as Slack would read it."""

from __future__ import annotations

import json

import pytest
import yaml

from adapters.slack.access import BACK, LOST
from adapters.slack.manifest import EVENTS, OPTIONAL, SCOPES, manifest, manifest_yaml
from bot.errors import UsageError


def test_without_an_address_slack_is_reached_through_the_socket() -> None:
    made = manifest(None)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in json.dumps(made)
    assert "url" not in made["features"]["slash_commands"][0]


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("https://bot.example.org", "https://bot.example.org/slack/events"),
        ("https://bot.example.org/", "https://bot.example.org/slack/events"),
        ("https://bot.example.org:8443/news/", "https://bot.example.org:8443/news/slack/events"),
        ("https://bot.example.org/slack/events", "https://bot.example.org/slack/events"),
    ],
)
def test_with_an_address_everything_goes_there(given: str, called: str) -> None:
    made = manifest(given)
    assert made["settings"]["socket_mode_enabled"] is False
    assert made["settings"]["event_subscriptions"]["request_url"] == called
    assert made["settings"]["interactivity"]["request_url"] == called
    assert made["features"]["slash_commands"][0]["url"] == called


@pytest.mark.parametrize(
    "given",
    ["http://bot.example.org", "bot.example.org", "https://", "https://a b", "https://x:99999", "https://x:y",
     "https://x?y=1", "https://x#y", "https://me@x", "", "https://x\n- evil"],
)  # fmt: skip
def test_an_address_that_slack_would_not_call_is_refused(given: str) -> None:
    with pytest.raises(UsageError, match="https"):
        manifest(given)


def test_the_home_and_messages_are_on_and_every_way_in_is_subscribed_to() -> None:
    made = manifest(None)
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert {"app_home_opened", "app_mention", "message.im"} <= set(events)
    assert made["settings"]["interactivity"]["is_enabled"] is True


def test_every_loss_of_access_is_subscribed_to() -> None:
    events = manifest(None)["settings"]["event_subscriptions"]["bot_events"]
    assert {*LOST, *BACK, "app_uninstalled", "tokens_revoked"} <= set(events)


def test_what_is_written_is_within_the_limits_of_a_manifest() -> None:
    made = manifest("https://bot.example.org")
    (command,) = made["features"]["slash_commands"]
    assert len(command["command"]) <= 32
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140


@pytest.mark.parametrize("url", [None, "https://bot.example.org"])
def test_the_yaml_says_the_same_with_a_reason_for_each_permission(url: str | None) -> None:
    written = manifest_yaml(url)
    assert yaml.safe_load(written) == manifest(url)
    for name, reason in (SCOPES | OPTIONAL | EVENTS).items():
        assert f"- {name}  # {reason}\n" in written
