"""What the stand-in for Discord knows: people, channels, messages, interactions; and how it spells them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

Json = dict[str, Any]

GUILD_TEXT, DM, THREAD = 0, 1, 11
EPHEMERAL = 64
LOADING = 128
# Discord docs: Permissions, "Bitwise Permission Flags"
VIEW_CHANNEL, SEND_MESSAGES, READ_HISTORY, IN_THREADS = 1 << 10, 1 << 11, 1 << 16, 1 << 38
EXTERNAL_APPS = 1 << 50
EVERYTHING = (1 << 53) - 1
EPOCH = 1_420_070_400_000


class Clock:
    """Seconds since 1970 that a test can move forward."""

    def __init__(self) -> None:
        self._ahead = time.time() - time.monotonic()

    def now(self) -> float:
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass
class User:
    id: int
    name: str
    bot: bool = False

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name.title(),
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
        }


@dataclass
class Channel:
    """`mine` is what the bot may do here, `theirs` what people may; of a DM, `people` is who talks."""

    id: int
    kind: int
    guild: int | None = None
    name: str = ""
    parent: int | None = None
    people: tuple[User, ...] = ()
    mine: int = EVERYTHING
    theirs: int = EVERYTHING

    def payload(self) -> Json:
        if self.kind == DM:
            people = [user.payload() for user in self.people]
            return {"id": str(self.id), "type": DM, "recipients": people, "last_message_id": None, "flags": 0}
        spelled = {
            "id": str(self.id),
            "type": self.kind,
            "guild_id": str(self.guild),
            "name": self.name,
            "parent_id": str(self.parent) if self.parent else None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }
        if self.kind == THREAD:
            return spelled | {
                "owner_id": "1",
                "message_count": 1,
                "member_count": 1,
                "thread_metadata": {
                    "archived": False,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": "2026-01-01T00:00:00+00:00",
                    "locked": False,
                },
            }
        return spelled | {"position": 0, "permission_overwrites": [], "topic": None, "nsfw": False}


@dataclass
class Message:
    """A message; `only` is the person who alone sees it."""

    id: int
    channel: Channel
    author: User
    at: float
    content: str = ""
    flags: int = 0
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    mentions: tuple[User, ...] = ()
    reference: Message | None = None
    only: User | None = None
    webhook: int | None = None
    nonce: str | None = None
    edited: float | None = None
    deleted: bool = False
    metadata: Json | None = None

    def payload(self) -> Json:
        spelled: Json = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": moment(self.at),
            "edited_timestamp": moment(self.edited) if self.edited else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [user.payload() for user in self.mentions],
            "mention_roles": [],
            "attachments": [],
            "embeds": self.embeds,
            "components": self.components,
            "pinned": False,
            "type": 19 if self.reference else 0,
            "flags": self.flags,
        }
        if self.channel.kind == THREAD:
            spelled["position"] = 0
        if self.nonce is not None:
            spelled["nonce"] = self.nonce
        if self.webhook:
            spelled |= {"webhook_id": str(self.webhook), "application_id": str(self.webhook)}
        if self.metadata:
            spelled["interaction_metadata"] = self.metadata
        if self.reference:
            spelled["message_reference"] = {
                "type": 0,
                "channel_id": str(self.reference.channel.id),
                "message_id": str(self.reference.id),
            }
            spelled["referenced_message"] = None if self.reference.deleted else self.reference.payload()
        return spelled

    def text(self) -> str:
        """The words as they were sent, Markdown and all."""
        shown = [part["content"] for part in parts(self.components) if part["type"] == 10]
        embedded = [embed.get(key, "") for embed in self.embeds for key in ("title", "description")]
        return "\n".join(filter(None, [self.content, *shown, *embedded]))

    def labels(self) -> list[str]:
        """What stands on the buttons and in the menus."""
        every = [part for top in parts(self.components) for part in (top, *top.get("options", []))]
        return [part["label"] for part in every if "label" in part]


class World:
    """The state of one Discord with one bot in one server."""

    def __init__(self, token: str, intents_refused: int) -> None:
        self.clock = Clock()
        self.token = token
        self.intents_refused = intents_refused
        self._ids = count(1)
        self.bot = User(self.id(), "onrecord", bot=True)
        self.application = self.bot.id
        self.guild = self.id()
        self.guild_name = "Newsroom"
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.commands: list[Json] = []
        self.listeners: list[Callable[[Message], None]] = []  # told of each message
        self.nonces: dict[str, tuple[float, int]] = {}  # of the bot: when, and which message

    def id(self) -> int:
        """A new snowflake, later than all before."""
        return int(self.clock.now() * 1000 - EPOCH) << 22 | next(self._ids) & 0x3FFFFF

    def person(self, name: str) -> User:
        """The person of this name, who is in the server."""
        found = next((user for user in self.users.values() if user.name == name), None)
        return found or self.users.setdefault(new := self.id(), User(new, name))

    def channel(self, name: str, **given: Any) -> Channel:
        """The server's channel of this name."""
        found = next((each for each in self.channels.values() if each.name == name), None)
        made = found or Channel(self.id(), GUILD_TEXT, self.guild, name, **given)
        return self.channels.setdefault(made.id, made)

    def thread(self, name: str, parent: Channel, on: Message | None = None) -> Channel:
        """A thread in a channel; one that hangs on a message has the message's id."""
        made = Channel(on.id if on else self.id(), THREAD, self.guild, name, parent=parent.id)
        return self.channels.setdefault(made.id, made)

    def direct(self, user: User) -> Channel:
        """The conversation of a person with the bot."""
        found = next((each for each in self.channels.values() if each.people == (user,)), None)
        made = found or Channel(self.id(), DM, people=(user,))
        return self.channels.setdefault(made.id, made)

    def post(self, channel: Channel, author: User, **given: Any) -> Message:
        """Enter a message."""
        message = Message(self.id(), channel, author, self.clock.now(), **given)
        self.messages[message.id] = message
        for listener in self.listeners:
            listener(message)
        return message

    def seen(self, channel: Channel, by: User | None = None) -> list[Message]:
        """The bot's messages in a channel that a person sees, in order; without a person, that all see."""
        return [
            message
            for message in self.messages.values()
            if message.channel is channel
            and message.author is self.bot
            and not message.deleted
            and not message.flags & LOADING
            and (message.only is None or message.only is by)
        ]

    def member(self, user: User) -> Json:
        return {
            "user": user.payload(),
            "nick": None,
            "avatar": None,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
        }

    def guild_payload(self) -> Json:
        here = [
            each for each in self.channels.values() if each.guild == self.guild and each.mine & VIEW_CHANNEL
        ]
        return {
            "id": str(self.guild),
            "name": self.guild_name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "owner_id": "2",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": [self._everyone()],
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": False,
            "member_count": len(self.users),
            "voice_states": [],
            "members": [self.member(self.bot)],
            "channels": [each.payload() for each in here if each.kind != THREAD],
            "threads": [each.payload() for each in here if each.kind == THREAD],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def _everyone(self) -> Json:
        return {
            "id": str(self.guild),
            "name": "@everyone",
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "permissions": str(EVERYTHING & ~(1 << 3)),
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }

    def application_payload(self) -> Json:
        return {
            "id": str(self.application),
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "bot": self.bot.payload(),
            "owner": User(2, "operator").payload(),
            "team": None,
            "integration_types_config": {"0": {}, "1": {}},
        }


def parts(components: list[Json]) -> list[Json]:
    """All components, nested ones too."""
    found: list[Json] = []
    for part in components:
        found += [part, *parts(part.get("components", []))]
    return found


def moment(seconds: float) -> str:
    """A time as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
