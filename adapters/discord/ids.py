"""Custom ids of buttons and menus: versioned, with all state inside, so that none is ever forgotten."""

from __future__ import annotations

from adapters.discord.limits import CUSTOM_ID

_BUTTON = "o1:"
_MENU = "m1:"


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
