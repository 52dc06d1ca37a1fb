"""A name means one entity: readers and replies look speakers up by it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from bot.brief.checks.context import Context
from bot.brief.parse.reading import shown
from bot.brief.problems import Problem
from bot.brief.quotation import normalise


def check_names(context: Context) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for entity in context.brief.entities:
        if entity.withdrawn:
            continue
        for index, name in enumerate((entity.name, *entity.aliases)):
            owner = owners.setdefault(_as_read(name), entity.id)
            if owner != entity.id:
                field, at = ("aliases", index - 1) if index else ("name", None)
                message = f"{shown(name)} names both {owner} and {entity.id}"
                hint = "take it from one of them, or add what tells them apart"
                yield context.problem(entity, "E-ALIAS-SHARED", message, hint, field=field, index=at)


def _as_read(name: str) -> str:
    """What a reader sees of a name: joiners, direction marks and how its letters are encoded do not count."""
    seen = "".join(one for one in unicodedata.normalize("NFKC", name) if unicodedata.category(one) != "Cf")
    return normalise(seen).casefold()
