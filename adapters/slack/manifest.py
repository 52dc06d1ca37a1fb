"""The app's manifest: what Slack must know of the bot, with the reason for each permission."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.errors import UsageError

PATH = "/slack/events"
SCOPES = {
    "app_mentions:read": "sees the messages that mention it, and no others",
    "channels:read": "sees whether it is in a public channel that is to follow a story, and who made that",
    "chat:write": "posts its answers and updates where it is a member, and in direct messages",
    "chat:write.public": "posts in public channels that it has not joined",
    "commands": "has the command /brief",
    "groups:read": "sees the same of a private channel that it was invited to",
    "im:history": "reads what people write to it in direct messages",
    "users:read": "sees who is an admin, and the time zone of whoever follows a story",
}
# May be left out; what is lost then is said here.
OPTIONAL = {
    "channels:history": "optional: looks whether an update arrived when Slack did not answer; without it one"
    " may come twice",
    "groups:history": "optional: the same in private channels",
}
EVENTS = {
    "app_home_opened": "shows the briefs when somebody opens its home",
    "app_mention": "answers in the thread where it is mentioned",
    "app_uninstalled": "stops sending when it is removed",
    "channel_archive": "stops sending to a channel that is archived",
    "channel_deleted": "stops sending to a channel that is deleted",
    "channel_left": "stops sending to a channel that it was removed from",
    "channel_unarchive": "goes on in a channel that is there again",
    "group_archive": "the same for private channels",
    "group_deleted": "the same for private channels",
    "group_left": "the same for private channels",
    "group_unarchive": "the same for private channels",
    "member_joined_channel": "goes on in a channel that it was invited to again",
    "message.im": "answers direct messages",
    "tokens_revoked": "stops sending when its token is revoked",
}


def manifest(url: str | None) -> dict[str, Any]:
    """The manifest as plain data (Slack docs: App manifest reference); without a URL for Socket Mode.

    Raises UsageError for a URL that Slack would not call.
    """
    address = {} if url is None else {"request_url": _address(url)}
    command = {
        "command": "/brief",
        "description": "A news story from checked sources: who said what, what is contested",
        "usage_hint": "nk-russia [timeline | claims | who-said-what Kirby] · subscribe nk-russia · help",
        "should_escape": False,
        **({"url": address["request_url"]} if address else {}),
    }
    return {
        "display_information": {
            "name": "onrecord",
            "description": "Briefs of news stories: who said what, and what is contested",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "onrecord", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES | OPTIONAL)}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def manifest_yaml(url: str | None) -> str:
    """The manifest as YAML, with a comment beside each permission and event that says what it is for."""
    import yaml

    reasons = {f"- {name}": why for name, why in (SCOPES | OPTIONAL | EVENTS).items()}
    lines = yaml.safe_dump(manifest(url), sort_keys=False, allow_unicode=True, width=1000).splitlines()
    return "".join(f"{_with(line, reasons.get(line.strip()))}\n" for line in lines)


def _with(line: str, reason: str | None) -> str:
    return f"{line}  # {reason}" if reason else line


def _address(url: str) -> str:
    """Where Slack calls: the URL's own path, then ours."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme == "https" and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or parts.query or parts.fragment or parts.username or not url.isprintable() or " " in url:
        raise UsageError("--url must be an address that Slack can call, such as https://bot.example.org")
    path = parts.path.rstrip("/").removesuffix(PATH)
    return f"https://{parts.netloc}{path}{PATH}"
