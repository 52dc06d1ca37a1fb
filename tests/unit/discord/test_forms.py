"""Forms as modals, and the ids that carry what they are for."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.discord.forms import HandedIn, handed_in, modal, written
from adapters.discord.ids import form_id, form_of
from adapters.discord.views import modal_of
from bot.reply.model import Field, Form, Paragraph, Plain, Reply
from tests.support.discord_modals import check_modal


def form(*fields: Field, story: str = "ferry", title: str = "Follow a story") -> Form:
    shown = fields or (Field(name="at", label="Time", value="8:00", hint="8:00"),)
    return Form(title=title, command="subscribe", arguments=(("story", story),), fields=shown)


def made(given: Form) -> Any:
    """The body, which Discord takes, and which discord.py writes just so."""
    body = modal(given)
    assert body is not None
    check_modal(body)
    written_by_library = modal_of(body).to_dict()
    check_modal(written_by_library)
    assert written_by_library["custom_id"] == body["custom_id"]
    for ours, theirs in zip(body["components"], written_by_library["components"], strict=True):
        assert ours["label"] == theirs["label"]
        for key, value in ours["component"].items():
            if key != "options":
                assert theirs["component"][key] == value, key
    return body


def options(count: int, length: int = 1) -> tuple[tuple[str, str], ...]:
    return tuple((f"{n}".rjust(length, "x"), f"Option {n}") for n in range(count))


def test_one_of_several_has_to_be_chosen_and_what_holds_is_chosen_already() -> None:
    choice = Field(name="when", label="How often", value="1", options=options(3))
    [label] = made(form(choice))["components"]
    field = label["component"]
    assert (field["required"], field["min_values"], field["max_values"]) == (True, 1, 1)
    assert [each["value"] for each in field["options"] if each["default"]] == ["1"]


def test_of_many_some_or_none_are_chosen() -> None:
    choice = Field(name="changes", label="Which", value="0,2", options=options(3), most=3)
    [label] = made(form(choice))["components"]
    field = label["component"]
    assert (field["required"], field["min_values"], field["max_values"]) == (False, 0, 3)
    assert [each["value"] for each in field["options"] if each["default"]] == ["0", "2"]


def test_no_more_is_chosen_than_may_be() -> None:
    choice = Field(name="changes", label="Which", value="0,1,2", options=options(3), most=2)
    [label] = made(form(choice))["components"]
    assert sum(each["default"] for each in label["component"]["options"]) == 2


def test_everything_is_cut_to_what_discord_holds() -> None:
    long = Field(name="at", label="word " * 40, value="v" * 5000, hint="hint " * 40)
    many = Field(name="changes", label="\u202e", value="", options=options(25), most=40)
    odd = Field(name="when", label="How", value="", options=(("y" * 100, "label " * 40), ("a", " ")))
    made(form(long, many, odd, title="title " * 20))


@pytest.mark.parametrize(
    "given",
    [
        form(story="s" * 90),
        form(story="ü" * 20),
        form(*(Field(name=f"f{n}", label="x") for n in range(6))),
        Form(title="x", command="subscribe", arguments=(), fields=()),
        form(Field(name="when", label="How", options=(("y" * 101, "Too long"), ("a", "b")))),
        form(Field(name="when", label="How", options=(("", "None"), ("a", "b")))),
        form(Field(name="when", label="How", options=options(26))),
    ],
    ids=["long story", "encoded", "six fields", "no fields", "long option", "empty option", "26 options"],
)
def test_what_discord_cannot_hold_is_no_form_and_is_said_in_words(given: Form) -> None:
    assert modal(given) is None
    reply = Reply(kind="answer", blocks=(Paragraph(words=(Plain(text="x"),)),), form=given)
    assert written(reply, "settings ferry") == reply


def test_in_words_a_form_has_a_button_that_opens_it_where_the_line_is_known() -> None:
    reply = Reply(kind="answer", blocks=(Paragraph(words=(Plain(text="x"),)),), form=form())
    assert [each.command for each in written(reply, "settings ferry").actions] == ["settings ferry"]
    assert written(reply, "") == reply


@pytest.mark.parametrize("value", ["ferry", "a b", "a&b=c", "ü", "", "?", "%"])
def test_an_id_gives_back_what_was_put_in(value: str) -> None:
    coded = form_id("subscribe", (("story", value), ("at", "8:00")))
    assert coded is not None
    assert form_of(coded) == ("subscribe", {"story": value, "at": "8:00"})


def test_what_is_handed_in_are_the_arguments_of_the_command() -> None:
    when = {"type": 18, "component": {"type": 3, "custom_id": "when", "values": ["daily"]}}
    at = {"type": 18, "component": {"type": 4, "custom_id": "at", "value": "9" * 4000}}
    data = {"custom_id": "f1:subscribe?story=ferry", "components": [when, at]}
    found = handed_in(data)
    assert found == HandedIn("subscribe", {"when": "daily", "at": "9" * 300, "story": "ferry"})


def test_no_field_puts_another_story_in_the_place_of_the_forms() -> None:
    other = {"type": 18, "component": {"type": 4, "custom_id": "story", "value": "other"}}
    found = handed_in({"custom_id": "f1:subscribe?story=ferry", "components": [other]})
    assert found == HandedIn("subscribe", {"story": "ferry"})
