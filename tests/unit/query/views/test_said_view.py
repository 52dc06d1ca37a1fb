"""Who said what, as a reader of the ferry's brief sees it."""

from __future__ import annotations

from typing import Any

from bot.reply.model import Action
from tests.support.ferry import body, ferry_brief, reply, shown, under

SAFE = "• Mara Holt · told (direct quote): “It [the Gull] is not safe” … “Nobody sails”"
READS = "• Mara Holt · believes (reported speech): The line fears an inspection."
SOUND = "• Jon Pike · answered (partly quoted): Every plate was “as sound as a bell”."
PLAN = (
    "• Jon Pike · added (partly quoted):"
    " “our own yard” … “by May” — The company would mend the hull “by May”."
)
CLERK = "• a clerk at the port · whispered (reported speech): The money may run out."
COUNCIL = "• Sandholm Council · records (direct quote): “not safe”"
REFUND = "• Grey Line · promises (reported speech): Every ticket is refunded."
LUND = "• Erik ‘Anchor’ Lund · rejects (reported act): Lund rejects the higher fares."
POST = "Nordpress (supplied by the editor)"


def said(**asked: Any) -> list[str]:
    return [line for line in body("who-said-what", **asked) if line.startswith("•")]


def test_speakers_stand_with_role_affiliation_and_basis_above_what_they_said() -> None:
    assert [line for line in body("who-said-what") if not line.startswith("  ")] == [
        "Mara Holt · harbour master",
        SAFE,
        READS,
        "Jon Pike · Grey Line · supplied by the editor",
        SOUND,
        PLAN,
        "a clerk at the port · not named in the source",
        CLERK,
        "Sandholm Council",
        COUNCIL,
        "Grey Line",
        REFUND,
        "Erik ‘Anchor’ Lund",
        LUND,
    ]


def test_the_small_print_says_to_whom_where_when_on_what_basis_and_through_whom() -> None:
    assert under(SAFE, body("who-said-what"))[0] == (
        "to Sandholm Post · on the ‘old’ quay"
        " · on ‘Monday’: 2 Mar 2026 (worked out from the publication date, itself supplied by the editor)"
        f" · via a ‘radio’ interview → Jon Pike (the spokesman) (passed on) → {POST} ¶3 → Sandholm Post"
    )


def test_the_small_print_says_for_whom_on_what_authority_and_who_supplied_it() -> None:
    assert under(SOUND, body("who-said-what")) == [
        f"for Grey Line · 3 Mar 2026 · cites a ‘survey’ (Nordpress) · {POST} ¶4 → Sandholm Post"
        " · supplied by the editor"
    ]


def test_a_date_that_cannot_be_worked_out_stays_in_the_words_of_the_source() -> None:
    assert under(CLERK, body("who-said-what")) == [f"some ‘days’ ago · {POST} ¶6 → Sandholm Post"]


def test_copies_under_the_same_speaker_are_collapsed_and_told() -> None:
    assert (
        under(SAFE, body("who-said-what"))[1]
        == f"also in the headline ({POST} ¶1), the standfirst ({POST} ¶2)"
    )


def test_an_inference_is_the_speakers_own_and_says_from_whose_words() -> None:
    assert under(READS, body("who-said-what"))[1] == (
        f"Mara Holt’s own inference from what Jon Pike said ({POST} ¶4); not the words of those it is about"
    )


def test_a_reading_of_a_mention_is_said_in_marks_that_quote_nobody() -> None:
    assert under(PLAN, body("who-said-what"))[1] == "‘the ‘voice’ of the line’ is read as Jon Pike"


def test_a_speaker_is_answered_with_own_words_and_those_said_on_their_behalf() -> None:
    assert said(speaker="jon-pike") == [SOUND, PLAN]
    assert said(speaker="grey-line") == [SOUND, REFUND]


def test_a_copy_is_shown_where_its_original_was_not_asked_for() -> None:
    assert said(about="harbour") == ["• Mara Holt · says (reported speech): The harbour master warns."]


def test_words_are_looked_for_in_gist_quotes_and_claims_and_all_must_be_there() -> None:
    assert said(about="bells") == [SOUND]
    assert said(about="the yard or the hull") == [PLAN]
    assert said(about="tickets refunding") == [REFUND]
    assert said(about="fares rise") == [LUND]
    assert said(about="fares bell") == []


def test_about_a_claim_are_the_statements_that_carry_its_positions() -> None:
    assert said(about="c-safe") == [SAFE, SOUND, COUNCIL]
    assert said(about="c-safe", speaker="mara-holt") == [SAFE]


def test_the_title_says_to_what_the_view_is_narrowed_and_a_button_leads_back() -> None:
    narrowed = reply("who-said-what", speaker="erik-lund", about="c-fares")
    title = shown("who-said-what", speaker="erik-lund", about="c-fares")[0]
    assert title.endswith("Who said what · Erik ‘Anchor’ Lund, about ‘Fares will rise.’")
    assert narrowed.actions[0] == Action(label="Everybody", command="/brief ferry who-said-what")
    assert "Everybody" not in [action.label for action in reply("who-said-what").actions]


def test_silence_is_said_in_the_open() -> None:
    assert body("who-said-what", speaker="jon-pike", about="penguins") == [
        "The brief reports nothing that Jon Pike said about ‘penguins’.",
        "– Jon Pike: supplied by the editor.",
    ]
    silent = reply("who-said-what", speaker="erik-lund", about="penguins")
    assert silent.kind == "abstention"
    assert silent.actions[0] == Action(
        label="All that Erik ‘Anchor’ Lund said", command="/brief ferry who-said-what erik-lund"
    )


def test_the_reply_is_made_of_the_statements_it_shows() -> None:
    hidden = {"s-headline", "s-standfirst", "s-gone", "s-forged", "s-ghost"}
    assert set(reply("who-said-what").items) == {each.id for each in ferry_brief().statements} - hidden
