"""The command table: what surfaces register from it, and what no story may be called."""

from __future__ import annotations

from bot.brief.reserved import RESERVED
from bot.query.commands import COMMANDS, VIEWS
from bot.query.grammar import read


def test_no_story_can_take_the_name_of_a_command_or_a_view() -> None:
    assert {view.name for view in VIEWS} <= RESERVED
    assert {command.name for command in COMMANDS} <= RESERVED


def test_every_example_in_the_help_is_a_command() -> None:
    for command in COMMANDS:
        typed = read(command.example)
        assert typed is not None
        assert typed.command == command.name or typed.view


def test_descriptions_are_short_enough_for_a_platforms_menu() -> None:
    descriptions = [view.description for view in VIEWS]
    for command in COMMANDS:
        descriptions += [command.description, *(each.description for each in command.parameters)]
    assert all(1 <= len(each) <= 100 for each in descriptions)  # Discord docs: Application commands
