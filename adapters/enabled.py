"""Which platforms the settings enable, and what about them cannot be meant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from bot.config import Settings
from bot.errors import UsageError

Transport = Literal["", "socket mode", "http"]
Role = Literal["all", "gateway", "http", "worker"]
SOCKET_MODE: Transport = "socket mode"
HTTP: Transport = "http"


class Enabled(Struct, frozen=True):
    """What `onrecord run` starts; with no platform, a chat right here."""

    discord: bool
    slack: Transport  # "" where Slack is not enabled

    def __bool__(self) -> bool:
        return self.discord or bool(self.slack)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms, by the names that places have."""
        return (*(["discord"] if self.discord else []), *(["slack"] if self.slack else []))

    def named(self) -> Iterator[str]:
        """The platforms, in words for people."""
        if self.discord:
            yield "Discord"
        if self.slack:
            yield f"Slack over {'HTTP' if self.slack == HTTP else 'Socket Mode'}"


def enabled(settings: Settings, *, called: bool = True) -> Enabled:
    """Read off the settings what to start. Raises UsageError where they contradict themselves.

    `called` is false for a process that Slack does not call over HTTP even if it calls another one.
    """
    for contradiction in contradictions(settings, called=called):
        raise UsageError(contradiction)
    return Enabled(discord=bool(settings.discord_token), slack=_transport(settings))


def share(settings: Settings, role: Role) -> Enabled:
    """What a process of this role connects to: the gateway role holds connections, the http role is called.

    Raises UsageError where the settings contradict themselves, and where there is nothing to do for the role.
    """
    wanted = enabled(settings, called=role in ("all", "http"))
    if role == "all":
        return wanted
    if not wanted:
        raise UsageError(f"--role {role}: no platform is enabled; set DISCORD_TOKEN or SLACK_BOT_TOKEN")
    if not settings.database_url.reveal().startswith(("postgresql://", "postgres://")):
        raise UsageError(
            f"--role {role}: processes share the work over a PostgreSQL server, and DATABASE_URL names none;"
            " without --role, one process does everything"
        )
    mine: dict[Role, Enabled] = {
        "gateway": Enabled(wanted.discord, wanted.slack if wanted.slack == SOCKET_MODE else ""),
        "http": Enabled(discord=False, slack=wanted.slack if wanted.slack == HTTP else ""),
        "worker": Enabled(discord=False, slack=""),
    }
    if role != "worker" and not mine[role]:
        named = " and ".join(wanted.named())
        raise UsageError(f"--role {role} has nothing to do: {named} is enabled, which {_other(role)} serves")
    return mine[role]


def sends(role: Role) -> bool:
    """Whether a process of this role delivers what subscribers are told."""
    return role in ("all", "worker")


def _other(role: Role) -> str:
    return "the role http" if role == "gateway" else "the role gateway"


def _transport(settings: Settings) -> Transport:
    if not settings.slack_bot_token:
        return ""
    return SOCKET_MODE if settings.slack_app_token else HTTP


def contradictions(settings: Settings, *, called: bool = True) -> Iterator[str]:
    """What cannot work, one sentence each; no token is shown. `called` as in `enabled`."""
    yield from _misplaced(settings)
    app, secret = bool(settings.slack_app_token), bool(settings.slack_signing_secret)
    if settings.slack_bot_token and not app and not secret:
        yield (
            "SLACK_BOT_TOKEN alone is not enough: add SLACK_APP_TOKEN for Socket Mode, or"
            " SLACK_SIGNING_SECRET for HTTP"
        )
    if called and settings.slack_bot_token and secret and not app and not settings.http_port:
        yield "HTTP_PORT is 0, but Slack's requests over HTTP need a port; give one, or set SLACK_APP_TOKEN"
    if not settings.slack_bot_token and (app or secret):
        given = "SLACK_APP_TOKEN" if app else "SLACK_SIGNING_SECRET"
        yield f"{given} is set, but SLACK_BOT_TOKEN, the token that begins with xoxb-, is not"


def _misplaced(settings: Settings) -> Iterator[str]:
    """Tokens that are of another kind, by their beginnings (Slack docs: Tokens, token types)."""
    bot, app = settings.slack_bot_token.reveal(), settings.slack_app_token.reveal()
    if bot.startswith("xapp-"):
        yield "SLACK_BOT_TOKEN holds an app token (xapp-…), which belongs in SLACK_APP_TOKEN"
    if bot.startswith("xoxp-"):
        yield "SLACK_BOT_TOKEN holds a user's token (xoxp-…); the bot's own begins with xoxb-"
    if app.startswith(("xoxb-", "xoxp-")):
        yield "SLACK_APP_TOKEN holds another kind of token; an app token begins with xapp-"
    if settings.slack_signing_secret.reveal().startswith(("xoxb-", "xoxp-", "xapp-")):
        yield "SLACK_SIGNING_SECRET holds a token; the secret stands under Basic Information, App Credentials"
    if settings.discord_token.reveal().startswith(("xoxb-", "xoxp-", "xapp-")):
        yield "DISCORD_TOKEN holds a token of Slack"


def http_address(settings: Settings) -> str:
    """Where the pages of this bot are, on this machine."""
    host = settings.http_host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.http_port}"
