"""What discord.py sent to a simulated Discord, as bodies for the strict checker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import simcord

from tests.support.discord_modals import check_modal
from tests.support.payloads import check_discord
from tests.support.shapes import are_unique, is_list, is_text

Json = dict[str, Any]

EPHEMERAL = 64
# What discord.py writes out although it is what Discord takes anyway.
DEFAULTS: Json = {
    **{"tts": False, "disabled": False, "spoiler": False},
    **{"min_values": 1, "max_values": 1, "required": True},
}
NOTHING = [("content", None), ("default", False)]
MESSAGE, UPDATE, CHOICES, MODAL = 4, 7, 8, 9


def bodies(env: simcord.Env) -> Iterator[Json]:
    """Every body of a message that went out, new or edited."""
    for request in env.http_requests:
        body = _body(request.method, request.path, request.json)
        if body is not None:
            yield without_defaults(body)


def check_everything(env: simcord.Env) -> None:
    """Raise AssertionError unless Discord would take all that went out, and nobody would be pinged."""
    for body in bodies(env):
        check_discord(body)
    for request in env.http_requests:
        sent: Any = request.json
        if request.path.endswith("/callback") and sent["type"] == CHOICES:
            check_choices(sent["data"]["choices"])
        if request.path.endswith("/callback") and sent["type"] == MODAL:
            check_modal(sent["data"])
        if request.method == "PUT" and request.path.endswith("/commands"):
            check_commands(sent)


def check_choices(choices: list[Json]) -> None:
    """Discord docs: Application Commands, "Application Command Option Choice Structure"."""
    for choice in is_list(choices, "choices", 25, least=0):
        assert set(choice) == {"name", "value"}
        is_text(choice["name"], "choice.name", 100)
        is_text(choice["value"], "choice.value", 100)


def check_commands(commands: list[Json]) -> None:
    """Discord docs: Application Commands, "Application Command Structure" and "Registering a Command"."""
    are_unique([command["name"] for command in is_list(commands, "commands", 100)], "commands")
    for command in commands:
        assert set(command) <= {
            *("name", "type", "description", "options", "nsfw", "dm_permission"),
            *("default_member_permissions", "contexts", "integration_types"),
        }
        _check_named(command, "command")
        options = is_list(command["options"], "options", 25, least=0)
        are_unique([option["name"] for option in options], "options")
        for option in options:
            _check_named(option, "option")
            assert option["type"] in (3, 5)
            assert not (option.get("choices") and option.get("autocomplete"))
            check_choices(option.get("choices", []))
        assert _size(command) <= 8000


def without_defaults(part: Any) -> Any:
    """The same without what discord.py need not have written."""
    if isinstance(part, dict):
        return {key: without_defaults(value) for key, value in part.items() if not _needless(key, value)}
    return [without_defaults(each) for each in part] if isinstance(part, list) else part


def _needless(key: str, value: Any) -> bool:
    return (key in DEFAULTS and DEFAULTS[key] == value) or (key, value) in NOTHING


def _body(method: str, path: str, json: Any) -> Json | None:
    if path.endswith("/callback") and json["type"] in (MESSAGE, UPDATE):
        return dict(json["data"])
    if method in ("POST", "PATCH") and ("/messages" in path or path.startswith("/webhooks/")):
        return dict(json)
    return None


def _check_named(part: Json, where: str) -> None:
    assert re.fullmatch(r"[-_a-z0-9]{1,32}", part["name"]), f"{where}: {part['name']}"
    is_text(part["description"], f"{where}.description", 100)


def _size(command: Json) -> int:
    """Characters that count towards the 8,000 of a command: names, descriptions, and values of choices."""
    options = command["options"]
    named = [command, *options, *(choice for option in options for choice in option.get("choices", []))]
    return sum(len(str(part.get(key, ""))) for part in named for key in ("name", "description", "value"))
