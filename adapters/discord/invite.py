"""The link with which somebody adds the bot to a server, or to their own list of apps."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct

_PAGE = "https://discord.com/oauth2/authorize"

# Discord docs: OAuth2, "OAuth2 Scopes"
SCOPES: Final = {
    "bot": "to be in the server, so that it can be mentioned, and change its messages later",
    "applications.commands": "to bring its slash commands",
}


class Permission(Struct, frozen=True):
    """One thing that the bot may do, Discord's number for it, and why the bot needs it."""

    name: str
    bit: int
    reason: str


# Discord docs: Permissions, "Bitwise Permission Flags"
PERMISSIONS: Final = (
    Permission(
        "View Channels", 1 << 10, "to receive the messages that mention it, and to tell what is new there"
    ),
    Permission("Send Messages", 1 << 11, "to answer them, and to tell what is new in a story"),
    Permission("Send Messages in Threads", 1 << 38, "to do the same in threads"),
    Permission(
        "Read Message History", 1 << 16, "to answer under a message, and to see whether its own arrived"
    ),
)


def invite_url(application_id: str) -> str:
    """Where somebody who manages a server adds the bot, with the least that it needs."""
    permissions = sum(permission.bit for permission in PERMISSIONS)
    asked = {"client_id": application_id, "scope": " ".join(SCOPES), "permissions": permissions}
    return f"{_PAGE}?{urlencode(asked)}"


def application_id(token: str) -> str | None:
    """The application that a bot's token belongs to: its first part is the id in base64. None for another
    kind of token."""
    head, dot, _ = token.partition(".")
    try:
        id = urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except ValueError:
        return None
    return id if dot and id.isdigit() else None
