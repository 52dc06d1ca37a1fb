"""The strict checker of forms on Discord (Discord docs: Interactions, "Modal"; Components reference)."""

from __future__ import annotations

from typing import Any

from tests.support.shapes import are_unique, has_keys, is_list, is_text

Json = dict[str, Any]

SELECT, TEXT, LABEL = 3, 4, 18


def check_modal(data: Any) -> None:
    """Raise AssertionError, naming the place, unless Discord would open the form."""
    has_keys(data, "modal", {"custom_id", "title", "components"})
    is_text(data["custom_id"], "modal.custom_id", 100)
    is_text(data["title"], "modal.title", 45)
    labels = is_list(data["components"], "modal.components", 5)
    for label in labels:
        has_keys(label, "label", {"type", "label", "component"}, {"description", "id"})
        assert label["type"] == LABEL, f"label: type {label['type']}"
        is_text(label["label"], "label.label", 45)
        _check_field(label["component"])
    are_unique([label["component"]["custom_id"] for label in labels], "modal.components")


def _check_field(field: Json) -> None:
    is_text(field["custom_id"], "field.custom_id", 100)
    assert field["type"] in (SELECT, TEXT), f"field: type {field['type']} is not expected here"
    if field["type"] == TEXT:
        _check_line(field)
        return
    options = is_list(field["options"], "select.options", 25)
    for option in options:
        has_keys(option, "option", {"label", "value"}, {"description", "default"})
        is_text(option["label"], "option.label", 100)
        is_text(option["value"], "option.value", 100)
    are_unique([option["value"] for option in options], "select.options")
    least, most = field.get("min_values", 1), field.get("max_values", 1)
    assert 0 <= least <= most <= len(options), f"select: from {least} to {most} of {len(options)}"
    assert least or not field.get("required", True), "select: required, and none is enough"
    assert sum(option.get("default", False) for option in options) <= most, "select: too many chosen"


def _check_line(field: Json) -> None:
    assert field["style"] in (1, 2), "text.style"
    assert field.get("label") is None, "text: its label is around it"
    most = field.get("max_length", 4000)
    assert 1 <= most <= 4000, "text.max_length"
    assert len(field.get("value") or "") <= most, "text.value"
    assert len(field.get("placeholder") or "") <= 100, "text.placeholder"
