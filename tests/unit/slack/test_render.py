"""What a reader sees on Slack, and what a screen reader says."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.slack.render import render
from bot.reply.model import (
    Action,
    Choices,
    Claim,
    Fields,
    Heading,
    Link,
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
from tests.support.payloads import check_slack
from tests.support.slack_payload import texts


def reply(*blocks: Any, **rest: Any) -> Reply:
    return Reply(kind=rest.pop("kind", "view"), blocks=blocks, **rest)


def said(quote: str, speaker: str = "Ada Byron") -> Statement:
    words = (Quote(text=quote),)
    return Statement(item="s-1", speaker=speaker, cue="said", label="direct quote", words=words, detail="p3")


def one(shown: Reply) -> dict[str, Any]:
    (body,) = render(shown)
    check_slack(body)
    return body


def kinds(body: dict[str, Any]) -> list[str]:
    return [block["type"] for block in body["blocks"]]


def test_a_statement_shows_who_how_the_words_behind_a_bar_and_where() -> None:
    body = one(reply(said("We will not.")))
    rich, context = body["blocks"]
    assert rich["elements"] == [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Ada Byron", "style": {"bold": True}},
                {"type": "text", "text": " said · direct quote"},
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "“We will not.”"}]},
    ]
    assert context["elements"] == [{"type": "plain_text", "text": "p3", "emoji": False}]


def test_the_text_for_screen_readers_holds_all_that_the_blocks_show() -> None:
    stand = Stand(by="Bo", stance="denies", items=("s-1",), words=(Quote(text="No."),), detail="p4")
    body = one(
        reply(
            Heading(text="A bridge closes", badge="live"),
            said("We will not."),
            Claim(item="c-1", proposition="It is shut", status="contested", stands=(stand,), notes=("n",)),
            Fields(rows=(("Agency", (Plain(text="Wire"),)),)),
            Notice(text="As of today."),
        )
    )
    for words in (
        "A bridge closes",
        "live",
        "Ada Byron",
        "“We will not.”",
        "p3",
        "Bo",
        "“No.”",
        "p4",
        "Wire",
    ):
        assert words in body["text"]
        assert any(words in text for text in texts(body))


def test_groups_stand_apart() -> None:
    body = one(reply(Heading(text="A"), Heading(text="B", level=2), said("x"), Heading(text="C", level=2)))
    assert kinds(body) == ["header", "divider", "rich_text", "rich_text", "context", "divider", "rich_text"]


def test_bullets_that_follow_each_other_are_one_list() -> None:
    points = [Point(words=(Plain(text=f"Point {n}"),)) for n in range(3)]
    body = one(reply(Heading(text="A"), *points))
    assert kinds(body) == ["header", "rich_text"]
    (listed,) = body["blocks"][1]["elements"]
    assert len(listed["elements"]) == 3


def test_a_title_too_long_for_a_header_is_shown_whole() -> None:
    body = one(reply(Heading(text="x" * 200)))
    assert kinds(body) == ["rich_text"]
    assert texts(body) == ["x" * 200]


def test_quote_and_paraphrase_look_different() -> None:
    body = one(reply(Paragraph(words=(Quote(text="yes"), Paraphrase(text="so it was")))))
    quote, paraphrase = body["blocks"][0]["elements"][0]["elements"]
    assert quote == {"type": "text", "text": "“yes”"}
    assert paraphrase == {"type": "text", "text": "so it was", "style": {"italic": True}}


def test_links_are_links_only_when_safe() -> None:
    words = (Link(text="a", url="https://e.example/x|y>"), Link(text="b", url="http://e.example"))
    first, second = one(reply(Paragraph(words=words)))["blocks"][0]["elements"][0]["elements"]
    assert first == {"type": "link", "url": "https://e.example/x%7Cy%3E", "text": "a"}
    assert second == {"type": "text", "text": "b"}


@pytest.mark.parametrize("hostile", ["<!channel>", "<@U1>", "<#C1>", "<!subteam^S1>", "<!date^1^{date}|x>"])
def test_nobody_is_pinged(hostile: str) -> None:
    blocks = (Heading(text=hostile, detail=hostile), said(hostile, hostile), Notice(text=hostile))
    body = one(reply(*blocks, actions=(Action(label=hostile, command="brief x"),)))
    assert hostile not in str(body)


def test_marks_of_mrkdwn_stay_as_they_are() -> None:
    body = one(reply(said("*bold* _it_ `code` :smile: a & b")))
    assert "“*bold* _it_ `code` :smile: a & b”" in texts(body)
    assert "a &amp; b" in body["text"]


def test_actions_are_buttons_in_fives_that_carry_their_command() -> None:
    actions = tuple(Action(label=f"View {n}", command=f"brief x {n}") for n in range(7))
    body = one(reply(said("x"), actions=actions))
    rows = [block["elements"] for block in body["blocks"] if block["type"] == "actions"]
    assert [len(row) for row in rows] == [5, 2]
    assert (rows[0][0]["value"], rows[0][0]["action_id"]) == ("brief x 0", "o1:button:0")


def test_few_choices_are_buttons_and_many_are_a_menu() -> None:
    options = tuple(Action(label=f"Story {n}", command=f"brief story-{n}") for n in range(30))
    few = one(reply(Choices(prompt="Which?", options=options[:5]), kind="choice"))
    assert [each["type"] for each in few["blocks"][1]["elements"]] == ["button"] * 5
    many = one(reply(Choices(prompt="Which?", options=options), kind="choice"))
    (menu,) = many["blocks"][1]["elements"]
    assert len(menu["options"]) == 30


def test_an_option_too_long_for_a_menu_is_written_out() -> None:
    options = tuple(Action(label=f"Story {n}", command=f"ask {'x' * 150} {n}") for n in range(6))
    body = one(reply(Choices(prompt="Which?", options=options)))
    assert "actions" not in kinds(body)
    assert any(f"Story 5: type {options[5].command}" in text for text in texts(body))


@pytest.mark.parametrize(
    "unit", ["北朝鮮の声明 ", "قال المتحدث ", "הדובר אמר ", "👩‍👩‍👧‍👦 ", "*", "<", "word "]
)
def test_a_quote_of_3000_characters_is_whole_or_marked_as_cut(unit: str) -> None:
    quote = (unit * 3000)[:3000]
    bodies = render(reply(Heading(text="A"), said(quote), said("short")))
    for body in bodies:
        check_slack(body)
    shown = [text for body in bodies for text in texts(body)]
    assert any("[…]" in text or quote.strip() in text for text in shown)
    assert "“short”" in shown


def test_forty_statements_go_out_in_several_messages_each_with_its_speaker() -> None:
    bodies = render(reply(*(said(f"Words {n}. " * 12, f"Speaker {n}.") for n in range(40))))
    assert len(bodies) > 1
    for body in bodies:
        check_slack(body)
    for n in range(40):
        where = [f"“Words {n}. " in "\n".join(texts(body)) for body in bodies]
        assert f"Speaker {n}." in texts(bodies[where.index(True)])


def test_many_statements_stay_within_the_blocks_of_a_message() -> None:
    for body in render(reply(*(said("x", "A") for _ in range(60)))):
        check_slack(body)


def test_nothing_to_show_is_no_message() -> None:
    assert render(reply()) == []
