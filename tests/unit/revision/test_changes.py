"""The change table, row by row, on the story of the ferry."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from bot.brief.model import (
    Brief,
    Claim,
    Event,
    Fact,
    OpenQuestion,
    Position,
    Source,
    SummaryPoint,
    Term,
    Verdict,
    When,
)
from bot.brief.vocabulary import Item
from bot.revision.changes import announced, diff
from tests.support.ferry import ferry_brief
from tests.support.revisions import changes, edited, entry, said, table

AT_ONCE = {"WITHDRAWN": "WITHDRAWN, at once, edit", "CORRECTED": "CORRECTED, at once, edit"}


def with_position(claim: str, **fields: Any) -> dict[str, tuple[Position, ...]]:
    """The claim's positions and one more, as an edit."""
    old = next(each for each in ferry_brief().claims if each.id == claim)
    return {"positions": (*old.positions, Position(**fields))}


def test_nothing_changed_is_no_change() -> None:
    assert diff(ferry_brief(), ferry_brief()) == ()
    assert diff(ferry_brief(), edited()) == ()


@pytest.mark.parametrize("old", [None, edited(status="draft")], ids=["nothing", "a draft"])
def test_the_first_time_is_a_baseline(old: Brief | None) -> None:
    assert diff(old, ferry_brief()) == ()


def test_a_withdrawn_statement_is_told_at_once_and_its_posts_are_edited() -> None:
    change = changes(edited({"s-plan": {"withdrawn": True}}))["s-plan"]
    assert (change.label, change.notify, change.edit) == ("WITHDRAWN", "at once", True)
    assert change.was == "Jon Pike: “our own yard” … “by May”"
    assert change.now is None


def test_with_a_source_goes_what_rests_on_it() -> None:
    found = table(edited({"src-2": {"withdrawn": True}}))
    gone = {item for item, row in found.items() if row == AT_ONCE["WITHDRAWN"]}
    assert gone == {"src-2", "s-repeats", "s-refund", "s-lund", "t-vote"}


def test_with_a_source_goes_what_nobody_marked_as_withdrawn() -> None:
    found = table(edited({"src-1": {"withdrawn": True}}))
    assert found["b-island"] == found["g-slip"] == found["f-island"] == AT_ONCE["WITHDRAWN"]


def test_a_bullet_goes_with_its_ground_and_otherwise_is_only_the_summary_reworded() -> None:
    ground = {"s-safe": {"withdrawn": True}, "s-repeats": {"withdrawn": True}, "b-safe": {"withdrawn": True}}
    assert table(edited(ground))["b-safe"] == AT_ONCE["WITHDRAWN"]
    assert table(edited({"b-safe": {"withdrawn": True}})) == {"b-safe": "UPDATED, digest"}


def test_an_id_that_has_vanished_is_told_like_a_withdrawal() -> None:
    rest = tuple(each for each in ferry_brief().statements if each.id != "s-sound")
    assert table(edited(statements=rest))["s-sound"] == AT_ONCE["WITHDRAWN"]


def test_what_comes_back_is_told_to_whoever_heard_that_it_was_wrong() -> None:
    gone = edited({"s-plan": {"withdrawn": True}})
    assert table(edited({"s-plan": {"withdrawn": False}}, brief=gone), gone)["s-plan"] == AT_ONCE["CORRECTED"]


@pytest.mark.parametrize(
    ("class_", "row"),
    [
        ("corrected", "CORRECTED, at once, edit"),
        ("withdrawn", "CORRECTED, at once, edit"),  # it still stands
        ("clarified", "CLARIFIED, digest"),
        ("refiled", "REFILED, never"),
    ],
)
def test_an_entry_in_corrections_decides_what_the_change_of_its_items_is_called(
    class_: Any, row: str
) -> None:
    new = edited({"s-sound": {"quoted": ("sound as a bell",)}}, add=entry("s-sound", class_=class_))
    assert table(new)["s-sound"] == row
    assert changes(new)["s-sound"].correction == "k-new"


def test_a_correction_says_what_was_and_what_is_now() -> None:
    new = edited({"s-sound": {"quoted": ("sound as a bell",)}}, add=entry("s-sound"))
    found = changes(new)
    assert (found["s-sound"].was, found["s-sound"].now) == (
        "Jon Pike: “as sound as a bell”",
        "Jon Pike: “sound as a bell”",
    )
    assert (found["k-new"].was, found["k-new"].now) == ("What was wrong", "What is right")


def test_a_corrected_item_that_is_gone_was_withdrawn() -> None:
    new = edited({"s-plan": {"withdrawn": True}}, add=entry("s-plan"))
    assert table(new)["s-plan"] == AT_ONCE["WITHDRAWN"]


def test_a_duplicate_filed_away_wakes_nobody_but_its_posts_are_edited() -> None:
    new = edited({"s-plan": {"withdrawn": True}}, add=entry("s-plan", class_="refiled"))
    assert table(new)["s-plan"] == "REFILED, never, edit"


def test_of_two_entries_the_graver_decides_and_both_are_changes() -> None:
    add = entry("f-island", class_="clarified", id="k-1") | entry("f-island", class_="corrected", id="k-2")
    found = changes(edited({"f-island": {"text": "Two ferries."}}, add=add))
    assert (found["f-island"].label, found["f-island"].correction) == ("CORRECTED", "k-2")
    assert (found["k-1"].label, found["k-2"].label) == ("CLARIFIED", "CORRECTED")


def test_an_entry_counts_once_and_not_again_in_the_next_revision() -> None:
    first = edited({"f-island": {"text": "Two ferries."}}, add=entry("f-island"))
    assert table(edited({"f-island": {"text": "No ferry."}}, brief=first), first) == {
        "f-island": "UPDATED, digest"
    }


def test_the_net_difference_holds_the_corrections_of_every_revision_in_between() -> None:
    first = edited({"f-island": {"text": "Two ferries."}}, add=entry("f-island"))
    second = edited({"s-sound": {"cue": "said"}}, brief=first, add=entry("s-sound", id="k-5", revision=5))
    assert table(second) == {
        "k-new": "CORRECTED, at once",
        "k-5": "CORRECTED, at once",
        "f-island": AT_ONCE["CORRECTED"],
        "s-sound": AT_ONCE["CORRECTED"],
    }


def test_what_came_and_went_in_between_is_told_to_nobody() -> None:
    first = edited(add=said("s-brief"))
    assert table(edited({"s-brief": {"withdrawn": True}}, brief=first)) == {"s-brief": "REFILED, never"}


@pytest.mark.parametrize(
    ("was", "now", "row"),
    [
        ("live", "hold", "ON HOLD, at once"),
        ("hold", "live", "ON HOLD, at once"),
        ("live", "withdrawn", "WITHDRAWN, at once, edit"),
        ("hold", "withdrawn", "WITHDRAWN, at once, edit"),
        ("withdrawn", "live", "ON HOLD, at once, edit"),
        ("withdrawn", "hold", "ON HOLD, at once, edit"),
        ("live", "closed", "UPDATED, digest"),
        ("closed", "live", "UPDATED, digest"),
        ("live", "draft", "REFILED, never"),
    ],
)
def test_what_becomes_of_the_whole_story(was: Any, now: Any, row: str) -> None:
    old = replace(ferry_brief(), status=was)
    assert table(edited(brief=old, status=now), old) == {None: row}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ({"title": "The “Gull” sails"}, "UPDATED, digest"),
        ({"aliases": ("gull",)}, "REFILED, never"),
        ({"topics": ("ferries",)}, "REFILED, never"),
        ({"timezone": "Europe/Oslo"}, "REFILED, never"),
    ],
)
def test_the_brief_s_own_fields(header: Any, row: str) -> None:
    assert table(edited(**header)) == {None: row}


@pytest.mark.parametrize("verdict", ["confirmed", "refuted"])
def test_a_verdict_is_told_at_once(verdict: Any) -> None:
    given = Verdict(status=verdict, by="council", at="src-2#p9")
    assert table(edited({"c-fares": {"verdict": given}})) == {"c-fares": "STATUS, at once"}


def test_a_verdict_taken_back_is_told_at_once() -> None:
    assert table(edited({"c-sunk": {"verdict": None}})) == {"c-sunk": "STATUS, at once"}


def test_a_claim_that_becomes_contested_is_told_soon() -> None:
    positions = with_position("c-fares", by="council", stance="asserts", statements=("s-new",))
    found = table(edited({"c-fares": positions}, add=said("s-new", "council")))
    assert found == {"c-fares": "STATUS, soon", "s-new": "NEW, soon"}


def test_a_claim_that_others_make_contested_has_changed_though_its_own_lines_have_not() -> None:
    gone = edited({"c-safe": {"contradicts": ()}, "c-sound": {"contradicts": ()}})
    contradicted = edited({"c-sound": {"contradicts": ("c-safe",)}}, brief=gone)
    assert table(contradicted, gone)["c-sound"] == "STATUS, soon"
    silenced = table(
        edited(
            {
                "s-safe": {"withdrawn": True},
                "s-repeats": {"withdrawn": True},
                "s-standfirst": {"withdrawn": True},
            }
        )
    )
    assert silenced["c-sound"] == "STATUS, digest"


def test_a_party_that_reverses_is_told_soon() -> None:
    positions = with_position("c-fear", by="mara-holt", stance="denies", statements=("s-new",))
    old = edited(
        {"c-fear": with_position("c-fear", by="mara-holt", stance="asserts", statements=("s-reads",))}
    )
    new = edited({"c-fear": positions}, brief=old, add=said("s-new"))
    change = changes(new, old)["c-fear"]
    assert (change.label, change.notify) == ("STATUS", "soon")


def test_a_party_that_says_both_has_not_reversed() -> None:
    both = with_position("c-fear", by="mara-holt", stance="asserts", statements=("s-reads",))["positions"]
    both += (Position(by="mara-holt", stance="denies", statements=("s-safe",)),)
    again = (*both, Position(by="mara-holt", stance="denies", statements=("s-new",)))
    old = edited({"c-fear": {"positions": both}})
    assert table(edited({"c-fear": {"positions": again}}, brief=old, add=said("s-new")), old)["c-fear"] == (
        "UPDATED, digest"
    )


def test_another_reading_of_the_same_words_is_no_reversal_of_the_party() -> None:
    other = tuple(replace(each, stance="supports") for each in ferry_brief().claims[5].positions)
    found = changes(edited({"c-fares": {"positions": other}}))["c-fares"]
    assert (found.label, found.notify, found.why) == ("STATUS", "digest", "unchallenged, was denied")


def test_a_claim_that_loses_a_party_is_edited_in_its_posts() -> None:
    found = table(edited({"s-repeats": {"withdrawn": True}}))
    assert found["c-safe"] == "UPDATED, digest, edit"
    change = changes(edited({"s-repeats": {"withdrawn": True}}))["c-safe"]
    assert "council asserts in s-repeats" in (change.was or "")
    assert "council" not in (change.now or "")


def test_an_entry_does_not_hush_what_a_claim_has_come_to() -> None:
    given = {"c-fares": {"verdict": Verdict(status="confirmed", by="council", at="src-2#p9")}}
    found = changes(edited(given, add=entry("c-fares", class_="clarified")))["c-fares"]
    assert (found.label, found.notify, found.correction) == ("STATUS", "at once", "k-new")
    lost = table(edited({"s-repeats": {"withdrawn": True}}, add=entry("c-safe", class_="clarified")))
    assert lost["c-safe"] == "CLARIFIED, digest, edit"


def test_what_a_party_to_a_claim_says_is_told_soon_and_what_others_say_in_the_digest() -> None:
    assert table(edited(add=said("s-new", "mara-holt"))) == {"s-new": "NEW, soon"}
    assert table(edited(add=said("s-new", "sandholm-post"))) == {"s-new": "NEW, digest"}
    assert table(edited(add=said("s-new", "sandholm-post", on_behalf_of="grey-line"))) == {
        "s-new": "NEW, soon"
    }


def test_a_copy_in_a_headline_is_nothing_new_from_a_party() -> None:
    assert table(edited(add=said("s-new", restates=("s-safe",))))["s-new"] == "NEW, digest"


def test_a_newcomer_with_a_claim_of_its_own_is_no_party_yet() -> None:
    position = Position(by="sandholm-post", stance="asserts", statements=("s-new",))
    claim = Claim(id="c-new", proposition="It sails.", type="factual", positions=(position,))
    found = table(edited(add=said("s-new", "sandholm-post") | {"claims/c-new": claim}))
    assert found == {"s-new": "NEW, digest", "c-new": "NEW, digest"}


def test_a_claim_that_is_contested_from_the_start_is_told_soon() -> None:
    stands = (("mara-holt", "asserts", "s-safe"), ("grey-line", "denies", "s-sound"))
    positions = tuple(Position(by=by, stance=stance, statements=(at,)) for by, stance, at in stands)  # type: ignore[arg-type]
    claim = Claim(id="c-new", proposition="It leaks.", type="factual", positions=positions)
    assert table(edited(add={"claims/c-new": claim})) == {"c-new": "NEW, soon"}


def test_an_answered_question_is_told_soon() -> None:
    assert table(edited({"q-when": {"answered_by": ("f-island",)}})) == {"q-when": "NEW, soon"}


def test_a_new_answer_is_told_as_soon_as_its_question_so_that_it_comes_once() -> None:
    new = edited({"q-when": {"answered_by": ("s-new",)}}, add=said("s-new", "nordpress"))
    assert table(new) == {"q-when": "NEW, soon", "s-new": "NEW, soon"}


def test_a_question_whose_answer_was_withdrawn_is_open_again() -> None:
    found = table(edited({"s-repeats": {"withdrawn": True}, "f-island": {"withdrawn": True}}))
    assert found["q-why"] == "UPDATED, digest"


WHEN = When(text="in May", edtf="2026-05")


@pytest.mark.parametrize(
    ("section", "item", "row"),
    [
        ("sources", Source(id="x", type="article", headline="It sails"), "NEW, digest"),
        ("facts", Fact(id="x", text="It sails.", voice="reporter", at="src-1#p9"), "NEW, digest"),
        ("timeline", Event(id="x", text="It sails.", when=WHEN, refs=("f-island",)), "NEW, digest"),
        ("open_questions", OpenQuestion(id="x", text="Why?"), "NEW, digest"),
        ("summary", SummaryPoint(id="x", text="It sails.", refs=("f-island",)), "UPDATED, digest"),
        ("glossary", Term(id="x", term="keel", text="The lowest timber."), "NEW, never"),
    ],
)
def test_other_new_items(section: str, item: Item, row: str) -> None:
    assert table(edited(add={f"{section}/x": item})) == {"x": row}


@pytest.mark.parametrize(
    ("item", "edit", "row"),
    [
        ("b-island", {"text": "The island waits on."}, "UPDATED, digest"),
        ("s-plan", {"gist": "They would mend it."}, "UPDATED, digest"),
        ("f-island", {"text": "The island has a ferry."}, "UPDATED, digest"),
        ("erik-lund", {"name": "Erik Lund"}, "UPDATED, digest"),
        ("erik-lund", {"aliases": ("Lund",)}, "REFILED, never"),
        ("g-plate", {"text": "A sheet of steel."}, "REFILED, never"),
        ("g-plate", {"withdrawn": True}, "REFILED, never"),
        ("q-when", {"near": ()}, "REFILED, never"),
        ("q-when", {"withdrawn": True}, "UPDATED, digest"),
        ("f-island", {"text": "The island has a “single”  ferry."}, "REFILED, never"),  # white space only
        ("s-gone", {"gist": "Somebody left."}, "REFILED, never"),  # withdrawn long ago
        ("k-name", {"now": "Mara E. Holt"}, "REFILED, never"),
    ],
)
def test_what_is_reworded_without_a_correction(item: str, edit: Any, row: str) -> None:
    assert table(edited({item: edit})) == {item: row}


def test_withdrawals_and_corrections_come_first() -> None:
    new = edited(
        {"s-plan": {"withdrawn": True}, "f-island": {"text": "Two."}, "b-island": {"text": "It waits."}},
        add=said("s-new") | entry("f-island"),
        status="hold",
    )
    labels = [change.label for change in diff(ferry_brief(), new)]
    assert labels == sorted(
        labels, key=["WITHDRAWN", "CORRECTED", "ON HOLD", "STATUS", "NEW", "UPDATED"].index
    )


def test_the_editor_may_hush_or_hurry_a_revision_but_not_a_correction() -> None:
    edits = {"f-island": {"text": "Two."}, "b-island": {"text": "It waits."}, "g-plate": {"text": "Steel."}}
    found = diff(ferry_brief(), edited(edits, add=said("s-new") | entry("f-island")))
    asked = {
        notify: [change.notify for change in announced(found, notify)] for notify in ("auto", "none", "now")
    }
    assert [change.item for change in found] == ["k-new", "f-island", "s-new", "b-island", "g-plate"]
    assert asked["auto"] == ["at once", "at once", "soon", "digest", "never"]
    assert asked["none"] == ["at once", "at once", "never", "never", "never"]
    assert asked["now"] == ["at once", "at once", "at once", "at once", "never"]
