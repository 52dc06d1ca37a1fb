"""The message of an update, as a reader of the ferry's story sees it."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from msgspec.structs import replace
from rich.console import Console

from adapters.console.render import render as render_console
from adapters.discord.render import render as render_discord
from adapters.slack.render import render as render_slack
from bot.brief.model import Brief, Fact, Verdict
from bot.brief.story import Story
from bot.query.views.update import update_reply
from bot.reply.model import Reply
from bot.reply.plain import plain
from bot.revision.changes import diff
from tests.support.ferry import ferry_brief, under
from tests.support.payloads import check_discord, check_slack
from tests.support.revisions import edited, entry, said

POST = "Nordpress (supplied by the editor)"
TITLE = "The ‘Gull’ stays in port [dormant]"


def message(new: Brief, old: Brief | None = None) -> Reply:
    """The message of all changes; both platforms take it, and a terminal draws it."""
    old = old or ferry_brief()
    reply = update_reply(Story(old), Story(new), diff(old, new))
    for body in render_discord(reply):
        check_discord(body)
    for body in render_slack(reply):
        check_slack(body)
    Console(file=StringIO(), width=80).print(render_console(reply, 80))
    return reply


def read(new: Brief, old: Brief | None = None) -> list[str]:
    return [line for line in plain(message(new, old)).splitlines() if line]


def starting(lines: list[str], start: str) -> str:
    [line] = [line for line in lines if line.startswith(start)]
    return line


def test_new_words_come_with_their_speaker_and_their_chain() -> None:
    lines = read(edited(add=said("s-new", kind="direct", quoted=("We sail in May",))))
    assert lines[:4] == [
        f"{TITLE} · 1 new",
        "New",
        "• Mara Holt · said (direct quote): “We sail in May”",
        f"  {POST} ¶12 → Sandholm Post",
    ]
    assert lines[4] == "– As of revision 4, 7 Mar 2026, 09:30 UTC."


def test_a_correction_shows_the_words_as_they_were_and_as_they_are_each_with_its_whole_attribution() -> None:
    edits: dict[str, Any] = {"s-refund": {"gist": "Half of every ticket is refunded.", "at": "src-2#p7"}}
    lines = read(edited(edits, add=entry("s-refund")))
    assert lines[:3] == [
        f"{TITLE} · 1 corrected",
        "Corrected",
        "• Revision 4, corrected. Was: What was wrong Now: What is right",
    ]
    was = starting(lines, "• Grey Line · promises (reported speech, as it was in revision 3): Every ticket")
    now = starting(lines, "• Grey Line · promises (reported speech, as it is in revision 4): Half of every")
    assert lines.index(was) < lines.index(now)
    assert under(was, lines) == ["Sandholm Council ¶3"]
    assert under(now, lines) == ["Sandholm Council ¶7"]


def test_old_words_are_quoted_from_the_old_snapshot() -> None:
    lines = read(edited({"s-repeats": {"quoted": ("never safe",)}}, add=entry("s-repeats")))
    assert "“not safe”" in starting(lines, "• Sandholm Council · records (direct quote, as it was")
    assert "“never safe”" in starting(lines, "• Sandholm Council · records (direct quote, as it is")


def test_a_corrected_name_is_shown_under_both_names() -> None:
    lines = read(edited({"mara-holt": {"name": "Mara Holm"}}, add=entry("mara-holt")))
    assert lines[4:8] == [
        "• Mara Holt",
        "  as it was in revision 3 · harbour master",
        "• Mara Holm",
        "  as it is in revision 4 · harbour master",
    ]


def test_withdrawn_words_are_said_to_be_gone_where_they_stand() -> None:
    lines = read(edited({"s-plan": {"withdrawn": True}}, add=entry("s-plan", class_="withdrawn")))
    assert lines[1] == "Withdrawn"
    assert lines[2] == "• Revision 4, withdrawn. Was: What was wrong"
    label = "partly quoted, no longer in the brief, as of revision 4"
    assert starting(lines, "• Jon Pike").startswith(
        f"• Jon Pike · added ({label}): “our own yard” … “by May”"
    )


def test_a_verdict_names_who_gave_it_and_what_the_claim_was_before() -> None:
    given = Verdict(status="refuted", by="council", at="src-2#p9")
    lines = read(edited({"c-fares": {"verdict": given}}))
    assert lines[:7] == [
        f"{TITLE} · 1 new status",
        "New status",
        "• Fares will rise. [refuted]",
        "  opposes: Erik ‘Anchor’ Lund",
        "  not a claim of fact: prediction",
        "  refuted by Sandholm Council (Sandholm Council ¶9)",
        "  in revision 3: denied",
    ]


def test_a_claim_says_who_stood_where_before() -> None:
    lines = read(edited({"s-repeats": {"withdrawn": True}}))
    line = starting(lines, "  in revision 3: asserts: Mara Holt, Sandholm Council (as possible)")
    assert "denies: Grey Line" in line


def test_an_answered_question_brings_its_answer_once() -> None:
    lines = read(edited({"q-when": {"answered_by": ("s-new",)}}, add=said("s-new")))
    assert len([line for line in lines if "It will sail in May." in line]) == 1
    assert lines.index(starting(lines, "• When will it sail?")) < lines.index(starting(lines, "• Mara Holt"))


def test_several_changes_make_one_message_with_withdrawals_and_corrections_first() -> None:
    edits: dict[str, Any] = {
        "s-plan": {"withdrawn": True},
        "f-island": {"text": "Two."},
        "b-island": {"text": "It waits."},
    }
    lines = read(edited(edits, add=said("s-new") | entry("f-island")))
    assert lines[0] == f"{TITLE} · 1 withdrawn, 1 corrected, 1 new status, 1 new, 3 updated"
    heads = [line for line in lines if line in ("Withdrawn", "Corrected", "New status", "New", "Updated")]
    assert heads == ["Withdrawn", "Corrected", "New status", "New", "Updated"]


def test_an_entry_stands_before_its_own_items() -> None:
    add = entry("f-island", id="k-1") | entry("s-plan", id="k-2")
    lines = read(edited({"s-plan": {"cue": "said"}, "f-island": {"text": "Two."}}, add=add))
    heads = ("• Revision", "• Two.", "• Jon Pike")
    order = [
        next(head for head in heads if each.startswith(head)) for each in lines if each.startswith(heads)
    ]
    assert order[:3] == ["• Revision", "• Two.", "• Revision"]
    assert set(order[3:]) == {"• Jon Pike"}
    assert "  an error of this brief" in lines, "the ids of items are not for readers who see the items"


def test_what_becomes_of_the_story_comes_before_its_items() -> None:
    lines = read(
        edited({"s-plan": {"withdrawn": True}}, add=entry("s-plan", class_="withdrawn"), status="withdrawn")
    )
    assert lines[1:4] == [
        "Withdrawn",
        "This brief is withdrawn: Next.",
        "• Revision 4, withdrawn. Was: What was wrong",
    ]


def test_an_item_that_reads_as_before_its_correction_is_shown_once() -> None:
    lines = read(edited(add=entry("f-island")))
    assert len([line for line in lines if line.startswith("• The island has")]) == 1


def test_a_typo_is_not_in_the_message() -> None:
    reply = message(edited({"g-plate": {"text": "Steel."}}, add=said("s-new")))
    assert "g-plate" not in reply.items
    assert "Steel" not in plain(reply)


def test_with_nothing_to_tell_the_message_says_since_when() -> None:
    assert read(edited({"g-plate": {"text": "Steel."}}))[:2] == [
        TITLE,
        "Nothing new since revision 3, 6 Mar 2026, 08:30 UTC.",
    ]


def test_a_message_of_two_hundred_changes_is_not_two_hundred_long() -> None:
    add = {
        f"facts/f-{n}": Fact(id=f"f-{n}", text=f"Fact {n}.", voice="reporter", at="src-1#p9")
        for n in range(200)
    }
    lines = read(edited(add=add))
    assert len([line for line in lines if line.startswith("• Fact")]) == 12
    assert "• and 188 more" in lines


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("live", "hold", "This brief is on hold: Next."),
        ("live", "withdrawn", "This brief is withdrawn: Next."),
        ("hold", "live", "This brief is served again. Next."),
        ("live", "closed", "The story is closed now. It was live."),
    ],
)
def test_what_becomes_of_the_story_is_said_in_a_line(was: Any, now: Any, line: str) -> None:
    old = replace(ferry_brief(), status=was)
    assert line in read(edited(brief=old, status=now), old)


def test_a_new_title_is_told_with_the_old_one() -> None:
    assert "New title: It “sails”. Until now: The ‘Gull’ stays in port.".replace("“", "‘").replace(
        "”", "’"
    ) in read(edited(title="It “sails”"))


def test_on_hold_nothing_is_told_but_what_was_wrong() -> None:
    edits: dict[str, Any] = {"s-plan": {"withdrawn": True}, "b-island": {"text": "It waits."}}
    reply = message(edited(edits, add=said("s-new"), status="hold"))
    assert reply.items == ("s-plan",)
    assert reply.actions == ()


def test_the_ways_onward_lead_to_the_brief_and_to_what_has_changed() -> None:
    reply = message(edited({"f-island": {"text": "Two."}}, add=said("s-new") | entry("f-island")))
    assert [action.command for action in reply.actions] == [
        "/brief ferry",
        "/brief ferry history",
        "/brief ferry who-said-what",
    ]


def test_the_message_is_an_update_of_its_story_and_revision_and_carries_what_it_shows() -> None:
    reply = message(edited(add=said("s-new") | entry("f-island")))
    assert (reply.kind, reply.story, reply.revision, reply.tone) == ("update", "ferry", 4, "dormant")
    assert reply.items == ("k-new", "f-island", "s-new")
