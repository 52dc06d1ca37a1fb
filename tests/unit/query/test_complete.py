"""Completions, as a person at the console or in Discord's form gets them."""

from __future__ import annotations

import pytest

from bot.query.commands import ABOUT, AT, CHANGES, QUIET, SINCE, SPEAKER, STORY, VIEW, WHEN, ZONE, Parameter
from bot.query.complete import complete_line, options
from bot.query.index import Index


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
        ("/brief sub", "/brief subscribe"),
        ("/brief subscribe nk", "/brief subscribe nk-russia"),
        ("/brief new nk", "/brief new nk-russia"),
        ("/subscribe nk-russia da", "/subscribe nk-russia daily"),
    ],
)
def test_a_line_is_completed_from_its_beginning(index: Index, typed: str, line: str) -> None:
    assert line in complete_line(typed, index, None)


def test_a_typing_error_still_finds_the_story(index: Index) -> None:
    assert [option.value for option in options(index, STORY, "nk rusia", None)] == ["nk-russia"]


def test_everything_is_offered_where_nothing_was_typed(index: Index) -> None:
    assert len(options(index, VIEW, "", None)) == 8
    assert "Victor Cha" in [option.label for option in options(index, SPEAKER, "", "nk-russia")]


def test_claims_are_offered_by_their_words_and_given_by_their_id(index: Index) -> None:
    assert "c-supply" in [option.value for option in options(index, ABOUT, "artillery", "nk-russia")]


def test_without_a_story_there_are_no_speakers_to_offer(index: Index) -> None:
    assert options(index, SPEAKER, "kirby", None) == []
    assert options(index, SPEAKER, "kirby", "no-such-story") == []


def test_only_those_who_speak_are_offered(index: Index) -> None:
    assert "Vladimir Putin" not in [option.value for option in options(index, SPEAKER, "", "nk-russia")]


@pytest.mark.parametrize(
    ("parameter", "typed", "value"),
    [
        (WHEN, "dai", "daily"),
        (AT, "8", "08:00"),
        (QUIET, "", "none"),
        (ZONE, "berl", "Europe/Berlin"),
        (ZONE, "new york", "America/New_York"),
        (SINCE, "mon", "Monday"),
        (CHANGES, "corr", "corrections"),
        (CHANGES, "kir", "kirby"),
        (CHANGES, "John Kirby, cha", "John Kirby, Victor Cha"),
    ],
)
def test_what_is_offered_for_a_setting(index: Index, parameter: Parameter, typed: str, value: str) -> None:
    offered = [option.value for option in options(index, parameter, typed, "nk-russia")]
    assert value in offered
    assert len(offered) <= 25


def test_of_a_story_that_is_not_known_whole_choices_are_offered(index: Index) -> None:
    assert options(index, CHANGES, "", None) == []
