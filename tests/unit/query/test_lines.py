"""What a reader types, and which view, story and speaker it leads to."""

from __future__ import annotations

import pytest

from bot.query.index import Index
from bot.query.request import Request
from bot.reply.model import Heading, Reply
from bot.reply.plain import plain
from bot.service import answer


def ask(index: Index, line: str, story: str | None = None) -> Reply:
    return answer(Request(id="r", text=line, story=story), index)


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
        ("the timeline please", "timeline"),
        ("Show me the timeline of nk-russia", "timeline"),
        ("the sources of nk-russia?", "sources"),
        ("Brief nk-russia, please", "summary"),
        ("tell me about nk-russia", "summary"),
        ("brief me on nk-russia", "summary"),
        ("list the stories", "briefs"),
        ("timeline nk-russia page -1", "timeline"),
        ("/brief nk-russia S-CHA-DETAIN", "item"),
        ("", "help"),
        ("/", "help"),
        ("?", "help"),
        ("hello", "help"),
    ],
)
def test_every_spelling_of_a_command_leads_to_its_view(index: Index, line: str, view: str) -> None:
    reply = ask(index, line)
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
        "quotes by Kirby",
        "what did Kirby say about nk-russia",
    ],
)
def test_a_speaker_is_found_however_the_name_is_typed(index: Index, line: str) -> None:
    reply = ask(index, line)
    assert reply.view == "who-said-what"
    assert speakers(reply) == ["John Kirby"]
    assert {"s-kirby-supply", "s-kirby-route", "s-kirby-monitoring"} <= set(reply.items)


def test_who_said_what_about_some_words_keeps_only_what_holds_them(index: Index) -> None:
    reply = ask(index, "/who-said-what nk-russia Cha about customs")
    assert [item for item in reply.items if item.startswith("s-")] == ["s-cha-detain"]


def test_who_said_what_about_a_claim_keeps_the_statements_of_its_positions(index: Index) -> None:
    reply = ask(index, "/who-said-what nk-russia about c-route")
    assert set(reply.items) >= {"s-kirby-route", "s-official-rumor"}
    assert "s-cha-detain" not in reply.items


def test_a_party_is_answered_with_what_was_said_on_its_behalf_under_the_name_of_who_said_it(
    index: Index,
) -> None:
    reply = ask(index, "/who-said-what nk-russia United States")
    assert set(speakers(reply)) == {"United States", "John Kirby"}


def test_somebody_who_says_nothing_in_the_brief_is_not_given_words(index: Index) -> None:
    reply = ask(index, "what did Putin say")
    assert reply.kind == "abstention"
    assert reply.items == ()


def test_a_topic_nobody_spoke_about_is_said_to_be_absent(index: Index) -> None:
    reply = ask(index, "what did Kirby say about submarines")
    assert reply.kind == "abstention"
    assert reply.items == ()


def test_an_unknown_speaker_is_answered_with_those_who_are_there(index: Index) -> None:
    reply = ask(index, "/who-said-what nk-russia Napoleon")
    assert reply.kind == "error"
    assert reply.private


def test_an_unknown_story_is_an_error_that_offers_the_nearest(index: Index) -> None:
    reply = ask(index, "/brief zanzibar")
    assert reply.kind == "error"
    assert any(action.command == "/brief list" for action in reply.actions)


def test_a_mistyped_story_is_shown_and_said_to_be_mistyped(index: Index) -> None:
    reply = ask(index, "/brief nk-rusia")
    assert "nk-rusia" in str(reply.blocks[0])
    assert reply.story == "nk-russia"


def test_the_story_of_the_thread_is_meant_where_none_is_named(index: Index) -> None:
    assert ask(index, "timeline", story="nk-russia").story == "nk-russia"
    assert ask(index, "/brief glossary", story="nk-russia").view == "glossary"


@pytest.mark.parametrize(
    "line",
    ["", "   ", "/", "//", "??", "\x00", "“", "/brief “", "page 2", "x" * 100_000, "/brief " + "“ " * 5000],
)
def test_nonsense_gets_a_sentence_and_never_a_trace(index: Index, line: str) -> None:
    assert ask(index, line).kind in ("error", "view", "choice")


def test_a_native_command_means_the_same_as_its_words(index: Index) -> None:
    native = Request(id="r", command="brief", arguments={"story": "nk-russia", "view": "claims"})
    assert answer(native, index) == ask(index, "/brief nk-russia claims")


def test_a_topic_may_be_followed_by_its_story(index: Index) -> None:
    narrowed = ask(index, "what did Kirby say about shells in nk-russia")
    assert narrowed.kind == "view"
    assert narrowed.items == ask(index, "what did Kirby say about shells").items


def test_a_polite_correction_is_not_made_where_nothing_was_wrong(index: Index) -> None:
    assert "Nothing is called" not in plain(ask(index, "the sources of nk-russia?"))


def test_a_line_without_end_is_answered_from_its_beginning(index: Index) -> None:
    for line in ("x" * 10_000_000, '"' * 100_000, "who said what " * 10_000, "what did " + "a say " * 9_000):
        assert len(plain(ask(index, line))) < 10_000


def test_a_hedged_position_is_hedged_in_the_summary(index: Index) -> None:
    assert "asserts: United States (as probable)" in plain(ask(index, "nk-russia"))


def test_a_copy_of_a_statement_does_not_carry_a_claim_once_more(index: Index) -> None:
    assert "standfirst wording" not in plain(ask(index, "claims nk-russia"))


@pytest.mark.parametrize("rest", ["in Germany", "yesterday", "to the Pope", "on 3 March"])
def test_what_follows_a_question_after_somebodys_words_is_not_passed_over(index: Index, rest: str) -> None:
    reply = ask(index, f"what did Kirby say {rest}")
    assert (reply.kind, reply.items) == ("error", ())
    assert rest.split()[-1] in plain(reply)


@pytest.mark.parametrize("line", ["/ask who said that", "/publish nk-russia"])
def test_a_command_that_does_not_exist_is_not_taken_for_a_story(index: Index, line: str) -> None:
    reply = ask(index, line)
    assert reply.kind == "error"
    assert f"‘{line}’" in plain(reply)


def test_a_native_command_that_does_not_exist_shows_no_story(index: Index) -> None:
    reply = answer(Request(id="r", command="publish", arguments={"story": "nk-russia"}), index)
    assert (reply.kind, reply.story) == ("error", None)


def test_an_article_before_a_name_is_no_typing_error(index: Index) -> None:
    reply = ask(index, "what did the United States say")
    assert "Nothing is called" not in plain(reply)
    assert speakers(reply) == ["United States", "John Kirby"]


def test_a_topic_may_be_the_name_of_a_view(index: Index) -> None:
    reply = ask(index, "/brief nk-russia who-said-what about sources")
    assert reply.view == "who-said-what"


def test_an_error_names_the_story_that_was_meant_or_none(index: Index) -> None:
    assert ask(index, "/brief story:nk-russia view:zzz").story == "nk-russia"
    assert ask(index, "/brief story:no such thing at all view:zzz").story is None
    assert "nope" not in str(ask(index, "hello there", story="nope").actions)


@pytest.mark.parametrize(
    "name",
    ["South Korea", "the U.S. official", "John Kerry", "Joan Kirby", "Prussia", "Chan", "the officials"],
)
def test_nobody_is_taken_for_somebody_else(index: Index, name: str) -> None:
    reply = ask(index, f"what did {name} say about shells")
    assert (reply.kind, reply.items) == ("error", ())


@pytest.mark.parametrize(
    "name",
    [
        "Russia analyst Cha",
        "US Congress",
        "Kirby aide Smith",
        "Kirby or Cha",
        "Victor Cha of CSIS",
        "Kim Jong Il",
    ],
)
@pytest.mark.parametrize("topic", ["", " about shells"])
def test_words_around_a_name_are_never_dropped(index: Index, name: str, topic: str) -> None:
    reply = ask(index, f"what did {name} say{topic}")
    assert (reply.kind, reply.items) == ("error", ())


@pytest.mark.parametrize(
    "line",
    [
        "what did the North Korean defense ministry official say",
        "/who-said-what story:nk-russia speaker:North Korean defense ministry official",
        "/brief nk-russia who-said-what the official",
    ],
)
def test_an_unnamed_speaker_is_found_by_the_description(index: Index, line: str) -> None:
    assert speakers(ask(index, line)) == ["A North Korean defense ministry official"]


@pytest.mark.parametrize("line", ["/who-said-what nk-russia korea", "who said what nk-russia korea"])
def test_an_ambiguous_speaker_is_asked_back_with_or_without_a_slash(index: Index, line: str) -> None:
    reply = ask(index, line)
    assert reply.kind == "choice"
    assert "North Korea" in plain(reply)


def test_the_options_of_one_command_are_understood_by_the_other(index: Index) -> None:
    reply = ask(index, "/brief story:nk-russia view:who-said-what speaker:Cha about:customs")
    assert reply.items == ("s-cha-detain",)


@pytest.mark.parametrize("line", ["/subscribe story:nk-russia", "nonsense words story:nk-russia"])
def test_options_do_not_make_a_command_of_other_words(index: Index, line: str) -> None:
    assert ask(index, line).kind == "error"


def test_an_item_may_stand_in_quotation_marks(index: Index) -> None:
    assert ask(index, '/brief nk-russia "s-kirby-supply"').view == "item"
