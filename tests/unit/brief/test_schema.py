"""The JSON Schema says of a brief's shape what the parser says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.brief.editing.schema import FILE_NAME, json_schema
from bot.brief.editing.skeleton import skeleton
from bot.brief.parse import parse

BRIEFS = Path(__file__).parents[3] / "briefs"
Break = Callable[[dict[str, Any]], object]


def errors(brief: object) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema()).iter_errors(brief)]


def sample() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(skeleton("flood", "2026-11-23"))
    return loaded


def test_it_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


def test_the_file_beside_the_briefs_is_this_schema() -> None:
    written = (BRIEFS / FILE_NAME).read_text(encoding="utf-8")
    assert json.loads(written) == json.loads(json.dumps(json_schema())), (
        "write it anew: onrecord schema > briefs/brief.schema.json"
    )


@pytest.mark.parametrize("path", sorted(BRIEFS.glob("*[!k].yaml")), ids=lambda path: str(path.name))
def test_the_briefs_of_this_repository_validate(path: Path) -> None:
    assert errors(yaml.safe_load(path.read_text(encoding="utf-8"))) == []


def test_a_new_brief_validates() -> None:
    assert errors(sample()) == []


def test_every_key_is_explained() -> None:
    parts = json_schema()["$defs"].values()
    assert all(value["description"].endswith(".") for part in parts for value in part["properties"].values())


def test_it_names_no_host() -> None:
    assert json_schema()["$id"].startswith("urn:")


BREAKS: dict[str, Break] = {
    "an unknown key": lambda brief: brief.update(titel="x"),
    "a missing key": lambda brief: brief.pop("title"),
    "a missing key of an item": lambda brief: brief["statements"][0].pop("speaker"),
    "an unknown status": lambda brief: brief.update(status="published"),
    "another version": lambda brief: brief.update(schema="brief/2"),
    "a bad slug": lambda brief: brief.update(slug="The Flood"),
    "a bad paragraph": lambda brief: brief["facts"][0].update(at="src-1"),
    "an address without https": lambda brief: brief["sources"][0].update(url="http://example.org"),
    "text for a list": lambda brief: brief["statements"][0].update(quoted="x"),
    "a long title": lambda brief: brief.update(title="x" * 201),
    "six points": lambda brief: brief.update(summary=brief["summary"] * 6),
    "no source": lambda brief: brief.update(sources=[]),
    "a required key without a value": lambda brief: brief.update(title=None),
    "revision zero": lambda brief: brief["revision"].update(number=0),
}


@pytest.mark.parametrize("break_it", BREAKS.values(), ids=BREAKS.keys())
def test_what_the_parser_refuses_the_schema_refuses(break_it: Break) -> None:
    brief = sample()
    break_it(brief)
    assert errors(brief)
    assert parse(yaml.safe_dump(brief).encode(), "flood.yaml").problems


OPTIONAL: dict[str, Break] = {
    "a list": lambda brief: brief.update(aliases=None, claims=None),
    "text": lambda brief: brief.update(timezone=None),
    "a choice": lambda brief: brief["statements"][0].update(basis=None),
    "a flag": lambda brief: brief["entities"][0].update(named=None),
    "a part": lambda brief: brief["statements"][0].update(when=None),
    "a date of which nothing is known": lambda brief: brief["timeline"][0]["when"].update(
        text=None, edtf=None
    ),
}


@pytest.mark.parametrize("leave_out", OPTIONAL.values(), ids=OPTIONAL.keys())
def test_an_optional_key_may_be_null_for_both(leave_out: Break) -> None:
    brief = sample()
    leave_out(brief)
    assert errors(brief) == []
    assert parse(yaml.safe_dump(brief).encode(), "flood.yaml").problems == ()
