"""The commands as they are registered, and the same told without discord.py."""

from __future__ import annotations

from typing import Any

from adapters.discord.declared import PRIVATE, declared, form
from adapters.discord.registration import definition
from bot.query.commands import COMMANDS
from tests.support.discord_recorder import check_commands
from tests.support.discord_room import Room

STRING, BOOLEAN = 3, 5


def payloads(room: Room) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in definition(room.client().tree)}


async def test_the_whole_definition_is_within_discords_limits(room: Room) -> None:
    check_commands(list(payloads(room).values()))


async def test_every_command_of_the_table_is_there_with_its_words(room: Room) -> None:
    made = payloads(room)
    assert list(made) == [command.name for command in COMMANDS]
    assert [payload["description"] for payload in made.values()] == [each.description for each in COMMANDS]


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
    assert private == {"briefs", "brief", "who-said-what"}


async def test_commands_work_in_servers_in_direct_conversations_and_installed_by_a_person(room: Room) -> None:
    for payload in payloads(room).values():
        assert payload["contexts"] == [0, 1, 2]
        assert payload["integration_types"] == [0, 1]
        assert payload["default_member_permissions"] is None
        assert not payload["nsfw"]


async def test_stories_speakers_and_topics_are_completed_and_views_are_a_list(room: Room) -> None:
    made = payloads(room)
    options = {(name, each["name"]): each for name, payload in made.items() for each in payload["options"]}
    completed = {key for key, option in options.items() if option.get("autocomplete")}
    assert completed == {
        ("brief", "story"),
        ("who-said-what", "story"),
        ("who-said-what", "speaker"),
        ("who-said-what", "about"),
    }
    assert options["brief", "view"]["choices"]
