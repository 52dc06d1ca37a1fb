"""Commands, buttons, menus and forms: each becomes a request, and its reply goes where it belongs."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from secrets import token_hex
from typing import Any, cast

import discord
from discord import app_commands

from adapters.desk import Desk, Door
from adapters.discord.answer import Answer, Choose, Manner
from adapters.discord.forms import handed_in
from adapters.discord.ids import command_of
from adapters.discord.places import place_of_interaction
from adapters.discord.surroundings import of_interaction
from bot.query import refusals
from bot.query.commands import COMMAND_NAMES
from bot.query.request import Request
from bot.reply.model import Reply

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

_UNKNOWN = (
    app_commands.CommandNotFound,
    app_commands.CommandSignatureMismatch,
    app_commands.TransformerError,
)


class Interactions:
    """What people do with the bot's commands and controls; knows nothing of earlier ones."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def command(
        self, interaction: Interaction, command: str, arguments: Mapping[str, str], *, private: bool
    ) -> None:
        """Answer a slash command, to everybody unless its asker or the reply wants it private."""
        request = _request(interaction, command=command, arguments=arguments)
        await Answer(interaction, self._desk, _openly(private), forms=True).serve(request, "command")

    async def control(self, interaction: Interaction) -> None:
        """Answer a button or a menu, however old its message is and whoever made its id."""
        coded, door = _used(interaction)
        said = command_of(coded)
        request = _request(interaction, text=said or "")
        known = None if said is not None else refusals.outdated()
        choose = Clicked(interaction, request, self._desk).choose
        await Answer(interaction, self._desk, choose, forms=_opens(interaction, door)).serve(
            request, door, known
        )

    async def form(self, interaction: Interaction) -> None:
        """Answer a form that was handed in, however old it is and whoever made it, as the command that it
        stands for."""
        found = handed_in(cast("dict[str, Any]", interaction.data or {}))
        if found is None:
            request, known, private = _request(interaction), refusals.outdated(), True
        else:
            request, known = _request(interaction, command=found.command, arguments=found.arguments), None
            private = COMMAND_NAMES[found.command].private
        await Answer(interaction, self._desk, _openly(private)).serve(request, "form", known)

    async def failed(self, interaction: Interaction, error: Exception) -> None:
        """Answer what could not be handed over, or whose answering broke, to its asker alone."""
        request = _request(interaction)
        if isinstance(error, _UNKNOWN):
            name = type(error).__name__  # its text may quote what was typed
            log.warning("request %s: a command is registered in another form: %s", request.id, name)
            known = refusals.changed()
        else:
            log.error("request %s failed", request.id, exc_info=error)
            known = refusals.fault(request.id)
        if interaction.type is discord.InteractionType.autocomplete:  # no words fit there
            return
        await Answer(interaction, self._desk, _privately).serve(request, "command", known)


class Clicked:
    """Where the reply to a click goes: the message is changed for its asker only, and never by a refusal."""

    def __init__(self, interaction: Interaction, request: Request, desk: Desk) -> None:
        self._message = interaction.message
        self._request = request
        self._desk = desk
        self._mine = _asked(request, interaction.message)

    async def choose(self, reply: Reply | None) -> Manner:
        """As `Answer` asks; a message that only one person sees is theirs to change whatever comes."""
        if self._message is None:
            return "private"
        if self._message.flags.ephemeral:
            return "edit"
        if reply is None:
            return "edit" if self._mine else "private"
        return "edit" if not reply.private and await self._is_mine(self._message) else "private"

    async def _is_mine(self, message: discord.Message) -> bool:
        """Discord tells who asked for the answer to an interaction; of the others the ledger does."""
        if self._mine is None and self._request.place:
            asker = await self._desk.bot.asker(self._request.place, str(message.id))
            self._mine = self._request.user == asker
        return bool(self._mine)


def _asked(request: Request, message: discord.Message | None) -> bool | None:
    """Whether who clicks had asked for the message, where that can be told at once."""
    if request.place and request.place.direct:  # there is nobody else
        return True
    if message is None or message.interaction_metadata is None:
        return None
    return request.user == str(message.interaction_metadata.user.id)


def _openly(private: bool) -> Choose:
    """To everybody, unless it is `private` or the reply is."""

    async def choose(reply: Reply | None) -> Manner:
        return "private" if private or (reply is not None and reply.private) else "public"

    return choose


def _opens(interaction: Interaction, door: Door) -> bool:
    """Whether a click opens forms. A private message can be changed in place; and Discord's client would not
    let the same option of its menu be chosen again after a form that was closed."""
    message = interaction.message
    return door == "button" or message is None or not message.flags.ephemeral


async def _privately(_: Reply | None) -> Manner:
    return "private"


def _request(interaction: Interaction, **asked: Any) -> Request:
    place = place_of_interaction(interaction)
    user = str(getattr(interaction.user, "id", ""))  # Discord tells it always; without it, nobody is known
    around = of_interaction(interaction)
    return Request(id=token_hex(4), place=place, user=user, surroundings=around, **asked)


def _used(interaction: Interaction) -> tuple[str, Door]:
    """The id of the button, or the value chosen from the menu, which stands for a command."""
    data = cast("dict[str, Any]", interaction.data or {})
    values = data.get("values") or ()
    return (str(values[0]), "menu") if values else (str(data.get("custom_id", "")), "button")
