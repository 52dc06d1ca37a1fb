"""Words to the bot: a message that mentions it, or one in a direct conversation."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from functools import partial
from secrets import token_hex
from time import perf_counter

import discord

from adapters.desk import Desk, Door
from adapters.discord.faults import TROUBLE, persist, refusal
from adapters.discord.forms import written
from adapters.discord.places import PLATFORM, is_direct, place_of_message
from adapters.discord.refusals import NO_HISTORY
from adapters.discord.render import Message, messages
from adapters.discord.surroundings import of_message
from adapters.discord.views import view_of
from adapters.discord.words import words
from bot.delivery.ledger import Sent
from bot.delivery.remembered import Seen
from bot.errors import StoreError
from bot.query.request import Place, Request
from bot.reply.model import Reply
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)
PAUSES = (1.0, 2.0, 4.0)
_NOBODY = discord.AllowedMentions.none()


class Mentions:
    """Answers what people say to the bot, each message once."""

    def __init__(self, desk: Desk, seen: Seen) -> None:
        self._desk = desk
        self._seen = seen

    async def hear(self, message: discord.Message, me: int) -> None:
        """Answer a message if it is for the bot, whose id is `me`."""
        arrived = perf_counter()
        if not addressed(message, me):
            return
        with self._desk.holding():  # once it counts as seen, nobody else will answer it
            new = await self._first(message)
        if not new:
            return
        place = place_of_message(message)
        request = Request(
            id=token_hex(4),
            text=words(message, me),
            place=place,
            user=str(message.author.id),
            surroundings=of_message(message, me),
        )
        door: Door = "direct" if place.direct else "mention"

        async def respond(reply: Reply) -> Sequence[Sent]:
            return await reply_to(message, place, written(reply, request.text))

        await self._desk.serve(request, door, respond, arrived)

    async def _first(self, message: discord.Message) -> bool:
        try:
            return await self._seen.first(PLATFORM, str(message.id))
        except StoreError as error:  # rather twice than never
            log.error("whether a message was answered before is not known: %s", one_line(str(error)))
            return True


def addressed(message: discord.Message, me: int) -> bool:
    """Whether a person speaks to the bot: to it alone, or by its own name, not by a role's or everyone's."""
    if message.author.bot or message.webhook_id is not None or message.type not in _SPOKEN:
        return False
    return is_direct(message) or any(user.id == me for user in message.mentions)


async def reply_to(message: discord.Message, place: Place, reply: Reply) -> Sequence[Sent]:
    """Post a reply under a message. Raises Undelivered, with what was sent before that."""
    sent: list[Sent] = []
    try:
        for number, part in enumerate(messages(reply)):
            id = await _post(message, nonce(message, reply, number), number, part)
            sent.append(Sent(place=place, message=id, items=part.items))
    except TROUBLE as error:
        raise refusal(error, sent) from error
    return sent


async def _post(message: discord.Message, nonce: str, number: int, part: Message) -> str:
    """One message of a reply, the first one under what it answers; the id that Discord gives it."""
    send = partial(
        message.channel.send,
        view=view_of(part.body["components"]),
        nonce=nonce,
        allowed_mentions=_NOBODY,
    )
    if number:
        return str((await persist(send, PAUSES)).id)
    under = partial(send, reference=message.to_reference(fail_if_not_exists=False))
    try:
        made = await persist(under, PAUSES)
    except discord.HTTPException as error:
        if error.code != NO_HISTORY:
            raise
        made = await persist(send, PAUSES)
    return str(made.id)


def nonce(message: discord.Message, reply: Reply, number: int) -> str:
    """The same for each attempt at the same part, so that Discord posts it once (Discord docs: Message
    resource, "Create Message", `enforce_nonce`; 25 characters at most); an apology has another than the
    answer that it follows."""
    told = f"{message.channel.id}/{message.id}/{reply.kind}/{number}"
    return hashlib.sha256(told.encode()).hexdigest()[:25]
