"""The timeline, as a reader of the ferry's brief sees it."""

from __future__ import annotations

from tests.support.ferry import body

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
