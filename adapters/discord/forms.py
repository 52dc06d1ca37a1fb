"""A form as a modal, and what comes back when somebody hands it in. All state is in the modal itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from adapters.discord.controls import Component
from adapters.discord.ids import form_id, form_of
from adapters.discord.limits import (
    FIELD_LABEL,
    FIELDS,
    HINT,
    MODAL_TITLE,
    OPTION_LABEL,
    OPTION_VALUE,
    OPTIONS,
)
from adapters.onward import shorten
from bot.query.commands import COMMAND_NAMES
from bot.reply.inert import clean
from bot.reply.model import Action, Field, Form, Reply

# Discord docs: Components reference, "Component types"
SELECT, TEXT, LABEL = 3, 4, 18
_SHORT = 1  # the style of a text input with one line
LONGEST: Final = 300  # characters of a line that is typed into a form


class HandedIn(Struct, frozen=True):
    """A form as it came back: every argument of its command."""

    command: str
    arguments: Mapping[str, str]


def modal(form: Form) -> Component | None:
    """The data of a response of type 9 (Discord docs: Interactions, "Modal"); None where Discord cannot hold
    the form or its state."""
    coded = form_id(form.command, form.arguments)
    if coded is None or not 0 < len(form.fields) <= FIELDS or not all(map(_fits, form.fields)):
        return None
    return {
        "custom_id": coded,
        "title": _shown(form.title, MODAL_TITLE),
        "components": [_labelled(field) for field in form.fields],
    }


def _fits(field: Field) -> bool:
    """Whether Discord can carry every option: one that was left out would be taken back by handing in."""
    return len(field.options) <= OPTIONS and all(0 < len(value) <= OPTION_VALUE for value, _ in field.options)


def written(reply: Reply, line: str) -> Reply:
    """The reply where its form is not opened at once: in words, with a button that opens it; `line` is what
    was asked, "" where that is not known in words."""
    if not line or reply.form is None or modal(reply.form) is None:
        return reply
    return replace(reply, actions=(Action(label="Open the form", command=line), *reply.actions))


def _labelled(field: Field) -> Component:
    control = _choice(field) if field.options else _line(field)
    return {"type": LABEL, "label": _shown(field.label, FIELD_LABEL), "component": control}


def _line(field: Field) -> Component:
    """A line that may be left empty."""
    line = {"type": TEXT, "custom_id": field.name, "style": _SHORT, "required": False, "max_length": LONGEST}
    filled = {"value": field.value[:LONGEST]} if field.value else {}
    return line | filled | ({"placeholder": _shown(field.hint, HINT)} if field.hint else {})


def _choice(field: Field) -> Component:
    """A menu. One of its options has to be chosen where only one can be."""
    several = field.most > 1
    held = [each.strip() for each in field.value.split(",")] if several else [field.value]
    options = [
        {"label": _shown(label, OPTION_LABEL), "value": value, "default": value in held}
        for value, label in field.options
    ]
    most = min(field.most, len(options))
    chosen = [each for each in options if each["default"]]
    for each in chosen[most:]:
        each["default"] = False
    return {
        "type": SELECT,
        "custom_id": field.name,
        "options": options,
        "required": not several,
        "min_values": 0 if several else 1,
        "max_values": most,
    }


def _shown(words: str, most: int) -> str:
    """Plain text, never empty, which Discord refuses."""
    return shorten(clean(words).strip() or "…", most)


def handed_in(data: Mapping[str, Any]) -> HandedIn | None:
    """What a submission says (Discord docs: Receiving and Responding, "Modal Submit Data Structure"); None
    for what is no form of this version's."""
    found = form_of(str(data.get("custom_id")))
    command = COMMAND_NAMES.get(found[0]) if found else None
    if found is None or command is None:
        return None
    try:
        arguments = {**dict(_values(data["components"])), **found[1]}
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    known = {parameter.name for parameter in command.parameters}
    return HandedIn(command.name, arguments) if arguments.keys() <= known else None


def _values(components: list[Any]) -> Iterator[tuple[str, str]]:
    """What each field holds; of several choices joined by commas."""
    for label in components[:FIELDS]:
        field = label["component"]
        if field["type"] == SELECT:
            yield str(field["custom_id"]), ",".join(map(str, field["values"][:OPTIONS]))
        else:
            yield str(field["custom_id"]), str(field["value"] or "")[:LONGEST]
