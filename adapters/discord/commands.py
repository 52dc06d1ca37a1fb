"""The slash commands, made of the one command table."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from typing import Any, Protocol, cast

import discord
from discord import app_commands

from adapters.discord.declared import PRIVATE, PRIVATE_MEANS
from adapters.onward import shorten
from bot.query.commands import COMMANDS, FOLLOWING, Command, Parameter
from bot.query.complete import Option
from bot.reply.inert import clean

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]
Choice = app_commands.Choice[str]
Options = Callable[[str, str, Mapping[str, str]], list[Option]]

# Discord docs: Application Commands, "Application Command Option Choice Structure"
_CHOICES, _LONGEST = 25, 100
# In servers, in a conversation with the bot, and in others of somebody who installed it for themselves
# (Discord docs: Application Commands, "Interaction Contexts", "Installation Context").
_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
# What is followed is told by the bot itself, which is in no others.
_OWN_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
_INSTALLS = app_commands.AppInstallationType(guild=True, user=True)


class Serve(Protocol):
    """Answers one command; `private` if its asker wants nobody else to see that."""

    def __call__(
        self, interaction: Interaction, command: str, arguments: Mapping[str, str], *, private: bool
    ) -> Awaitable[None]: ...


def build(serve: Serve, options: Options) -> list[app_commands.Command[Any, ..., Any]]:
    """Every native command of the table; `options` completes what is typed into a parameter."""
    return [_command(command, serve, options) for command in COMMANDS if command.native]


def choices(found: list[Option]) -> list[Choice]:
    """Completions as Discord takes them: 25 at most, no value or label of more than 100 characters."""
    fitting = [option for option in found if 0 < len(option.value) <= _LONGEST]
    return [
        Choice(name=shorten(clean(option.label).strip() or option.value, _LONGEST), value=option.value)
        for option in fitting[:_CHOICES]
    ]


def _command(command: Command, serve: Serve, options: Options) -> app_commands.Command[Any, ..., Any]:
    async def answer(interaction: Interaction, **given: Any) -> None:
        if not _known(vars(interaction.namespace), described):
            raise app_commands.CommandSignatureMismatch(made)
        private = bool(given.pop(PRIVATE, False)) or command.private
        arguments = {name: value for name, value in given.items() if value and isinstance(value, str)}
        await serve(interaction, command.name, arguments, private=private)

    native = [parameter for parameter in command.parameters if parameter.native]
    described = {parameter.name: parameter.description for parameter in native}
    if not command.private:
        described[PRIVATE] = PRIVATE_MEANS
    # discord.py reads a command's options from the signature of its function.
    cast("Any", answer).__signature__ = _signature(described)
    app_commands.describe(**described)(answer)
    _offer(native, answer, options)
    made: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=command.name,
        description=command.description,
        callback=cast("Any", answer),
        allowed_contexts=_OWN_CONTEXTS if command.name in FOLLOWING else _CONTEXTS,
        allowed_installs=_INSTALLS,
    )
    if command.manages:  # who that is, a server's administrators can change
        made.default_permissions = discord.Permissions(manage_channels=True)
    return made


def _known(given: Mapping[str, Any], names: Collection[str]) -> bool:
    """Whether only options of ours came, and of our types; discord.py would leave others out in silence."""
    return all(
        name in names and isinstance(value, bool if name == PRIVATE else str) for name, value in given.items()
    )


def _signature(names: Mapping[str, str]) -> inspect.Signature:
    """`(interaction, story: str | None = None, …, private: bool | None = None)`; no option is required."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [
        inspect.Parameter(
            name, keyword, default=None, annotation=(bool | None) if name == PRIVATE else (str | None)
        )
        for name in names
    ]
    first = inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Interaction)
    return inspect.Signature([first, *options])


def _offer(parameters: list[Parameter], answer: Callable[..., Any], options: Options) -> None:
    """Give a fixed list where there is one, and everything else completions while somebody types."""
    for parameter in parameters:
        if parameter.choices:
            fixed = [Choice(name=label, value=value) for value, label in parameter.choices]
            app_commands.choices(**{parameter.name: fixed})(answer)
        else:
            app_commands.autocomplete(**{parameter.name: _completion(parameter.name, options)})(answer)


def _completion(
    name: str, options: Options
) -> Callable[[Interaction, str], Coroutine[Any, Any, list[Choice]]]:
    async def complete(interaction: Interaction, typed: str) -> list[Choice]:
        try:
            given = vars(interaction.namespace).items()
            return choices(options(name, typed, {key: each for key, each in given if isinstance(each, str)}))
        except Exception:  # nobody can be told here; without a list, the line can be sent all the same
            log.exception("no completions for %s", name)
            return []

    return complete
