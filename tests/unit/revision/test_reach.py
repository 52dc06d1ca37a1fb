"""By which ids the posts are found that show something that was wrong."""

from __future__ import annotations

import pytest

from bot.revision.changes import diff
from bot.revision.reach import reach, shown, to_edit
from tests.support.ferry import ferry, ferry_brief
from tests.support.revisions import edited, entry, said


@pytest.mark.parametrize(
    ("item", "shown_in"),
    [
        ("clerk", {"clerk", "s-clerk", "c-crack"}),
        ("grey-line", {"grey-line", "s-sound", "s-refund", "c-safe", "c-refund", "c-yard"}),
        ("s-lund", {"s-lund", "c-fares"}),
        ("f-island", {"f-island"}),
        ("s-forged", {"s-forged"}),  # withdrawn with its source: nothing shows it
        ("src-2", {"src-2", "s-lund", "s-repeats", "s-refund", "c-crack", "c-sunk"}),
    ],
)
def test_an_item_is_shown_in_its_own_lines_and_in_those_of_others(item: str, shown_in: set[str]) -> None:
    assert reach(ferry(), item) == shown_in


def test_what_a_reply_shows_is_what_reaches_its_items() -> None:
    story = ferry()
    for one in story.live:
        reached = {id for id in story.items if one in reach(story, id)}
        assert shown(story, [one]) & story.items.keys() == reached


def test_an_agency_s_name_stands_in_the_chain_of_every_statement() -> None:
    assert {"src-1", "s-safe", "s-plan", "g-slip", "f-island"} <= reach(ferry(), "nordpress")


def test_only_what_was_wrong_leads_to_posts() -> None:
    new = edited(
        {"s-lund": {"cue": "refuses"}, "f-island": {"text": "Two."}}, add=said("s-new") | entry("s-lund")
    )
    assert to_edit(ferry(), diff(ferry_brief(), new)) == {"s-lund", "c-fares"}
