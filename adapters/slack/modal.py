"""A form as a modal, and what comes back when somebody hands it in. All state is in the modal itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from adapters.onward import shorten
from adapters.slack.limits import FIELD_LABEL, MODAL_TITLE, OPTION_TEXT, OPTION_VALUE, PRIVATE_METADATA
from adapters.slack.text import plain_text, text
from bot.query.commands import COMMAND_NAMES
from bot.query.request import Place
from bot.reply.model import Field, Form

CALLBACK: Final = "o1:form"
_INPUT: Final = "o1:input"
_LONGEST = 1000  # characters of a line that is typed into a form
_MOST = 10  # inputs that are read; a form has five
# An option of Slack's has a value, and ours may be "".
_MARK = "="


class State(Struct, frozen=True, kw_only=True):
    """Where a form was opened, and what it fills in; `home` where that was in the app's home."""

    command: str
    arguments: tuple[tuple[str, str], ...] = ()
    channel: str = ""
    thread: str = ""
    home: bool = False


class HandedIn(Struct, frozen=True, kw_only=True):
    """A form as it came back: what it was for, and every argument of its command."""

    state: State
    arguments: Mapping[str, str]


def modal(form: Form, place: Place, *, home: bool = False) -> dict[str, Any] | None:
    """The view for `views.open` (Slack docs: Modals, Input block); None where Slack cannot hold its state."""
    state = State(
        command=form.command, arguments=form.arguments, channel=place.channel, thread=place.thread, home=home
    )
    kept = msgspec.json.encode(state).decode()
    if len(kept) > PRIVATE_METADATA:
        return None
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": kept,
        "title": _shown(form.title, MODAL_TITLE),
        "submit": plain_text("Save"),
        "close": plain_text("Cancel"),
        "blocks": [_block(field) for field in form.fields],
    }


def _block(field: Field) -> dict[str, Any]:
    """One input. A single choice has to hold something; all else may be left empty."""
    return {
        "type": "input",
        "block_id": field.name,
        "label": _shown(field.label, FIELD_LABEL),
        "element": {**(_choice(field) if field.options else _line(field)), "action_id": _INPUT},
        "optional": not field.options or field.most > 1,
        **({"hint": _shown(field.hint, FIELD_LABEL)} if field.hint else {}),
    }


def _shown(words: str, most: int) -> dict[str, Any]:
    """A text object, never an empty one, which Slack refuses."""
    return plain_text(shorten(text(words).strip() or "…", most))


def _line(field: Field) -> dict[str, Any]:
    filled = {"initial_value": field.value[:_LONGEST]} if field.value[:_LONGEST].strip() else {}
    return {"type": "plain_text_input", "max_length": _LONGEST, **filled}


def _choice(field: Field) -> dict[str, Any]:
    """A menu of the options that Slack can carry."""
    options = [
        {"text": _shown(label, OPTION_TEXT), "value": f"{_MARK}{value}"}
        for value, label in field.options
        if len(value) < OPTION_VALUE
    ]
    if field.most > 1:
        held = {f"{_MARK}{value}" for value in field.value.split(",")}
        chosen = [each for each in options if each["value"] in held][: field.most]
        filled = {"initial_options": chosen} if chosen else {}
        return {
            "type": "multi_static_select",
            "options": options,
            "max_selected_items": field.most,
            **filled,
        }
    one = next((each for each in options if each["value"] == f"{_MARK}{field.value}"), None)
    return {"type": "static_select", "options": options, **({"initial_option": one} if one else {})}


def handed_in(view: Mapping[str, Any]) -> HandedIn | None:
    """What a submission says (Slack docs: View submission payloads); None for what is no form of ours."""
    try:
        state = msgspec.json.decode(view["private_metadata"], type=State)
        values = dict(_values(view["state"]["values"]))
    except (msgspec.MsgspecError, UnicodeEncodeError, LookupError, TypeError, ValueError, AttributeError):
        return None
    if view.get("callback_id") != CALLBACK or state.command not in COMMAND_NAMES:
        return None
    return HandedIn(state=state, arguments={**dict(state.arguments), **values})


def _values(inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What each input holds; of several choices joined by commas."""
    for name, elements in list(inputs.items())[:_MOST]:
        element = elements[_INPUT]
        chosen = element.get("selected_options")
        if chosen is None and element.get("selected_option"):
            chosen = [element["selected_option"]]
        if element["type"].endswith("static_select"):
            yield name, ",".join(each["value"].removeprefix(_MARK) for each in chosen or ())
        else:
            yield name, (element.get("value") or "")[:_LONGEST]
