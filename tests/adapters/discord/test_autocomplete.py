"""What Discord offers while somebody types."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from adapters.discord.commands import choices
from bot.query.complete import Option
from bot.query.index import Index
from tests.support.discord_room import Room


async def names(room: Room, command: str, option: str, typed: str, **filled: str) -> list[str]:
    offered = await room.ann.autocomplete(room.channel, command, option, typed, **filled)
    return [each["value"] for each in offered]


@pytest.mark.parametrize("command", ["brief", "who-said-what"])
async def test_a_story_is_found_by_its_short_name_its_title_or_nearly_so(room: Room, command: str) -> None:
    for typed in ("", "nk", "NK-RUSSIA", "north korea", "north koraen"):
        assert await names(room, command, "story", typed) == ["nk-russia"], typed
    assert await names(room, command, "story", "volcano") == []


async def test_speakers_and_claims_are_those_of_the_story_chosen_beside_them(room: Room) -> None:
    assert "kirby" in await names(room, "who-said-what", "speaker", "john k", story="nk-russia")
    assert await names(room, "who-said-what", "speaker", "john k", story="another") == []
    assert await names(room, "who-said-what", "about", "", story="nk-russia")


async def test_what_is_offered_is_what_the_command_takes(room: Room) -> None:
    for option in ("speaker", "about"):
        first, *_ = await names(room, "who-said-what", option, "", story="nk-russia")
        result = await room.ann.slash(room.channel, "who-said-what", story="nk-russia", **{option: first})
        assert not result.ephemeral, "the value was not understood"


async def test_completions_work_in_a_direct_conversation(room: Room) -> None:
    offered = await room.ann.user.autocomplete("brief", "story", "nk")
    assert [each["value"] for each in offered] == ["nk-russia"]


@pytest.mark.parametrize("typed", ["x" * 6000, "@everyone", "‮fdp.exe", "**", "\\", " ", "<@1>"])
async def test_nothing_that_is_typed_breaks_completion(room: Room, typed: str) -> None:
    for option in ("story", "speaker", "about"):
        assert len(await names(room, "who-said-what", option, typed, story="nk-russia")) <= 25


async def test_a_fault_leaves_the_list_empty_and_is_logged(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(index: Index, parameter: str, typed: str, arguments: Mapping[str, str]) -> list[Option]:
        raise RuntimeError("no index")

    monkeypatch.setattr("bot.service.complete_parameter", broken)
    assert await names(room, "brief", "story", "nk") == []
    assert "no completions for story" in caplog.text


def test_no_more_is_offered_than_discord_takes() -> None:
    many = [Option(f"story-{n}", f"Story {n}") for n in range(40)]
    assert len(choices(many)) == 25


def test_a_long_label_is_cut_at_a_word_and_a_long_value_is_not_offered() -> None:
    [offered] = choices([Option("a", "word " * 40), Option("b" * 101, "too long")])
    assert offered.value == "a"
    assert len(offered.name) <= 100
    assert offered.name.endswith("word…")


def test_a_label_without_words_is_shown_by_its_value() -> None:
    [offered] = choices([Option("claim-1", "\u200b \u202e")])
    assert offered.name == "claim-1"
