"""What a reader sees on Discord."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.render import render
from bot.reply.model import (
    Action,
    Choices,
    Claim,
    Fields,
    Heading,
    Notice,
    Paragraph,
    Paraphrase,
    Plain,
    Point,
    Quote,
    Reply,
    Stand,
    Statement,
)
from tests.support.discord_payload import read, texts
from tests.support.payloads import check_discord

LONG_SLUG = "a" * 60


def reply(*blocks: Any, **rest: Any) -> Reply:
    return Reply(kind=rest.pop("kind", "view"), blocks=blocks, **rest)


def said(quote: str, speaker: str = "Ada Byron") -> Statement:
    words = (Quote(text=quote),)
    return Statement(item="s-1", speaker=speaker, cue="said", label="direct quote", words=words, detail="p3")


def one(shown: Reply) -> dict[str, Any]:
    (body,) = render(shown)
    check_discord(body)
    return body


def text(shown: Reply) -> str:
    return "\n~\n".join(texts(one(shown)))


def buttons(body: dict[str, Any]) -> list[str]:
    return [button["label"] for row in body["components"][1:] for button in row["components"]]


def test_a_statement_shows_who_how_the_words_and_where() -> None:
    assert text(reply(said("We will not."))) == "**Ada Byron** said · direct quote\n> “We will not.”\n-# p3"


def test_a_brief_reads_as_title_state_bullets_and_small_print() -> None:
    shown = reply(
        Heading(text="A bridge closes", badge="live", detail="revision 2"),
        Point(words=(Plain(text="It is shut."),), detail="s-1"),
        Point(words=(Paraphrase(text="It may open."),)),
        Notice(text="As of today."),
    )
    assert text(shown) == (
        "## A bridge closes\n-# **live** · revision 2\n"
        "- It is shut.\n-# s-1\n- *It may open.*\n\n-# As of today."
    )


def test_groups_stand_apart() -> None:
    shown = reply(
        Heading(text="A", level=1), Heading(text="B", level=2), said("x"), Heading(text="C", level=2)
    )
    inside = one(shown)["components"][0]["components"]
    assert [part["type"] for part in inside] == [10, 14, 10, 14, 10]


def test_a_claim_lists_who_stands_where() -> None:
    stand = Stand(by="Ada Byron", stance="denies", items=("s-1",), words=(Quote(text="No."),), detail="p3")
    shown = reply(Claim(item="c-1", proposition="It is shut", status="contested", stands=(stand,)))
    assert text(shown) == "**It is shut** · contested\n- **Ada Byron** denies: “No.”\n-# p3"


def test_fields_and_paragraphs() -> None:
    shown = reply(Fields(rows=(("Agency", (Plain(text="Wire"),)),)), Paragraph(words=(Plain(text="Hello."),)))
    assert text(shown) == "**Agency**: Wire\n\nHello."


@pytest.mark.parametrize("tone", ["live", "hold", "dormant", "closed", "withdrawn"])
def test_every_status_has_its_colour(tone: str) -> None:
    neutral = one(reply(said("x")))["components"][0]["accent_color"]
    colour = one(reply(said("x"), tone=tone))["components"][0]["accent_color"]
    assert colour != neutral or tone == "dormant"


def test_actions_become_buttons_that_carry_their_command() -> None:
    actions = tuple(Action(label=f"View {n}", command=f"brief x {n}") for n in range(7))
    body = one(reply(said("x"), actions=actions))
    assert [len(row["components"]) for row in body["components"][1:]] == [5, 2]
    assert body["components"][1]["components"][0]["custom_id"] == "o1:brief x 0"


def test_a_command_too_long_for_a_button_is_written_out() -> None:
    command = f"who-said-what {LONG_SLUG} {'b' * 60}"
    body = one(reply(said("x"), actions=(Action(label="Who", command=command),)))
    assert buttons(body) == []
    assert texts(body)[0].endswith(f"-# Who: type {command}")


def test_the_same_command_twice_is_one_button() -> None:
    same = Action(label="Again", command="brief x")
    body = one(reply(Choices(prompt="Which?", options=(same,)), actions=(same, same)))
    assert len(body["components"]) == 1


def test_few_choices_are_buttons_and_many_are_a_menu() -> None:
    options = tuple(Action(label=f"Story {n}", command=f"brief story-{n}") for n in range(30))
    few = one(reply(Choices(prompt="Which?", options=options[:5]), kind="choice"))
    assert [part["type"] for part in few["components"][0]["components"]] == [10, 1]
    many = one(reply(Choices(prompt="Which?", options=options), kind="choice"))
    (menu,) = many["components"][0]["components"][1]["components"]
    assert len(menu["options"]) == 25
    assert "Story 29: type brief story-29" in read(many)


@pytest.mark.parametrize(
    "unit", ["北朝鮮の声明 ", "قال المتحدث ", "הדובר אמר ", "👩‍👩‍👧‍👦 ", "*", "<", "word "]
)
def test_a_quote_of_3000_characters_is_whole_or_marked_as_cut(unit: str) -> None:
    quote = (unit * 3000)[:3000]
    bodies = render(reply(Heading(text="A"), said(quote), said("short")))
    for body in bodies:
        check_discord(body)
    shown = "\n".join(map(read, bodies))
    assert "[…]" in shown or quote.strip() in shown
    assert "“short”" in shown


def test_forty_statements_go_out_in_several_messages_each_with_its_speaker() -> None:
    bodies = render(reply(*(said(f"Words {n}. " * 12, f"Speaker {n}.") for n in range(40))))
    assert len(bodies) > 1
    for body in bodies:
        check_discord(body)
    places = {n: [f"“Words {n}. " in "".join(texts(body)) for body in bodies] for n in range(40)}
    for n, where in places.items():
        assert f"**Speaker {n}.**" in "".join(texts(bodies[where.index(True)]))


def test_buttons_stand_under_the_last_message_only() -> None:
    blocks = [said("Words. " * 60, f"Speaker {n}") for n in range(30)]
    bodies = render(reply(*blocks, actions=(Action(label="More", command="brief x"),)))
    assert [buttons(body) for body in bodies] == [*([[]] * (len(bodies) - 1)), ["More"]]


def test_scripts_of_many_bytes_are_split_by_bytes() -> None:
    for body in render(reply(*(said("北朝鮮は否定した" * 50, f"話者{n}") for n in range(20)))):
        check_discord(body)


def test_many_speakers_stay_within_the_components_of_a_message() -> None:
    blocks = [block for n in range(60) for block in (Heading(text=f"S{n}", level=2), said("x"))]
    for body in render(
        reply(*blocks, actions=tuple(Action(label=f"V{n}", command=f"v {n}") for n in range(9)))
    ):
        check_discord(body)


def test_nothing_to_show_is_no_message() -> None:
    assert render(reply()) == []
