"""What all views share: the title, "as of", and the pages of a long list."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.brief.model import Event, Term, When
from bot.query.views import VIEW_REPLIES
from bot.reply.model import Action
from tests.support.ferry import body, ferry, ferry_brief, reply, shown

VIEWS = sorted(VIEW_REPLIES.keys() - {"item"})
TERMS = ferry(glossary=tuple(Term(id=f"g-{n}", term=f"Term {n}", text="A word.") for n in range(1, 61)))
NAMES = [f"• Term {n}: A word." for n in range(1, 61)]


def turns(page: int) -> list[Action]:
    return [action for action in reply("glossary", TERMS, page=page).actions if "page" in action.label]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_of_which_story_it_is_and_as_of_when(view: str) -> None:
    lines = shown(view)
    assert lines[0].startswith("The ‘Gull’ stays in port [dormant]")
    assert "– As of revision 3, 6 Mar 2026, 08:30 UTC." in lines


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_takes_its_tone_from_the_status_of_the_brief(view: str) -> None:
    assert (reply(view).tone, reply(view).story, reply(view).revision) == ("dormant", "ferry", 3)


@pytest.mark.parametrize("view", VIEWS)
def test_what_was_read_differently_is_said_above_the_title(view: str) -> None:
    assert shown(view, notes=("Read as the ferry.",))[0] == "– Read as the ferry."


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_leads_to_its_neighbours_and_not_to_itself(view: str) -> None:
    commands = [action.command for action in reply(view).actions]
    assert len(commands) == len(VIEWS)
    assert commands[-1] == "/brief list"
    assert f"/brief ferry {view}" not in commands


@pytest.mark.parametrize(
    ("page", "first", "last"), [(1, 1, 25), (2, 26, 50), (3, 51, 60), (99, 51, 60), (0, 1, 25)]
)
def test_every_page_says_where_it_is_and_a_number_past_the_end_is_the_last_page(
    page: int, first: int, last: int
) -> None:
    number = min(max(page, 1), 3)
    assert body("glossary", TERMS, page=page) == NAMES[first - 1 : last]
    as_of = "As of revision 3, 6 Mar 2026, 08:30 UTC."
    assert f"– Page {number} of 3: {first} to {last} of 60. {as_of}" in shown("glossary", TERMS, page=page)


def test_next_and_previous_lead_to_the_pages_there_are() -> None:
    back, on = "Previous page", "Next page"
    assert turns(1) == [Action(label=on, command="/brief ferry glossary page 2")]
    assert turns(2) == [
        Action(label=back, command="/brief ferry glossary page 1"),
        Action(label=on, command="/brief ferry glossary page 3"),
    ]
    assert turns(3) == [Action(label=back, command="/brief ferry glossary page 2")]


def test_the_pages_of_a_narrowed_view_stay_narrowed() -> None:
    [lund] = [each for each in ferry_brief().statements if each.id == "s-lund"]
    many = ferry(statements=tuple(replace(lund, id=f"s-{n}") for n in range(30)), claims=())
    narrowed = reply("who-said-what", many, speaker="erik-lund", about="fares")
    assert narrowed.actions[0].command == "/brief ferry who-said-what erik-lund about fares page 2"


def test_a_list_of_one_page_says_nothing_of_pages() -> None:
    assert not any("age 1" in line for line in shown("glossary"))


def test_a_page_of_long_texts_holds_fewer_of_them() -> None:
    brief = ferry_brief()
    quote = replace(brief.statements[2], quoted=("x" * 1000,), restates=())
    quotes = ferry(statements=tuple(replace(quote, id=f"s-{n}") for n in range(25)), claims=())
    claims = ferry(claims=tuple(replace(brief.claims[5], id=f"c-{n}", note="x" * 1000) for n in range(25)))
    assert any(line.startswith("– Page 1 of 3: 1 to 10 of 25.") for line in shown("who-said-what", quotes))
    assert any(line.startswith("– Page 1 of 4: 1 to 8 of 25.") for line in shown("claims", claims))


def test_a_page_of_long_events_holds_fewer_of_them() -> None:
    when = When(text=None, edtf=None, basis="none")
    events = [Event(id=f"t-{n}", text="x" * 1000, when=when, refs=("f-island",)) for n in range(25)]
    lines = shown("timeline", ferry(timeline=tuple(events)))
    assert any(line.startswith("– Page 1 of 3: 1 to 10 of 25.") for line in lines)
