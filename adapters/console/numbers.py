"""Which number stands for which way onward; apart from `render`, so that a pipe does without rich."""

from __future__ import annotations

from adapters.onward import unique
from bot.reply.model import Action, Choices, Reply


def numbered(reply: Reply) -> tuple[Action, ...]:
    """What the numbers from 1 stand for: the choices from top to bottom, then the actions, none twice."""
    options = (option for block in reply.blocks if isinstance(block, Choices) for option in block.options)
    return tuple(unique([*options, *reply.actions]))
