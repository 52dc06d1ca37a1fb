"""The one module that makes discord.ui objects: of rendered bodies, which they give back unchanged."""

from __future__ import annotations

from typing import Any

from discord import ButtonStyle, SelectOption, SeparatorSpacing
from discord.ui import (
    ActionRow,
    Button,
    Container,
    Item,
    Label,
    LayoutView,
    Modal,
    Select,
    Separator,
    TextDisplay,
    TextInput,
)

from adapters.discord.controls import Component

_Item = Item[Any]


def view_of(components: list[Component]) -> LayoutView:
    """The components of a rendered body, as discord.py sends them.

    The view is stopped from the start, so that discord.py keeps none of it: what a click means stands in
    its custom id, and memory stays flat.
    """
    view = LayoutView(timeout=None)
    for component in components:
        view.add_item(_item(component))
    view.stop()
    return view


def modal_of(body: Component) -> Modal:
    """A form as discord.py opens it; it too is stopped from the start, and kept by nobody."""
    modal = Modal(title=body["title"], custom_id=body["custom_id"], timeout=None)
    for label in body["components"]:
        modal.add_item(Label(text=label["label"], component=_field(label["component"])))
    modal.stop()
    return modal


def _item(component: Component) -> _Item:
    """One component; the numbers are Discord's (Discord docs: Components reference, "Component types")."""
    match component["type"]:
        case 1:
            return ActionRow(*map(_item, component["components"]))
        case 2:
            return _button(component)
        case 3:
            return _select(component)
        case 10:
            return TextDisplay(component["content"])
        case 14:
            spacing = SeparatorSpacing(component["spacing"])
            return Separator(visible=component["divider"], spacing=spacing)
        case 17:
            inside = map(_item, component["components"])
            return Container(*inside, accent_color=component["accent_color"])
        case other:
            raise ValueError(f"no component of type {other} is rendered")


def _button(component: Component) -> _Item:
    return Button(
        style=ButtonStyle(component["style"]), label=component["label"], custom_id=component["custom_id"]
    )


def _select(component: Component) -> _Item:
    options = [SelectOption(label=each["label"], value=each["value"]) for each in component["options"]]
    return Select(custom_id=component["custom_id"], placeholder=component.get("placeholder"), options=options)


def _field(component: Component) -> _Item:
    """A menu or a line of text in a form."""
    if component["type"] == 4:
        return TextInput(
            custom_id=component["custom_id"],
            required=component["required"],
            max_length=component["max_length"],
            default=component.get("value"),
            placeholder=component.get("placeholder"),
        )
    return Select(
        custom_id=component["custom_id"],
        options=[SelectOption(**each) for each in component["options"]],
        required=component["required"],
        min_values=component["min_values"],
        max_values=component["max_values"],
    )
