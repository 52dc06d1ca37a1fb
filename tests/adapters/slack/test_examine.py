"""What the doctor says of Slack."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from adapters.slack.examine import examine
from bot.config import NOTHING, Secret, Settings
from tests.support.slack_server import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.support.slack_world import settings_for


async def lines(settings: Settings) -> list[str]:
    found = await examine(settings)
    told = [f"{each.level} {each.message}" + (f"; {each.mend}" if each.mend else "") for each in found]
    assert not any(secret in line for secret in settings.secrets for line in told)
    return told


async def test_all_is_well(slack: SlackServer) -> None:
    found = await lines(settings_for(slack, "socket"))
    assert "ok SLACK_BOT_TOKEN belongs to onrecord in the workspace News" in found
    assert "ok the token has every scope that the bot needs" in found
    assert "ok SLACK_APP_TOKEN opens a socket" in found
    assert [line for line in found if line.startswith("warn")] == [
        f"warn SLACK_API_URL is {slack.url}/api/, not Slack's own; unset it for Slack itself"
    ]
    assert {call.method for call in slack.calls} == {"auth.test", "apps.connections.open"}


async def test_missing_and_needless_scopes_are_named(slack: SlackServer) -> None:
    slack.scopes -= {"im:history", "commands"}
    slack.scopes |= {"files:read"}
    found = "\n".join(await lines(settings_for(slack, "socket")))
    assert "fail the token lacks commands, im:history; add them under OAuth & Permissions" in found
    assert "warn the token has scopes that the bot never uses: files:read" in found


async def test_what_is_lost_without_an_optional_scope_is_said(slack: SlackServer) -> None:
    slack.scopes -= {"channels:history", "groups:history"}
    found = "\n".join(await lines(settings_for(slack, "socket")))
    assert "warn the token lacks the optional channels:history, groups:history: an update may come" in found
    assert "fail" not in found


@pytest.mark.parametrize("token", [BOT_TOKEN, APP_TOKEN])
async def test_a_wrong_token_is_named(slack: SlackServer, token: str) -> None:
    slack.tokens.discard(token)
    name = "SLACK_BOT_TOKEN" if token == BOT_TOKEN else "SLACK_APP_TOKEN"
    assert any(
        line.startswith(f"fail {name}: the token is wrong (invalid_auth);")
        for line in await lines(settings_for(slack, "socket"))
    )


async def test_a_signing_secret_is_looked_at(slack: SlackServer) -> None:
    settings = settings_for(slack, "http")
    assert "ok SLACK_SIGNING_SECRET looks like one; Slack calls over HTTP" in await lines(settings)
    wrong = replace(settings, slack_signing_secret=Secret("hunter2"))
    assert any("warn SLACK_SIGNING_SECRET is not made of 32" in line for line in await lines(wrong))


async def test_what_is_missing_is_said_before_anybody_is_asked(slack: SlackServer) -> None:
    settings = replace(settings_for(slack, "http"), slack_signing_secret=NOTHING)
    (found,) = await lines(settings)
    assert found.startswith("fail Slack cannot reach the bot: set SLACK_APP_TOKEN")
    assert slack.calls == []


async def test_a_slack_that_cannot_be_reached_is_a_finding() -> None:
    settings = Settings(
        slack_bot_token=Secret(BOT_TOKEN),
        slack_app_token=Secret(APP_TOKEN),
        slack_api_url="http://127.0.0.1:9/api/",
    )
    assert sum("fail Slack cannot be reached" in line for line in await lines(settings)) == 2


async def test_who_may_subscribe_needs_scopes_of_its_own(slack: SlackServer) -> None:
    slack.scopes -= {"users:read", "groups:read"}
    settings = settings_for(slack, "socket")
    assert not any("SLACK_SUBSCRIBE" in line for line in await lines(settings))
    found = await lines(replace(settings, slack_subscribe="creators"))
    assert any("SLACK_SUBSCRIBE is creators, and without groups:read, users:read" in line for line in found)
    found = await lines(replace(settings, slack_subscribe="admins"))
    assert any("SLACK_SUBSCRIBE is admins, and without users:read some" in line for line in found)
