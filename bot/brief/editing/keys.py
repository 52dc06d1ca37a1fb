"""What each key of a brief is for, in a sentence. The words are in keys.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources


def describe(part: str, key: str) -> str:
    """The purpose of a key of the struct named `part`. Raises KeyError for a key that the model lacks."""
    return _descriptions().get(f"{part}.{key}") or _descriptions()[key]


@cache
def _descriptions() -> dict[str, str]:
    text = resources.files("bot.brief.editing").joinpath("keys.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
