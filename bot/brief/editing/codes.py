"""The catalogue of problem codes: what each means, an example, the cure. Its words are in codes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import msgspec


class Explanation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `onrecord problems CODE` says. The example may have several lines."""

    code: str
    meaning: str
    example: str
    cure: str


@cache
def codes() -> Mapping[str, Explanation]:
    """All codes of the product, in the order of the catalogue: from the file to the evidence."""
    text = resources.files("bot.brief.editing").joinpath("codes.toml").read_text(encoding="utf-8")
    return {
        code: msgspec.convert({"code": code, **entry}, Explanation)
        for code, entry in tomllib.loads(text).items()
    }


def explain(code: str) -> Explanation | None:
    """The explanation of a code, in any case, with or without its E-; None if there is no such code."""
    upper = code.strip().upper()
    return codes().get(upper) or codes().get(f"E-{upper}")


def near(code: str) -> tuple[str, ...]:
    """Up to three codes that may have been meant, the nearest first."""
    from rapidfuzz import fuzz, process  # heavy, and only needed once something is wrong

    best = process.extract(code[:60].upper(), list(codes()), scorer=fuzz.WRatio, score_cutoff=60, limit=3)
    return tuple(found[0] for found in best)
