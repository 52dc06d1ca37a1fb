"""Custom ids of buttons, menus and forms: versioned, with all state inside: none is ever forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode

from adapters.discord.limits import CUSTOM_ID

_BUTTON = "o1:"
_MENU = "m1:"
_FORM = "f1:"
_ARGUMENTS = 10  # that are read


def custom_id(command: str) -> str | None:
    """The id that stands for a command in words, or None when it would pass Discord's 100 characters."""
    coded = _BUTTON + command
    return coded if len(coded) <= CUSTOM_ID else None


def menu_id(number: int) -> str:
    """The id of a message's n-th menu (from 0); the command is in the value that is chosen from it."""
    return f"{_MENU}{number}"


def command_of(coded: str) -> str | None:
    """The command in a button's id or a menu's value; None when it is not one of ours."""
    return coded.removeprefix(_BUTTON) if coded.startswith(_BUTTON) else None


def form_id(command: str, arguments: Iterable[tuple[str, str]]) -> str | None:
    """The id of a form, with what it is for; None when it would pass Discord's 100 characters."""
    coded = f"{_FORM}{command}?{urlencode(list(arguments))}"
    return coded if len(coded) <= CUSTOM_ID else None


def form_of(coded: str) -> tuple[str, Mapping[str, str]] | None:
    """The command and the arguments in a form's id; None when it is not one of ours."""
    command, mark, query = coded.removeprefix(_FORM).partition("?")
    if not coded.startswith(_FORM) or not mark:
        return None
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=bool(query), max_num_fields=_ARGUMENTS
        )
    except ValueError:
        return None
    return command, dict(pairs)
