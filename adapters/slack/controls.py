"""Buttons and menus; every one carries in its value the command that it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from adapters.onward import Holds, label, shorten
from adapters.slack.ids import button_id, carries, carries_option, menu_id
from adapters.slack.limits import BUTTON_TEXT, OPTION_TEXT, OPTIONS, PLACEHOLDER
from adapters.slack.text import guard, plain_text, text
from bot.reply.model import Action, Choices

ROW = 5
_BUTTONS = 50

HOLDS = Holds(OPTIONS, _BUTTONS, carries_option, carries)


class Controls:
    """Draws the controls of one message, each with an id that no other has."""

    def __init__(self) -> None:
        self._buttons = count()
        self._menus = count()

    def rows(self, actions: Sequence[Action]) -> list[dict[str, Any]]:
        """Buttons in blocks of five: Slack holds 25 in one, but a phone shows them as a wall."""
        return [
            _actions([self._button(action) for action in actions[n : n + ROW]])
            for n in range(0, len(actions), ROW)
        ]

    def choice(self, block: Choices) -> list[dict[str, Any]]:
        """Buttons for at most five options, else a menu."""
        return self.rows(block.options) if len(block.options) <= ROW else [_actions([self._menu(block)])]

    def _button(self, action: Action) -> dict[str, Any]:
        return {
            "type": "button",
            "text": plain_text(shorten(guard(label(action, BUTTON_TEXT)), BUTTON_TEXT)),
            "value": action.command,
            "action_id": button_id(next(self._buttons)),
        }

    def _menu(self, block: Choices) -> dict[str, Any]:
        options = [
            {
                "text": plain_text(shorten(guard(label(action, OPTION_TEXT)), OPTION_TEXT)),
                "value": action.command,
            }
            for action in block.options
        ]
        menu = {"type": "static_select", "action_id": menu_id(next(self._menus)), "options": options}
        prompt = shorten(text(block.prompt).strip(), PLACEHOLDER)
        return {**menu, "placeholder": plain_text(prompt)} if prompt else menu


def _actions(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "actions", "elements": elements}
