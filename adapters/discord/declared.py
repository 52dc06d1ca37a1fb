"""What is registered with Discord, told without discord.py, and what Discord tells of it in one form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.query.commands import COMMANDS, FOLLOWING, Command, Parameter

Json = dict[str, Any]

PRIVATE = "private"
PRIVATE_MEANS = "Show the answer to you alone"
# Discord docs: Application Commands, "Application Command Types", "Application Command Option Type"
_SLASH, _STRING, _BOOLEAN = 1, 3, 5
# In servers, in a conversation with the bot, and in others of somebody who installed it for themselves
# (Discord docs: Application Commands, "Interaction Contexts", "Installation Context").
_WHERE: Json = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
_OWN: Json = _WHERE | {"contexts": [0, 1]}  # where the bot itself can be
# Discord docs: Permissions, "Bitwise Permission Flags"
_MANAGE_CHANNELS = 1 << 4


def form(commands: Iterable[Json]) -> dict[str, Json]:
    """Commands by name, with what matters of each; Discord leaves out what is empty or false.

    Raises AttributeError, TypeError or KeyError if they are no commands at all.
    """
    return {
        command["name"]: {
            "type": command.get("type", _SLASH),
            "description": command["description"],
            "options": [_option(option) for option in command.get("options") or []],
            "permissions": str(command.get("default_member_permissions") or ""),
            **{key: sorted(command.get(key) or []) for key in _WHERE},
        }
        for command in commands
    }


def alike(registered: Any, ours: dict[str, Json]) -> bool:
    """Whether what Discord tells of its commands is ours, which are as `form` gives them."""
    try:
        return form(registered) == ours
    except (AttributeError, KeyError, TypeError):  # these are no commands at all
        return False


def declared() -> dict[str, Json]:
    """This version's commands, as `form` gives them."""
    return form(_declared(command) for command in COMMANDS if command.native)


def _declared(command: Command) -> Json:
    return {
        "name": command.name,
        "description": command.description,
        "options": _options(command),
        "default_member_permissions": _MANAGE_CHANNELS if command.manages else None,
        **(_OWN if command.name in FOLLOWING else _WHERE),
    }


def _option(option: Json) -> Json:
    return {
        "type": option["type"],
        "name": option["name"],
        "description": option["description"],
        "required": bool(option.get("required")),
        "autocomplete": bool(option.get("autocomplete")),
        "choices": [(each["name"], each["value"]) for each in option.get("choices") or []],
    }


def _options(command: Command) -> list[Json]:
    native = [_parameter(each) for each in command.parameters if each.native]
    private = {"type": _BOOLEAN, "name": PRIVATE, "description": PRIVATE_MEANS}
    return native if command.private else [*native, private]


def _parameter(parameter: Parameter) -> Json:
    """What there is a fixed list for has that, and everything else is completed while somebody types."""
    fixed = [{"name": label, "value": value} for value, label in parameter.choices]
    offered: Json = {"choices": fixed} if fixed else {"autocomplete": True}
    return {"type": _STRING, "name": parameter.name, "description": parameter.description, **offered}
