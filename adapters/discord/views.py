"""The one module that makes discord.ui objects: of a rendered body, which they give back unchanged."""

from __future__ import annotations

from typing import Any

from discord import ButtonStyle, SelectOption, SeparatorSpacing
from discord.ui import ActionRow, Button, Container, Item, LayoutView, Select, Separator, TextDisplay

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
