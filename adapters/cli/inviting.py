"""What lets the bot in: the manifest of its Slack app, the link that adds it to a Discord server."""

from __future__ import annotations

from adapters.cli.output import note, say, say_json
from bot.config import Settings
from bot.errors import UsageError

LONGEST = 20  # digits of an id (Discord docs: API Reference, Snowflakes; 64 bits)


def slack_manifest(url: str | None, *, as_json: bool) -> int:
    """Print the manifest; without a `url`, for Socket Mode. Raises UsageError if Slack cannot call it."""
    from adapters.slack.manifest import manifest, manifest_yaml

    if as_json:
        say_json(manifest(url))
        return 0
    say(manifest_yaml(url).rstrip("\n"))
    note("Paste it at https://api.slack.com/apps: Create New App, From a manifest.")
    return 0


def discord_invite(settings: Settings, application: str | None, *, as_json: bool) -> int:
    """Print the link. Raises UsageError where neither an id nor a token tells which application it is."""
    from adapters.discord.invite import application_id, invite_url

    id = application or application_id(settings.discord_token.reveal())
    if id is None:
        where = "it stands under General Information in the Developer Portal"
        raise UsageError(
            f"no bot's token in DISCORD_TOKEN tells the application; give --application-id ID, {where}"
        )
    if not (id.isascii() and id.isdigit() and len(id) <= LONGEST):
        raise UsageError("--application-id is a number of up to 20 digits")
    link = invite_url(id)
    if as_json:
        say_json({"url": link})
        return 0
    say(link)
    note("Open it in a browser, signed in as somebody who manages the server.")
    return 0
