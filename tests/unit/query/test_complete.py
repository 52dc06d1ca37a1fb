"""Completions, as a person at the console or in Discord's form gets them."""

from __future__ import annotations

import pytest

from bot.query.commands import ABOUT, SPEAKER, STORY, VIEW
from bot.query.complete import complete_line, options
from bot.query.shelf import Shelf


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("/br", "/brief"),
        ("/brief nk", "/brief nk-russia"),
        ("/brief dprk", "/brief nk-russia"),
        ("/brief arming", "/brief nk-russia"),
        ("/brief nk-russia ti", "/brief nk-russia timeline"),
        ("/who-said-what nk-russia kir", "/who-said-what nk-russia John Kirby"),
        ("/brief nk-russia who-said-what cha", "/brief nk-russia who-said-what Victor Cha"),
    ],
)
def test_a_line_is_completed_from_its_beginning(shelf: Shelf, typed: str, line: str) -> None:
    assert line in complete_line(typed, shelf, None)


def test_a_typing_error_still_finds_the_story(shelf: Shelf) -> None:
    assert [option.value for option in options(shelf, STORY, "nk rusia", None)] == ["nk-russia"]


def test_everything_is_offered_where_nothing_was_typed(shelf: Shelf) -> None:
    assert len(options(shelf, VIEW, "", None)) == 8
    assert "Victor Cha" in [option.value for option in options(shelf, SPEAKER, "", "nk-russia")]


def test_claims_are_offered_by_their_words_and_given_by_their_id(shelf: Shelf) -> None:
    assert "c-supply" in [option.value for option in options(shelf, ABOUT, "artillery", "nk-russia")]


def test_without_a_story_there_are_no_speakers_to_offer(shelf: Shelf) -> None:
    assert options(shelf, SPEAKER, "kirby", None) == []
    assert options(shelf, SPEAKER, "kirby", "no-such-story") == []


def test_only_those_who_speak_are_offered(shelf: Shelf) -> None:
    assert "Vladimir Putin" not in [option.value for option in options(shelf, SPEAKER, "", "nk-russia")]
