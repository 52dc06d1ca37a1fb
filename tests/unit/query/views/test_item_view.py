"""A single item by itself, as a reader sees it who asked for its id."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.support.ferry import body, ferry, ferry_brief, reply

POST = "Nordpress (supplied by the editor)"
WITHDRAWN = (
    *("b-gone", "c-gone", "f-gone", "g-gone", "k-gone", "q-gone", "s-gone", "t-gone", "src-3", "ghost"),
    *("s-forged", "f-forged", "t-forged", "s-ghost"),
)


@pytest.mark.parametrize("item", WITHDRAWN)
def test_what_was_withdrawn_or_has_lost_its_ground_is_not_shown(item: str) -> None:
    assert body("item", item=item) == [f"– {item} was withdrawn, or what it rests on was."]


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ("b-island", ["• The island waits.", f"  {POST} ¶10 · supplied by the editor"]),
        ("erik-lund", ["Erik ‘Anchor’ Lund"]),
        ("clerk", ["a clerk at the port · not named in the source"]),
        ("f-island", ["• The island has a ‘single’ ferry.", f"  in the reporter’s own words · {POST} ¶10"]),
        ("g-plate", ["• plate (strake): A sheet of the ‘hull’.", "  supplied by the editor · Of steel."]),
        (
            "s-refund",
            [
                "• Grey Line · promises (reported speech): Every ticket is refunded.",
                "  Sandholm Council ¶3",
                "– The ‘sum’ is not named.",
            ],
        ),
    ],
)
def test_an_item_is_shown_as_in_its_view(item: str, lines: list[str]) -> None:
    assert body("item", item=item) == lines


def test_an_inference_stands_above_what_it_was_read_from() -> None:
    lines = body("item", item="s-reads")
    assert lines[lines.index("Read from") :][:3] == [
        "Read from",
        "Jon Pike · Grey Line · supplied by the editor",
        "• Jon Pike · answered (partly quoted): Every plate was “as sound as a bell”.",
    ]


@pytest.mark.parametrize(
    ("item", "speaker"), [("s-lund", "erik-lund"), ("erik-lund", "erik-lund"), ("grey-line", "grey-line")]
)
def test_a_speaker_leads_to_all_that_they_said(item: str, speaker: str) -> None:
    assert reply("item", item=item).actions[0].command == f"/brief ferry who-said-what {speaker}"


def test_a_party_for_which_somebody_spoke_leads_to_those_words() -> None:
    spoken = tuple(each for each in ferry_brief().statements if each.on_behalf_of)
    actions = reply("item", ferry(statements=spoken), item="grey-line").actions
    assert actions[0].command == "/brief ferry who-said-what grey-line"


def test_a_long_quote_is_shown_whole_in_parts_each_with_its_speaker() -> None:
    long = replace(ferry_brief().statements[2], quoted=("Nobody sails. " * 200,), insertions=())
    lines = [line for line in body("item", ferry(statements=(long,)), item=long.id) if line[0] == "•"]
    assert [line.split(":")[0] for line in lines] == [
        f"• Mara Holt · told (direct quote, part {number} of {len(lines)})"
        for number in range(1, len(lines) + 1)
    ]
    assert sum(line.count("Nobody sails.") for line in lines) == 200


def test_small_print_too_long_to_stand_with_the_words_follows_them_whole() -> None:
    safe = ferry_brief().statements[2]
    story = ferry(statements=(replace(safe, via=safe.via * 12),))
    words, place, *notices = body("item", story, item=safe.id)
    assert (words[:26], place) == ("• Mara Holt · told (direct", f"  {POST} ¶3")
    assert "".join(notices).count("a ‘radio’ interview") == 12


def test_whoever_says_nothing_leads_nowhere() -> None:
    assert reply("item", item="nordpress").actions[0].label == "Summary"


def test_the_way_to_a_speaker_puts_no_marks_of_a_quote_round_a_nickname() -> None:
    assert reply("item", item="s-lund").actions[0].label == "All that Erik ‘Anchor’ Lund said"
