"""Announcements on their way to Discord: the core's `Sender`, with one request a method."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from adapters.discord import history
from adapters.discord.invite import application_id
from adapters.discord.limits import SUPPRESS_NOTIFICATIONS
from adapters.discord.outcomes import Snowflake, created, edited, refused
from adapters.discord.render import parts, whole
from adapters.discord.rest import PAGE, Answer, Rest, open_rest
from bot.config import Settings
from bot.delivery.sender import Blind, Budget, Outcome, Posted, Rejected
from bot.query.request import Place
from bot.reply.model import Reply

TOO_LONG: Final = Rejected("it is longer than one message of Discord holds")
_NOTHING: Final = Blind("the channel shows no messages: the bot may lack the permission Read Message History")
_WHOSE: Final = Blind("Discord does not tell which messages are the bot's")
_MORE: Final = Blind("more messages came since than Discord shows at once")


class _User(Struct, frozen=True):
    id: Snowflake


class DiscordSender:
    """Sends with one token, and repeats nothing. See `bot.delivery.sender.Sender`.

    A thread is a channel of its own, so that a place's channel is all that a message needs.
    """

    platform = "discord"

    def __init__(self, rest: Rest, oneself: str | None) -> None:
        """`oneself` is the bot's id as a user; where it is not known, Discord is asked for it when needed."""
        self._rest = rest
        self._oneself = oneself

    def parts(self, reply: Reply) -> Sequence[Reply]:
        """What one message holds each, with room for a note; see `adapters.discord.render.parts`."""
        return parts(reply)

    def budget(self, place: Place, *, edit: bool = False) -> Budget:
        """One for all (Discord docs: Rate Limits, "Global Rate Limit")."""
        return Budget("discord:bot")

    async def send(self, place: Place, part: Reply, key: str, *, quiet: bool = False) -> Outcome:
        """Create Message; the key is its nonce, which within minutes makes no second message."""
        message = whole(part)
        if message is None:
            return TOO_LONG
        flags = message.body["flags"] | (SUPPRESS_NOTIFICATIONS if quiet else 0)
        body = {**message.body, "flags": flags, "nonce": key, "enforce_nonce": True}
        answer = await self._rest.ask("POST", f"/channels/{quote(place.channel, safe='')}/messages", body)
        return created(answer, message.items) if isinstance(answer, Answer) else answer

    async def edit(self, place: Place, message: str, part: Reply) -> Outcome:
        """Edit Message, which only changes messages of the bot itself."""
        made = whole(part)
        if made is None:
            return TOO_LONG
        path = f"/channels/{quote(place.channel, safe='')}/messages/{quote(message, safe='')}"
        answer = await self._rest.ask("PATCH", path, made.body)
        return edited(answer, made.items) if isinstance(answer, Answer) else answer

    async def find(self, place: Place, key: str, part: Reply, since: datetime) -> Posted | Blind | None:
        """Looks through what stands around that time, older messages too: without Read Message History
        Discord shows an empty channel (Discord docs: Message resource, "Get Channel Messages"), and only what
        is older tells that from one in which nothing was said since."""
        message, begin = whole(part), history.moment(since)
        answer = await self._rest.ask("GET", history.path(quote(place.channel, safe=""), begin), most=PAGE)
        if not isinstance(answer, Answer):
            return Blind(f"the channel cannot be read: {answer.reason}")
        page = history.seen(answer)
        if page is None:
            return Blind(f"the channel cannot be read: {_why(answer)}")
        if not page and not place.direct:
            return _NOTHING
        words = history.words_of(message.body) if message else ""
        later = [each for each in page if int(each.id) >= begin]
        for alike in (each for each in later if each.carries(key, words)):
            if (oneself := await self._myself()) is None:
                return _WHOSE
            if alike.author.id == oneself:
                return Posted(message=alike.id, items=part.items)
        return _MORE if len(later) >= history.AFTER else None

    async def _myself(self) -> str | None:
        """The bot's id as a user, asked for once; None where Discord does not tell."""
        if self._oneself is None:
            answer = await self._rest.ask("GET", "/users/@me")
            user = answer.read(_User) if isinstance(answer, Answer) and answer.status == 200 else None
            self._oneself = user.id if user else None
        return self._oneself


@asynccontextmanager
async def open_sender(settings: Settings) -> AsyncIterator[DiscordSender]:
    """A sender with DISCORD_TOKEN; asks Discord for nothing yet."""
    async with open_rest(settings) as rest:
        yield DiscordSender(rest, application_id(settings.discord_token.reveal()))


def _why(answer: Answer) -> str:
    found = refused(answer)
    return "its answer is no list of messages" if isinstance(found, Posted) else found.reason
