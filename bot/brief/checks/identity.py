"""The names by which a story and its items are called: slug, aliases, ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from bot.brief.checks.context import Context
from bot.brief.parse.reading import shown
from bot.brief.problems import Problem
from bot.brief.reserved import RESERVED
from bot.brief.story import all_items


def check_identity(context: Context) -> Iterator[Problem]:
    yield from _file_name(context)
    yield from _aliases(context)
    yield from _ids(context)


def _file_name(context: Context) -> Iterator[Problem]:
    brief = context.brief
    name = PurePath(context.places.file).name
    if name != f"{brief.slug}.yaml":
        message = f"the file is called {shown(name)}, the slug is {brief.slug}"
        yield context.problem(
            brief,
            "E-SLUG-FILE",
            message,
            f"call the file {brief.slug}.yaml, or change the slug",
            field="slug",
        )
    if brief.slug in RESERVED:
        yield _reserved(context, brief.slug, "slug", None)


def _aliases(context: Context) -> Iterator[Problem]:
    brief = context.brief
    seen = {brief.slug}
    for index, alias in enumerate(brief.aliases):
        if alias in RESERVED:
            yield _reserved(context, alias, "aliases", index)
        if alias in seen:
            message = f"{alias} is the slug" if alias == brief.slug else f"the alias {alias} stands twice"
            yield context.problem(
                brief, "E-ALIAS-REPEATED", message, "remove it", field="aliases", index=index
            )
        seen.add(alias)


def _reserved(context: Context, word: str, field: str, index: int | None) -> Problem:
    message = f"{word} is a word of the commands, so no story can be called so"
    return context.problem(
        context.brief, "E-SLUG-RESERVED", message, "choose another word", field=field, index=index
    )


def _ids(context: Context) -> Iterator[Problem]:
    for item in all_items(context.brief):
        first = context.items[item.id]
        if item is not first:
            line, _ = context.places.of(first)
            message = f"the id {item.id} is taken by the item on line {line}"
            yield context.problem(
                item, "E-ID-DUPLICATE", message, "give this item an id of its own", field="id"
            )
