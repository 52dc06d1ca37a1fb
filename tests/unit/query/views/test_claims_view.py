"""Claims and positions, as a reader of the ferry's brief sees them."""

from __future__ import annotations

from tests.support.ferry import body, reply, under

SAFE = "• The ferry is “not safe”. [contested]"
POST = "Nordpress (supplied by the editor)"


def test_each_claim_stands_with_its_status() -> None:
    assert [line for line in body("claims") if line.startswith("•")] == [
        SAFE,
        "• Any ferry of the line is sound. [contested]",
        "• Passengers get their money back. [unchallenged]",
        "• The hull is mended in Sandholm. [unchallenged]",
        "• The line fears an inspection. [questioned]",
        "• Fares will rise. [denied]",
        "• There is a crack. [confirmed]",
        "• The ferry sank. [refuted]",
    ]


def test_a_stand_names_stance_words_certainty_and_the_whole_attribution() -> None:
    assert under(SAFE, body("claims"))[0] == (
        "– Mara Holt asserts: “It [the Gull] is not safe” … “Nobody sails” (direct quote · put as certain"
        " · to Sandholm Post · on the ‘old’ quay"
        " · on ‘Monday’: 2 Mar 2026 (worked out from the publication date, itself supplied by the editor)"
        f" · via a ‘radio’ interview → Jon Pike (the spokesman) (passed on) → {POST} ¶3 → Sandholm Post)"
    )


def test_a_stand_taken_through_somebody_else_says_whose_words_these_are() -> None:
    assert under(SAFE, body("claims"))[1] == (
        "– Grey Line denies: Jon Pike (for them): Every plate was “as sound as a bell”. (partly quoted"
        " · in a blanket statement · for Grey Line · 3 Mar 2026 · cites a ‘survey’ (Nordpress)"
        f" · {POST} ¶4 → Sandholm Post · supplied by the editor · position supplied by the editor)"
    )


def test_a_copy_under_another_speaker_is_a_stand_of_its_own_and_a_withdrawn_position_is_none() -> None:
    assert under(SAFE, body("claims"))[2:] == [
        "– Sandholm Council asserts: “not safe” (direct quote · put as possible · Sandholm Council ¶2)",
        "contradicts: Any ferry of the line is sound.",
    ]


def test_a_stand_that_follows_from_a_broader_statement_says_so() -> None:
    stand, *notes = under("• Any ferry of the line is sound. [contested]", body("claims"))
    assert (
        "(partly quoted · put as probable · follows from a broader statement · to the ‘passengers’" in stand
    )
    assert notes == ["not a claim of fact: analysis", "contradicts: The ferry is “not safe”."]


def test_an_inference_is_no_report_and_a_claim_of_the_editors_is_labelled() -> None:
    assert under("• The line fears an inspection. [questioned]", body("claims")) == [
        "– Mara Holt questions: The line fears an inspection."
        f" (reported speech · own inference · {POST} ¶7 → Sandholm Post)",
        "supplied by the editor",
    ]


def test_a_verdict_names_who_gave_it_and_where() -> None:
    lines = body("claims")
    assert under("• There is a crack. [confirmed]", lines)[1] == (
        "confirmed by Sandholm Council (Sandholm Council ¶5): seen by a ‘diver’"
    )
    assert under("• The ferry sank. [refuted]", lines) == [
        "refuted by Sandholm Council (Sandholm Council ¶6)"
    ]


def test_what_is_no_claim_of_fact_is_said_and_the_note_follows() -> None:
    assert under("• Passengers get their money back. [unchallenged]", body("claims"))[2:] == [
        "not a claim of fact: intention",
        "No ‘date’ is given.",
    ]


def test_a_party_and_its_spokesman_contest_nothing_between_them() -> None:
    contested = [item for item in reply("summary").items if item.startswith("c-")]
    assert contested == ["c-safe", "c-sound"]
