"""Small assertions about JSON-like data; each message names the place."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any


def has_keys(part: Any, where: str, required: Collection[str], optional: Collection[str] = ()) -> None:
    assert isinstance(part, dict), f"{where}: not an object"
    unknown = set(part) - set(required) - set(optional)
    missing = set(required) - set(part)
    assert not unknown, f"{where}: unknown keys {sorted(unknown)}"
    assert not missing, f"{where}: missing keys {sorted(missing)}"


def is_text(value: Any, where: str, most: int, least: int = 1) -> None:
    assert isinstance(value, str), f"{where}: not a string"
    assert least <= len(value) <= most, f"{where}: {len(value)} characters, allowed {least} to {most}"
    assert value.strip() or not least, f"{where}: nothing but white space"
    value.encode()


def is_list(value: Any, where: str, most: int, least: int = 1) -> list[Any]:
    assert isinstance(value, list), f"{where}: not a list"
    assert least <= len(value) <= most, f"{where}: {len(value)} entries, allowed {least} to {most}"
    return value


def are_unique(values: Collection[str], where: str) -> None:
    assert len(set(values)) == len(values), f"{where}: an id occurs twice: {sorted(values)}"
