"""What somebody wrote in a message, as words: mentions, channels, emoji and links become harmless ones."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import discord

# Discord docs: Reference, "Message Formatting"
_FORM = re.compile(
    r"<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>|<#(?P<channel>\d+)>|<a?:(?P<emoji>\w+):\d+>"
    r"|</(?P<command>[^:>]{1,98}):\d+>|<t:-?\d+(?::\w)?>|<id:\w+>|@(?:everyone|here)\b"
)
_ADDRESS = re.compile(r"<?\bhttps?://[^\s<>]+>?", re.IGNORECASE)


def words(message: discord.Message, me: int) -> str:
    """The message without the mention of the bot (its id is `me`)."""
    names = {str(user.id): user.display_name for user in message.mentions}
    names |= {str(role.id): role.name for role in message.role_mentions}
    names |= {str(each.id): getattr(each, "name", None) or "" for each in message.channel_mentions}

    def spoken(form: re.Match[str]) -> str:
        if form["user"] == str(me):
            return " "
        id = form["user"] or form["role"] or form["channel"]
        return f" {names.get(id, '') if id else form['emoji'] or form['command'] or ''} "

    return " ".join(_ADDRESS.sub(_host, _FORM.sub(spoken, message.content)).split())


def _host(address: re.Match[str]) -> str:
    try:
        return urlsplit(address[0].strip("<>")).hostname or ""
    except ValueError:
        return ""
