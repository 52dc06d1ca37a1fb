"""Buttons and menus; every one carries in its id the command that it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from adapters.discord.ids import command_of, custom_id, menu_id
from adapters.discord.limits import LABEL, OPTION_LABEL, OPTIONS, PLACEHOLDER, ROW_BUTTONS
from adapters.onward import Holds, label, shorten, unique
from bot.reply.inert import clean
from bot.reply.model import Action, Choices

Component = dict[str, Any]

_ROW, _BUTTON, _SELECT = 1, 2, 3
_SECONDARY = 2


def holds(buttons: int) -> Holds:
    """What fits into a control of Discord, with at most `buttons` under a message."""
    return Holds(OPTIONS, buttons, _fits, _fits)


def rows(actions: Sequence[Action]) -> list[Component]:
    """Buttons in rows of at most five."""
    buttons = [_button(action) for action in actions]
    return [_row(buttons[n : n + ROW_BUTTONS]) for n in range(0, len(buttons), ROW_BUTTONS)]


def choice(block: Choices, number: int, taken: Iterable[str]) -> list[Component]:
    """A row of buttons for at most five options, else a menu; `taken` are commands already on a button."""
    if len(block.options) > ROW_BUTTONS:
        return [_row([_menu(block, number)])]
    return rows(unique(block.options, taken))


def parts(count: int) -> int:
    """How many components `count` buttons take, their rows included."""
    return count + -(-count // ROW_BUTTONS)


def commands(components: Iterable[Component]) -> set[str]:
    """Commands that already stand on a button: an id may not occur twice in a message."""
    inner = [part for component in components for part in component.get("components", ())]
    coded = [part["custom_id"] for part in inner if "custom_id" in part]
    return {command for each in coded if (command := command_of(each)) is not None}


def _fits(command: str) -> bool:
    return custom_id(command) is not None


def _row(components: list[Component]) -> Component:
    return {"type": _ROW, "components": components}


def _button(action: Action) -> Component:
    return {
        "type": _BUTTON,
        "style": _SECONDARY,
        "label": label(action, LABEL),
        "custom_id": custom_id(action.command),
    }


def _menu(block: Choices, number: int) -> Component:
    options = [{"label": label(a, OPTION_LABEL), "value": custom_id(a.command)} for a in block.options]
    menu = {"type": _SELECT, "custom_id": menu_id(number), "options": options}
    prompt = shorten(clean(block.prompt).strip(), PLACEHOLDER)
    return {**menu, "placeholder": prompt} if prompt else menu
