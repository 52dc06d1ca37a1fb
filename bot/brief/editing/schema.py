"""The JSON Schema of a brief, for the completion and the help that editors' tools give while one types."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.brief.editing.keys import describe
from bot.brief.model import Brief

FILE_NAME = "brief.schema.json"
MODELINE = f"# yaml-language-server: $schema={FILE_NAME}"


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of `brief/1`, made from the structs that the parser reads.

    It says what can be said of the shape of a brief; references and evidence are left to `onrecord check`.
    """
    (root,), parts = msgspec.json.schema_components([Brief], ref_template="#/$defs/{name}")
    for name, part in parts.items():
        _complete(name, part)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:onrecord:brief:1",
        **root,
        "$defs": parts,
    }


def _complete(name: str, part: dict[str, Any]) -> None:
    """Explain every key, and allow null for the optional ones, as the parser does."""
    needed = part.get("required", [])
    for key, value in part["properties"].items():
        if key not in needed and {"type": "null"} not in value.get("anyOf", []):
            default = {"default": value.pop("default")} if "default" in value else {}
            value = {"anyOf": [value, {"type": "null"}], **default}
        part["properties"][key] = {**value, "description": describe(name, key)}
