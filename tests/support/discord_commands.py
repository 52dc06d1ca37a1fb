"""Whether Discord would register these commands (Discord docs: Application Commands)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.support.shapes import are_unique, has_keys, is_list, is_text

Json = dict[str, Any]

# The documented pattern, as Python spells it; names are in lower case.
NAME = re.compile(r"^[-_'\w]{1,32}$")
LOCALISED = {"name_localizations", "description_localizations"}
OPTIONAL = {
    "default_member_permissions",
    "dm_permission",
    "nsfw",
    "contexts",
    "integration_types",
    "options",
    "handler",
    "id",
}
STRING, INTEGER, BOOLEAN = 3, 4, 5


def check_commands(commands: Any) -> None:
    """Raise AssertionError, naming the place, unless a bulk overwrite with these is taken."""
    every = is_list(commands, "commands", 130, least=0)
    slash = [command for command in every if command.get("type", 1) == 1]
    assert len(slash) <= 100, "commands: more than 100"
    are_unique([f"{command.get('type', 1)}:{command['name']}" for command in every], "commands")
    for command in every:
        check_command(command)


def check_command(command: Json) -> None:
    """One command: names, descriptions, options, 8,000 characters in all."""
    where = f"command {command.get('name')}"
    has_keys(command, where, {"name"}, {"type", "description", *OPTIONAL, *LOCALISED})
    kind = command.get("type", 1)
    if kind != 1:
        is_text(command["name"], f"{where}.name", 32)
        assert not command.get("description"), f"{where}: a menu command has no description"
        return
    _check_names(command, where)
    for key, most in (("contexts", 2), ("integration_types", 1)):
        given = command.get(key)
        assert given is None or (given and all(value in range(most + 1) for value in given)), f"{where}.{key}"
    options = is_list(command.get("options", []), f"{where}.options", 25, least=0)
    for option in options:
        _check_option(option, where)
    are_unique([option["name"] for option in options], where)
    required = [option.get("required", False) for option in options]
    assert required == sorted(required, reverse=True), f"{where}: required options come first"
    assert sum(map(len, _counted(command))) <= 8000, f"{where}: more than 8,000 characters"


def _check_names(part: Json, where: str) -> None:
    name = part["name"]
    assert NAME.match(name), f"{where}: bad name {name!r}"
    assert name == name.lower(), f"{where}: bad name {name!r}"
    is_text(part.get("description"), f"{where}.description", 100)
    for key, most in (("name_localizations", 32), ("description_localizations", 100)):
        for text in (part.get(key) or {}).values():
            is_text(text, f"{where}.{key}", most)


def _check_option(option: Json, where: str) -> None:
    where = f"{where}.{option.get('name')}"
    has_keys(
        option,
        where,
        {"type", "name", "description"},
        {
            "required",
            "choices",
            "autocomplete",
            "min_length",
            "max_length",
            "min_value",
            "max_value",
            *LOCALISED,
        },
    )
    assert option["type"] in range(3, 12), f"{where}: type {option['type']} is not expected here"
    _check_names(option, where)
    choices = is_list(option.get("choices", []), f"{where}.choices", 25, least=0)
    assert not (choices and option.get("autocomplete")), f"{where}: choices and autocomplete"
    for choice in choices:
        has_keys(choice, where, {"name", "value"}, {"name_localizations"})
        is_text(choice["name"], f"{where}.choice", 100)
        if option["type"] == STRING:
            is_text(choice["value"], f"{where}.choice", 100)
    if "min_length" in option or "max_length" in option:
        assert option["type"] == STRING, f"{where}: a length of no string"
        assert 0 <= option.get("min_length", 0) <= 6000, where
        assert 1 <= option.get("max_length", 1) <= 6000, where


def _counted(part: Json) -> Iterator[str]:
    """What counts towards 8,000: names, descriptions and values, the longest of each localisation."""
    for key in ("name", "description"):
        yield max([part.get(key, ""), *(part.get(f"{key}_localizations") or {}).values()], key=len)
    for choice in part.get("choices", []):
        yield f"{choice['name']}{choice['value']}"
    for option in part.get("options", []):
        yield from _counted(option)
