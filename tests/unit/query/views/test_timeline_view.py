"""The timeline, as a reader of the ferry's brief sees it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.brief.model import Event
from tests.support.ferry import body, ferry, ferry_brief

POST = "Nordpress (supplied by the editor)"


def test_events_stand_in_order_with_the_basis_of_each_date_and_the_undated_ones_last() -> None:
    assert body("timeline") == [
        "• 1871: The line is founded.",
        f"  {POST} ¶10 · in the source: in 1871",
        "• 2 Mar 2026: The ferry stops.",
        f"  {POST} ¶3, ¶5 · in the source: on Monday · worked out from {POST} ¶3 and the publication date,"
        " itself supplied by the editor · supplied by the editor",
        "• 4 Mar 2026: The council votes.",
        "  Sandholm Council ¶2, ¶4 · supplied by the editor · The minutes name no day.",
        "Undated · the sources give no date",
        "• undated: The ‘Gull’ is built.",
        f"  {POST} ¶10",
    ]


def many_events() -> tuple[Event, ...]:
    built, _, stop, *_ = ferry_brief().timeline
    return tuple(replace(each, id=f"t-{each.id}-{n}") for n in range(20) for each in (built, stop))


def test_undated_events_wait_for_the_last_page() -> None:
    story = ferry(timeline=many_events())
    assert [line for line in body("timeline", story) if "undated" in line.casefold()][1:] == (
        ["• undated: The ‘Gull’ is built."] * 5
    )
    assert "• 2 Mar 2026: The ferry stops." not in body("timeline", story, page=2)


def test_an_event_that_rests_on_many_paragraphs_names_the_first_of_them() -> None:
    clerk = next(each for each in ferry_brief().statements if each.id == "s-clerk")
    said = tuple(replace(clerk, id=f"s-{n}", at=f"src-1#p{n}") for n in range(90, 10, -10))
    event = replace(ferry_brief().timeline[0], refs=tuple(each.id for each in said))
    story = ferry(statements=said, claims=(), timeline=(event,))
    assert body("timeline", story)[-1] == f"  {POST} ¶20, ¶30, ¶40, ¶50, ¶60, ¶70, and 2 more"


@pytest.mark.parametrize(
    ("ref", "places"),
    [
        ("c-safe", f"{POST} ¶2, ¶3, ¶4; Sandholm Council ¶2"),
        ("mara-holt", f"{POST} ¶3"),
        ("t-launch", f"{POST} ¶10"),
    ],
)
def test_an_event_stands_where_what_it_refers_to_stands(ref: str, places: str) -> None:
    built, *others = ferry_brief().timeline
    story = ferry(timeline=(replace(built, refs=(ref,)), *others))
    assert body("timeline", story)[-1] == f"  {places}"
