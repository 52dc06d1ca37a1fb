"""The answering of one interaction: in place, in the open or to its asker alone, and in time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from time import perf_counter
from typing import Any, Literal

import discord

from adapters.desk import Desk, Door
from adapters.discord.faults import TROUBLE, meaning, persist, refusal
from adapters.discord.forms import modal, written
from adapters.discord.places import PLATFORM, can_edit_later, place_of_interaction
from adapters.discord.refusals import ACKNOWLEDGED
from adapters.discord.render import Message, messages
from adapters.discord.views import modal_of, view_of
from bot.delivery.ledger import Sent
from bot.query.request import Request
from bot.reply.model import Reply

log = logging.getLogger(__name__)

# Where a reply appears: instead of the message that was clicked, as a new message for everybody, or as one
# for the asker alone.
Manner = Literal["edit", "public", "private"]
Choose = Callable[[Reply | None], Awaitable[Manner]]

# Discord gives 3 s for the first response (Discord docs: Receiving and Responding to Interactions).
PATIENCE = 1.5
PAUSES = (0.2, 0.6)
# Of an app that is installed for a person alone (Discord docs: the same page, "Followup Messages").
_FOLLOWUPS = 5
_NOBODY = discord.AllowedMentions.none()


class Answer:
    """Delivers the replies to one interaction; `choose` says where one goes, None being one not known yet.

    A form is opened where `forms` is set and it can be.
    """

    def __init__(
        self, interaction: discord.Interaction[Any], desk: Desk, choose: Choose, *, forms: bool = False
    ) -> None:
        self._interaction = interaction
        self._place = place_of_interaction(interaction)
        self._desk = desk
        self._choose = choose
        self._forms = forms
        self._line = ""
        self._arrived = perf_counter()
        self._responding = asyncio.Lock()
        self._deferred: Manner | None = None
        self._answered = interaction.response.is_done()

    async def serve(self, request: Request, door: Door, reply: Reply | None = None) -> None:
        """Have the desk answer the request, with `reply` if one is given; where that is slow, Discord is told
        that it takes a while."""
        self._line = request.text
        slow = asyncio.create_task(self._defer_when_slow())
        try:
            await self._desk.serve(request, door, self.respond, self._arrived, reply)
        finally:
            slow.cancel()

    async def respond(self, reply: Reply) -> Sequence[Sent]:
        """Deliver a reply; the messages of it that others see. Raises Undelivered, with those sent before."""
        sent: list[Sent] = []
        try:
            if not await self._opened(reply):
                async for message in self._deliver(messages(written(reply, self._line)), reply):
                    sent.append(message)
        except TROUBLE as error:
            raise refusal(error, sent) from error
        return sent

    async def _opened(self, reply: Reply) -> bool:
        """Open the form of a reply, if that is possible: as the first response, or not at all (Discord docs:
        Receiving and Responding to Interactions, "Interaction Callback Type")."""
        body = modal(reply.form) if reply.form and self._forms else None
        if body is None:
            return False
        async with self._responding:
            if self._answered or self._deferred is not None:
                return False
            await self._acknowledge(lambda: self._open(modal_of(body)), is_message=False)
            self._answered = True
        return True

    async def _open(self, form: discord.ui.Modal) -> None:
        await self._interaction.response.send_modal(form)

    async def _deliver(self, parts: Sequence[Message], reply: Reply) -> AsyncIterator[Sent]:
        """Send the messages one by one; those of them that others see."""
        first, *rest = parts
        wanted = await self._choose(reply)
        async with self._responding:
            manner = self._allowed(wanted)
            made = await self._first(first, manner)
            self._answered = True
        if self._others_see(made, manner):
            yield self._sent(first, made)
        allowed = rest if can_edit_later(self._interaction) else rest[:_FOLLOWUPS]
        if len(allowed) < len(rest):
            log.warning("of %d more messages Discord allows %d here", len(rest), len(allowed))
        for message in allowed:
            made = await self._follow(message, manner)
            if self._others_see(made, manner):
                yield self._sent(message, made)

    def _allowed(self, wanted: Manner) -> Manner:
        """The visibility of a deferred response is final (Discord docs: the same page); and what comes after
        an answer is an apology, which must not replace what the person reads."""
        return "private" if self._answered or self._deferred == "private" else wanted

    async def _first(self, message: Message, manner: Manner) -> discord.Message | None:
        """Send the response, or fill the one that was deferred; its message, if Discord tells it."""
        view = view_of(message.body["components"])
        if self._answered:
            return await self._follow(message, manner)
        if self._deferred is None:
            return await self._acknowledge(lambda: self._response(view, manner))
        if self._deferred == manner:
            edit = self._interaction.edit_original_response
            return await persist(lambda: edit(view=view, allowed_mentions=_NOBODY), PAUSES)
        if self._deferred == "public":  # what was promised in the open cannot be hidden any more
            await persist(self._interaction.delete_original_response, PAUSES)
        return await self._follow(message, manner)

    async def _response(self, view: discord.ui.LayoutView, manner: Manner) -> discord.Message | None:
        response = self._interaction.response
        if manner == "edit":
            await response.edit_message(view=view, allowed_mentions=_NOBODY)
            return self._interaction.message
        made = await response.send_message(view=view, ephemeral=manner == "private", allowed_mentions=_NOBODY)
        return made.resource if isinstance(made.resource, discord.Message) else None

    async def _acknowledge(
        self, send: Callable[[], Awaitable[discord.Message | None]], *, is_message: bool = True
    ) -> discord.Message | None:
        """The first response. Discord takes one only, so that another attempt can do no harm: if an earlier
        one got through although its answer was lost, the message or form is there already."""
        tries = 0

        async def attempt() -> discord.Message | None:
            nonlocal tries
            tries += 1
            return await send()

        try:
            message = await persist(attempt, PAUSES)
        except discord.HTTPException as error:
            if error.code != ACKNOWLEDGED or tries == 1:
                raise
            message = await persist(self._interaction.original_response, PAUSES) if is_message else None
        self._desk.metrics.acknowledged(PLATFORM, perf_counter() - self._arrived)
        return message

    async def _follow(self, message: Message, manner: Manner) -> discord.Message:
        """One more message. It has no nonce: it is repeated only where Discord says that it was not taken."""
        view, hidden = view_of(message.body["components"]), manner == "private" or self._ephemeral
        send = self._interaction.followup.send
        return await persist(
            lambda: send(view=view, ephemeral=hidden, allowed_mentions=_NOBODY, wait=True),
            PAUSES,
            harmless=False,
        )

    async def _defer_when_slow(self) -> None:
        await asyncio.sleep(PATIENCE)
        async with self._responding:
            if self._answered:
                return
            try:
                await self._defer(await self._choose(None))
            except TROUBLE as error:
                log.warning("could not ask for more time: %s", meaning(error) or error)

    async def _defer(self, manner: Manner) -> None:
        await self._acknowledge(lambda: self._promise(manner))
        self._deferred = manner

    async def _promise(self, manner: Manner) -> discord.Message | None:
        response = self._interaction.response
        await response.defer(ephemeral=manner == "private", thinking=manner != "edit")
        return None

    def _others_see(self, made: discord.Message | None, manner: Manner) -> bool:
        """Discord hides what an app says that a person brought along where they may not use such apps
        openly (Discord docs: Permissions, `USE_EXTERNAL_APPS`): that shows in what it made of the message."""
        hidden = made is not None and made.flags.ephemeral
        return manner != "private" and not self._ephemeral and not hidden

    def _sent(self, message: Message, made: discord.Message | None) -> Sent:
        return Sent(
            place=self._place,
            message=str(made.id) if made else None,
            items=message.items,
            editable=can_edit_later(self._interaction),
        )

    @property
    def _ephemeral(self) -> bool:
        """Whether the message that was clicked is its asker's alone; what answers a form is another one."""
        message = self._interaction.message
        clicked = self._interaction.type is discord.InteractionType.component
        return clicked and message is not None and message.flags.ephemeral
