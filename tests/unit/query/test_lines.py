"""What a reader types, and which view, story and speaker it leads to."""

from __future__ import annotations

import pytest

from bot.query.request import Request
from bot.query.shelf import Shelf
from bot.reply.model import Heading, Reply
from bot.service import answer


def ask(shelf: Shelf, line: str, story: str | None = None) -> Reply:
    return answer(Request(id="r", text=line, story=story), shelf)


def speakers(reply: Reply) -> list[str]:
    return [block.text for block in reply.blocks if isinstance(block, Heading) and block.level == 2]


@pytest.mark.parametrize(
    ("line", "view"),
    [
        ("/brief nk-russia", "summary"),
        ("brief nk-russia", "summary"),
        ("nk-russia", "summary"),
        ("/brief NK-Russia", "summary"),
        ("/brief dprk-russia", "summary"),
        ("/brief north korea arming", "summary"),
        ("/brief “nk-russia” timeline", "timeline"),
        ("/breif nk-rusia", "summary"),
        ("/brief nk-russia timeline", "timeline"),
        ("/brief timeline nk-russia", "timeline"),
        ("/brief nk-russia timelin", "timeline"),
        ("/brief story:nk-russia view:timeline", "timeline"),
        ("timeline nk-russia", "timeline"),
        ("timeline of nk-russia", "timeline"),
        ("nk-russia timeline", "timeline"),
        ("claims and positions nk-russia", "claims"),
        ("open questions in nk-russia", "open-questions"),
        ("/brief nk-russia open questions", "open-questions"),
        ("corrections nk-russia", "history"),
        ("/brief nk-russia sources", "sources"),
        ("/brief nk-russia s-cha-detain", "item"),
        ("who said what nk-russia", "who-said-what"),
        ("/who-said-what nk-russia", "who-said-what"),
        ("/brief nk-russia who-said-what", "who-said-what"),
        ("/brief who said what nk-russia", "who-said-what"),
        ("/briefs", "briefs"),
        ("/brief", "briefs"),
        ("/brief list", "briefs"),
        ("briefs", "briefs"),
        ("help", "help"),
        ("/brief help", "help"),
    ],
)
def test_every_spelling_of_a_command_leads_to_its_view(shelf: Shelf, line: str, view: str) -> None:
    reply = ask(shelf, line)
    assert (reply.kind, reply.view) == ("view", view)


@pytest.mark.parametrize(
    "line",
    [
        "/who-said-what nk-russia John Kirby",
        "/who-said-what nk-russia kirby",
        "/who-said-what nk-russia Kriby",
        "/who-said-what speaker:John Kirby story:nk-russia",
        "/brief nk-russia who-said-what Kirby",
        '/brief nk-russia who-said-what "John Kirby"',
        "what did Kirby say",
        "what did Kirby say?",
        "What does John Kirby claim?",
        "what did kirby say in nk-russia",
        "who said what nk-russia kirby",
    ],
)
def test_a_speaker_is_found_however_the_name_is_typed(shelf: Shelf, line: str) -> None:
    reply = ask(shelf, line)
    assert reply.view == "who-said-what"
    assert speakers(reply) == ["John Kirby"]
    assert {"s-kirby-supply", "s-kirby-route", "s-kirby-monitoring"} <= set(reply.items)


def test_who_said_what_about_some_words_keeps_only_what_holds_them(shelf: Shelf) -> None:
    reply = ask(shelf, "/who-said-what nk-russia Cha about customs")
    assert [item for item in reply.items if item.startswith("s-")] == ["s-cha-detain"]


def test_who_said_what_about_a_claim_keeps_the_statements_of_its_positions(shelf: Shelf) -> None:
    reply = ask(shelf, "/who-said-what nk-russia about c-route")
    assert set(reply.items) >= {"s-kirby-route", "s-official-rumor"}
    assert "s-cha-detain" not in reply.items


def test_a_party_is_answered_with_what_was_said_on_its_behalf_under_the_name_of_who_said_it(
    shelf: Shelf,
) -> None:
    reply = ask(shelf, "/who-said-what nk-russia United States")
    assert set(speakers(reply)) == {"United States", "John Kirby"}


def test_somebody_who_says_nothing_in_the_brief_is_not_given_words(shelf: Shelf) -> None:
    reply = ask(shelf, "what did Putin say")
    assert reply.kind == "abstention"
    assert reply.items == ()


def test_a_topic_nobody_spoke_about_is_said_to_be_absent(shelf: Shelf) -> None:
    reply = ask(shelf, "what did Kirby say about submarines")
    assert reply.kind == "abstention"
    assert reply.items == ()


def test_an_unknown_speaker_is_answered_with_those_who_are_there(shelf: Shelf) -> None:
    reply = ask(shelf, "/who-said-what nk-russia Napoleon")
    assert reply.kind == "error"
    assert reply.private


def test_an_unknown_story_is_an_error_that_offers_the_nearest(shelf: Shelf) -> None:
    reply = ask(shelf, "/brief zanzibar")
    assert reply.kind == "error"
    assert any(action.command == "/briefs" for action in reply.actions)


def test_a_mistyped_story_is_shown_and_said_to_be_mistyped(shelf: Shelf) -> None:
    reply = ask(shelf, "/brief nk-rusia")
    assert "nk-rusia" in str(reply.blocks[0])
    assert reply.story == "nk-russia"


def test_the_story_of_the_thread_is_meant_where_none_is_named(shelf: Shelf) -> None:
    assert ask(shelf, "timeline", story="nk-russia").story == "nk-russia"
    assert ask(shelf, "/brief glossary", story="nk-russia").view == "glossary"


@pytest.mark.parametrize(
    "line",
    ["", "   ", "/", "//", "??", "\x00", "“", "/brief “", "page 2", "x" * 100_000, "/brief " + "“ " * 5000],
)
def test_nonsense_gets_a_sentence_and_never_a_trace(shelf: Shelf, line: str) -> None:
    assert ask(shelf, line).kind in ("error", "view", "choice")


def test_a_native_command_means_the_same_as_its_words(shelf: Shelf) -> None:
    native = Request(id="r", command="brief", arguments={"story": "nk-russia", "view": "claims"})
    assert answer(native, shelf) == ask(shelf, "/brief nk-russia claims")
