"""The plain form, for places that cannot take Components V2."""

from __future__ import annotations

from typing import Any

from adapters.discord.embeds import render_embeds
from bot.reply.model import Action, Choices, Heading, Paragraph, Plain, Quote, Reply, Statement
from tests.support.payloads import check_discord


def one(*blocks: Any, **rest: Any) -> dict[str, Any]:
    (body,) = render_embeds(Reply(kind="view", blocks=blocks, tone="live", **rest))
    check_discord(body)
    return body


def test_the_title_stands_in_its_own_place() -> None:
    body = one(Heading(text="A *bridge* closes", badge="live"), Paragraph(words=(Plain(text="It is shut."),)))
    (embed,) = body["embeds"]
    assert embed["title"] == r"A \*bridge\* closes"
    assert embed["description"] == "-# **live**\n\nIt is shut."


def test_a_title_too_long_for_its_place_is_kept_whole_in_the_text() -> None:
    (embed,) = one(Heading(text="*" * 200))["embeds"]
    assert "title" not in embed
    assert embed["description"].count("\\*") == 200


def test_choices_and_actions_leave_one_of_five_rows_to_a_note_of_correction() -> None:
    options = tuple(Action(label=f"Story {n}", command=f"brief s{n}") for n in range(9))
    actions = tuple(Action(label=f"View {n}", command=f"brief x v{n}") for n in range(30))
    body = one(Choices(prompt="Which?", options=options), actions=actions)
    assert len(body["components"]) == 4
    assert "View 29: type brief x v29" in body["embeds"][0]["description"].replace("\\", "")


def test_nobody_is_pinged_and_the_message_has_no_content() -> None:
    statement = Statement(
        item="s-1", speaker="@here", cue="said", label="", words=(Quote(text="@everyone"),), detail=""
    )
    body = one(statement)
    assert set(body) == {"embeds", "allowed_mentions"}
    assert body["embeds"][0]["description"] == "**\\@here** said\n> “\\@everyone”"
