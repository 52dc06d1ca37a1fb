"""The commands as they are registered, and the same told without discord.py."""

from __future__ import annotations

from typing import Any

from adapters.discord.declared import PRIVATE, declared, form
from adapters.discord.registration import definition
from bot.query.commands import COMMANDS, FOLLOWING, VIEWS, WHEN
from tests.support.discord_recorder import check_commands
from tests.support.discord_room import Room

STRING, BOOLEAN = 3, 5


def payloads(room: Room) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in definition(room.client().tree)}


async def test_the_whole_definition_is_within_discords_limits(room: Room) -> None:
    check_commands(list(payloads(room).values()))


async def test_every_command_of_the_table_is_there_with_its_words(room: Room) -> None:
    native = [command for command in COMMANDS if command.native]
    made = payloads(room)
    assert list(made) == [command.name for command in native]
    assert [payload["description"] for payload in made.values()] == [each.description for each in native]


async def test_the_settings_are_words_and_buttons_and_no_command_of_discords(room: Room) -> None:
    assert "settings" not in payloads(room)


async def test_what_the_doctor_expects_is_what_is_registered(room: Room) -> None:
    assert declared() == form(payloads(room).values())


async def test_no_option_is_required_and_none_is_a_page(room: Room) -> None:
    for payload in payloads(room).values():
        for option in payload["options"]:
            assert not option.get("required")
            assert option["name"] != "page"
            assert option["type"] == (BOOLEAN if option["name"] == PRIVATE else STRING)


async def test_whatever_answers_everybody_can_be_asked_privately(room: Room) -> None:
    private = {name for name, each in payloads(room).items() if PRIVATE in str(each["options"])}
    assert private == {"briefs", "brief", "who-said-what", "subscribe", "unsubscribe"}


async def test_commands_work_in_servers_in_direct_conversations_and_installed_by_a_person(room: Room) -> None:
    for name, payload in payloads(room).items():
        assert payload["contexts"] == ([0, 1] if name in FOLLOWING else [0, 1, 2])
        assert payload["integration_types"] == [0, 1]
        assert not payload["nsfw"]


async def test_what_changes_what_a_channel_follows_is_for_those_who_may_manage_channels(room: Room) -> None:
    asked = {name: each["default_member_permissions"] for name, each in payloads(room).items()}
    assert {name for name, permissions in asked.items() if permissions} == {"subscribe", "unsubscribe"}
    assert asked["subscribe"] == asked["unsubscribe"] == 1 << 4


async def test_what_has_a_fixed_list_has_it_and_everything_else_is_completed(room: Room) -> None:
    made = payloads(room)
    options = {(name, each["name"]): each for name, payload in made.items() for each in payload["options"]}
    fixed = {key: option["choices"] for key, option in options.items() if option.get("choices")}
    completed = {key for key, option in options.items() if option.get("autocomplete")}
    assert fixed.keys() == {("brief", "view"), ("subscribe", "when")}
    assert [each["value"] for each in fixed["brief", "view"]] == [view.name for view in VIEWS]
    assert [(each["value"], each["name"]) for each in fixed["subscribe", "when"]] == [*WHEN.choices]
    written = {key for key, option in options.items() if option["type"] == STRING}
    assert completed == written - fixed.keys()
