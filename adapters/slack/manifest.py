"""The app's manifest: what Slack must know of the bot, with the reason for each permission."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.errors import UsageError

PATH = "/slack/events"
SCOPES = {
    "app_mentions:read": "sees the messages that mention it, and no others",
    "chat:write": "posts its answers where it is a member, and in direct messages",
    "chat:write.public": "posts the answer to /brief in public channels that it has not joined",
    "commands": "has the command /brief",
    "im:history": "reads what people write to it in direct messages",
}
EVENTS = {
    "app_home_opened": "shows the briefs when somebody opens its home",
    "app_mention": "answers in the thread where it is mentioned",
    "message.im": "answers direct messages",
}


def manifest(url: str | None) -> dict[str, Any]:
    """The manifest as plain data (Slack docs: App manifest reference); without a URL for Socket Mode.

    Raises UsageError for a URL that Slack would not call.
    """
    address = {} if url is None else {"request_url": _address(url)}
    command = {
        "command": "/brief",
        "description": "A news story from checked sources: who said what, what is contested",
        "usage_hint": "nk-russia [timeline | claims | who-said-what Kirby] · list · help",
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
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
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

    reasons = {f"- {name}": why for name, why in (SCOPES | EVENTS).items()}
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
