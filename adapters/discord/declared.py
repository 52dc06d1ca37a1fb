"""What is registered with Discord, told without discord.py: which options a command has, which are ours."""

from __future__ import annotations

from bot.query.commands import COMMANDS, Command

PRIVATE = "private"
PRIVATE_MEANS = "Show the answer to you alone"
# Answered to the asker alone in any case.
ALWAYS_PRIVATE = frozenset({"help"})


def options(command: Command) -> dict[str, str]:
    """A command's options as Discord shows them: name → description."""
    native = {each.name: each.description for each in command.parameters if each.native}
    return native if command.name in ALWAYS_PRIVATE else {**native, PRIVATE: PRIVATE_MEANS}


def table() -> dict[str, tuple[str, dict[str, str]]]:
    """All commands: name → its description and its options."""
    return {command.name: (command.description, options(command)) for command in COMMANDS}
