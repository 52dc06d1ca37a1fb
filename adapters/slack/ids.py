"""Action ids and values of buttons and menus: versioned, with the command in the value."""

from __future__ import annotations

import re

from adapters.slack.limits import BUTTON_VALUE, OPTION_VALUE

_VERSION = "o1"
_OURS = re.compile(rf"{_VERSION}:(?:button|menu):[0-9]{{1,3}}")


def button_id(number: int) -> str:
    """The id of a message's n-th button (from 0); what it does stands in its value."""
    return f"{_VERSION}:button:{number}"


def menu_id(number: int) -> str:
    """The id of a message's n-th menu (from 0)."""
    return f"{_VERSION}:menu:{number}"


def carries(command: str) -> bool:
    """Whether a button's value (2,000 characters) can hold the command."""
    return bool(command.strip()) and len(command) <= BUTTON_VALUE


def carries_option(command: str) -> bool:
    """Whether a menu's value (150 characters) can hold the command."""
    return bool(command.strip()) and len(command) <= OPTION_VALUE


def ours(action_id: object) -> bool:
    """Whether an id is one that this version gives to its buttons and menus."""
    return isinstance(action_id, str) and _OURS.fullmatch(action_id) is not None
