"""A form as a modal of Slack's, whatever is in it, and what comes back."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.modal import handed_in, modal
from bot.query.request import Place
from bot.reply.model import Field, Form
from tests.strategies.replies import words
from tests.support.slack_payload import check_opening
from tests.support.slack_world import held

PLACE = Place(platform="slack", tenant="T1", channel="C1", thread="1.1")
VALUES = st.text(st.characters(codec="utf-8", exclude_characters=","), max_size=100)


def form(*fields: Field, **more: Any) -> Form:
    return Form(title="Follow", command="subscribe", arguments=(("story", "x"),), fields=fields, **more)


def untouched(view: dict[str, Any]) -> dict[str, Any]:
    values = {block["block_id"]: held(block["element"]) for block in view["blocks"]}
    return {**view, "state": {"values": values}}


@st.composite
def fields(draw: st.DrawFn, name: str) -> Field:
    values = draw(st.lists(VALUES, max_size=25, unique=True))
    most = draw(st.integers(1, 25)) if values else 1
    held = draw(st.lists(st.sampled_from(values), max_size=most, unique=True)) if values else []
    value = ",".join(held[:most]) if values else draw(VALUES)
    options = tuple((each, draw(words)) for each in values)
    return Field(name=name, label=draw(words), value=value, options=options, most=most, hint=draw(words))


@settings(max_examples=60, deadline=None)
@given(st.tuples(fields("when"), fields("zone"), fields("changes")))
def test_whatever_is_in_a_form_slack_takes_it_and_untouched_it_says_the_same(made: tuple[Field, ...]) -> None:
    view = modal(form(*made), PLACE)
    assert view is not None
    check_opening({"trigger_id": "1", "view": view})
    back = handed_in(untouched(view))
    assert back is not None
    assert (back.state.channel, back.state.thread, back.state.home) == ("C1", "1.1", False)
    assert back.arguments["story"] == "x"
    for field in made:
        value = field.value if field.options or field.value.strip() else ""  # Slack takes no blank line
        assert set(back.arguments[field.name].split(",")) == set(value.split(","))


def test_what_slack_could_not_carry_is_no_modal() -> None:
    assert (
        modal(Form(title="x", command="subscribe", arguments=(("a", "b" * 3000),), fields=()), PLACE) is None
    )


def test_a_blank_line_is_left_empty_since_slack_would_refuse_it() -> None:
    view = modal(form(Field(name="quiet", label="Quiet hours", value=" \r")), PLACE)
    assert view is not None
    assert "initial_value" not in view["blocks"][0]["element"]


def test_nothing_chosen_is_an_empty_argument() -> None:
    view = modal(form(Field(name="changes", label="Which", options=(("all", "All"),), most=2)), PLACE)
    assert view is not None
    back = handed_in(untouched(view))
    assert back is not None
    assert back.arguments["changes"] == ""
