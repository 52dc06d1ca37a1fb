"""Several stories: which one is meant, asking where it is open, declining what is not served."""

from __future__ import annotations

import pytest

from bot.brief.library import load
from bot.query.commands import ABOUT, SPEAKER
from bot.query.complete import options
from bot.query.index import Index
from bot.query.request import Request
from bot.reply.model import Choices, Reply
from bot.reply.plain import plain
from bot.service import answer
from tests.support.briefs import make_lock, write


@pytest.fixture(scope="module")
def harbours(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("harbours")
    lock = make_lock(folder / "scratch")
    briefs = folder / "briefs"
    note = {"number": 2, "at": "2026-03-03T08:00:00Z", "note": "A quotation is in doubt; @everyone wait."}
    write(briefs, "norrhamn-cranes", lock=lock, title="Cranes of Norrhamn", aliases=["cranes"])
    write(briefs, "norrhamn-ice", lock=lock, title="Ice in Norrhamn’s harbour")
    write(briefs, "held", lock=lock, title="Held back", status="hold", revision=note)
    write(briefs, "gone", lock=lock, title="Taken down", status="withdrawn", revision=note)
    write(briefs, "unfinished", lock=lock, title="A draft", status="draft")
    return Index(load(briefs, folder / "archive", folder / "data"))


def ask(index: Index, line: str, story: str | None = None) -> Reply:
    return answer(Request(id="r", text=line, story=story), index)


def commands(reply: Reply) -> list[str]:
    return [
        option.command for block in reply.blocks if isinstance(block, Choices) for option in block.options
    ]


def test_words_of_two_titles_ask_which_story_is_meant(harbours: Index) -> None:
    reply = ask(harbours, "/brief norrhamn timeline")
    assert reply.kind == "choice"
    assert commands(reply) == ["/brief norrhamn-cranes timeline", "/brief norrhamn-ice timeline"]


def test_a_view_without_a_story_asks_for_one(harbours: Index) -> None:
    reply = ask(harbours, "/brief timeline")
    assert reply.kind == "choice"
    assert "/brief norrhamn-ice timeline" in commands(reply)


def test_the_choice_keeps_the_speaker_that_was_asked_after(harbours: Index) -> None:
    reply = ask(harbours, "what did Ada Lindqvist say about berth 0")
    assert "/brief norrhamn-ice who-said-what Ada Lindqvist about berth 0" in commands(reply)
    chosen = ask(harbours, "/brief norrhamn-ice who-said-what Ada Lindqvist about berth 0")
    assert (chosen.kind, chosen.story) == ("view", "norrhamn-ice")


@pytest.mark.parametrize(
    "line", ["/brief cranes", "/brief ICE norrhamn", "cranes of norrhamn", "/brief norrhamn-crane"]
)
def test_one_story_is_found_by_alias_title_words_and_typing_errors(harbours: Index, line: str) -> None:
    reply = ask(harbours, line)
    assert reply.kind == "view"
    assert reply.story in ("norrhamn-cranes", "norrhamn-ice")


@pytest.mark.parametrize("slug", ["held", "gone"])
@pytest.mark.parametrize("view", ["", " timeline", " who-said-what", " who-said-what Ada Lindqvist", " s-1"])
def test_a_brief_on_hold_or_withdrawn_says_why_and_shows_nothing(
    harbours: Index, slug: str, view: str
) -> None:
    reply = ask(harbours, f"/brief {slug}{view}")
    assert reply.items == ()
    assert "A quotation is in doubt" in plain(reply)
    assert "Berth" not in plain(reply)


def test_a_draft_is_not_there(harbours: Index) -> None:
    assert ask(harbours, "/brief unfinished").kind == "error"
    assert "draft" not in plain(ask(harbours, "/briefs")).casefold()


def test_a_button_about_a_story_that_is_gone_gets_a_sentence(harbours: Index) -> None:
    assert ask(harbours, "timeline", story="no-such-story").kind == "choice"


def test_an_exact_name_before_an_item_wins_over_a_story_spelt_like_both(harbours: Index) -> None:
    reply = ask(harbours, "/brief norrhamn-cranes s-1")
    assert (reply.view, reply.items) == ("item", ("s-1",))


def test_a_brief_on_hold_is_not_told_through_completion(harbours: Index) -> None:
    assert options(harbours, SPEAKER, "", "held") == []
    assert options(harbours, ABOUT, "", "held") == []


def test_completion_knows_a_story_by_its_alias(harbours: Index) -> None:
    assert "Ada Lindqvist" in [option.label for option in options(harbours, SPEAKER, "ada", "cranes")]


def test_the_choice_keeps_the_topic_that_was_asked_after(harbours: Index) -> None:
    assert "/brief norrhamn-ice who-said-what about berth 0" in commands(
        ask(harbours, "who said what about berth 0")
    )


def test_a_held_brief_is_listed_without_what_is_contested_in_it(harbours: Index) -> None:
    [line] = [line for line in plain(ask(harbours, "/briefs")).splitlines() if line.endswith("· held")]
    assert "contested" not in line
