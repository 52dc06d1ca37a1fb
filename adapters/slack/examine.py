"""Whether Slack would let the bot in: asks for nothing but authentication, and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.finding import Finding
from adapters.slack.client import granted, open_session, web_client
from adapters.slack.manifest import OPTIONAL, SCOPES
from adapters.slack.platform import usable
from adapters.slack.trouble import code, in_words
from bot.config import Policy, Settings
from bot.errors import UsageError
from bot.telemetry.escape import one_line

ABOUT = "slack"
BOT_TOKEN = "OAuth & Permissions of the app shows the token; it starts with xoxb-"  # noqa: S105
APP_TOKEN = "make one under Basic Information, App-Level Tokens, with the scope connections:write"  # noqa: S105
# What is asked of Slack to find out who may change what a channel follows.
ASKED: dict[Policy, frozenset[str]] = {
    "anyone": frozenset(),
    "creators": frozenset(("users:read", "channels:read", "groups:read")),
    "admins": frozenset(("users:read",)),
}
SECRET = re.compile("[0-9a-f]{32}")


async def examine(settings: Settings) -> Sequence[Finding]:
    """All findings about Slack's settings and tokens."""
    try:
        usable(settings)
    except UsageError as error:
        return [Finding("fail", ABOUT, str(error), "onrecord slack-manifest makes the app")]
    url, token = settings.slack_api_url, settings.slack_bot_token.reveal()
    found = list(_written(settings))
    async with open_session() as session:
        found += await _bot(web_client(url, token, session), settings.slack_subscribe)
        if settings.slack_app_token:
            found.append(await _socket(web_client(url, session=session), settings))
    return found


def _written(settings: Settings) -> Iterator[Finding]:
    """What can be told from the settings alone."""
    if not settings.slack_api_url.startswith("https://slack.com/"):
        shown = one_line(settings.slack_api_url)
        yield Finding(
            "warn", ABOUT, f"SLACK_API_URL is {shown}, not Slack's own", "unset it for Slack itself"
        )
    if settings.slack_app_token:
        return
    if SECRET.fullmatch(settings.slack_signing_secret.reveal()):
        yield Finding("ok", ABOUT, "SLACK_SIGNING_SECRET looks like one; Slack calls over HTTP")
    else:
        mend = "copy it from Basic Information, App Credentials"
        yield Finding("warn", ABOUT, "SLACK_SIGNING_SECRET is not made of 32 digits and letters a–f", mend)


async def _bot(client: AsyncWebClient, policy: Policy) -> list[Finding]:
    try:
        told = await client.auth_test()
    except SlackApiError as error:
        return [Finding("fail", ABOUT, f"SLACK_BOT_TOKEN: {in_words(code(error))}", BOT_TOKEN)]
    except (ClientError, TimeoutError) as error:
        return [_unreachable(error)]
    who, where = one_line(str(told.get("user"))), one_line(str(told.get("team")))
    message = f"SLACK_BOT_TOKEN belongs to {who} in the workspace {where}"
    return [Finding("ok", ABOUT, message), *_scopes(told, policy)]


def _scopes(told: AsyncSlackResponse, policy: Policy) -> Iterator[Finding]:
    """The scopes that the token has, which Slack tells with every answer, against those of the manifest."""
    scopes = granted(told)
    if not scopes:
        return
    missing, more = sorted(set(SCOPES) - scopes), sorted(scopes - set(SCOPES | OPTIONAL))
    if missing:
        mend = "add them under OAuth & Permissions, then install the app again"
        yield Finding("fail", ABOUT, f"the token lacks {', '.join(missing)}", mend)
        if unseen := sorted(ASKED[policy] - scopes):
            message = f"SLACK_SUBSCRIBE is {policy}, and without {', '.join(unseen)} some are refused who may"
            yield Finding("fail", ABOUT, message, mend)
    else:
        yield Finding("ok", ABOUT, "the token has every scope that the bot needs")
    if lacking := sorted(set(OPTIONAL) - scopes):
        message = f"the token lacks the optional {', '.join(lacking)}: an update may come twice after a fault"
        yield Finding("warn", ABOUT, message, "add them, if the bot may read the channels that it is in")
    if more:
        names = one_line(", ".join(more))
        yield Finding("warn", ABOUT, f"the token has scopes that the bot never uses: {names}", "remove them")


async def _socket(client: AsyncWebClient, settings: Settings) -> Finding:
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.reveal())
    except SlackApiError as error:
        return Finding("fail", ABOUT, f"SLACK_APP_TOKEN: {in_words(code(error))}", APP_TOKEN)
    except (ClientError, TimeoutError) as error:
        return _unreachable(error)
    return Finding("ok", ABOUT, "SLACK_APP_TOKEN opens a socket")


def _unreachable(error: Exception) -> Finding:
    mend = "look at the network, a proxy in HTTPS_PROXY, and SLACK_API_URL"
    return Finding("fail", ABOUT, f"Slack cannot be reached ({type(error).__name__})", mend)
