"""Every reference leads to an item of this brief, and to one of the right kind."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.brief import model
from bot.brief.checks.context import Context
from bot.brief.parse.reading import nearest, shown
from bot.brief.problems import Problem
from bot.brief.vocabulary import Item

_ITEM = ("an item", (Item,))
_ENTITY = ("an entity", (model.Entity,))
_SOURCE = ("a source", (model.Source,))
_STATEMENT = ("a statement", (model.Statement,))
_CLAIM = ("a claim", (model.Claim,))
_CONTENT = (
    "an item with content",
    (
        model.Source,
        model.Entity,
        model.Statement,
        model.Claim,
        model.Fact,
        model.Event,
        model.Term,
        model.OpenQuestion,
    ),
)
_Wanted = tuple[str, tuple[type[Item], ...]]

_LINKS: dict[type[Struct], dict[str, _Wanted]] = {
    model.SummaryPoint: {"refs": _CONTENT},
    model.Publishing: {"entity": _ENTITY},
    model.Line: {"entity": _ENTITY},
    model.Source: {"syndication_of": _SOURCE},
    model.Entity: {"affiliation": _ENTITY},
    model.Hop: {"entity": _ENTITY},
    model.Statement: {
        "speaker": _ENTITY,
        "on_behalf_of": _ENTITY,
        "restates": _STATEMENT,
        "infers_from": _STATEMENT,
    },
    model.Position: {"by": _ENTITY, "statements": _STATEMENT},
    model.Verdict: {"by": _ENTITY},
    model.Claim: {"contradicts": _CLAIM},
    model.Event: {"refs": _ITEM},
    model.OpenQuestion: {"near": _ITEM, "answered_by": _ITEM},
    model.Correction: {"items": _ITEM},
}


def check_references(context: Context) -> Iterator[Problem]:
    sourced = bool(context.brief.sources)  # that there is not one was reported
    for part in context.parts:
        for field, wanted in _LINKS.get(type(part), {}).items():
            value: str | tuple[str, ...] | None = getattr(part, field)
            if isinstance(value, str):
                yield from _follow(context, part, field, None, value, wanted)
            for index, ref in enumerate(value if isinstance(value, tuple) else ()):
                yield from _follow(context, part, field, index, ref, wanted)
        if sourced:
            yield from _paragraph(context, part)
        for index, origin in enumerate(getattr(part, "from_", ())):
            if sourced or "." not in origin:
                yield from _origin(context, part, index, origin)


def _paragraph(context: Context, part: Struct) -> Iterator[Problem]:
    at = getattr(part, "at", None)
    if at is None or isinstance(part, model.Revision):
        return
    id = at.partition("#")[0]
    if context.source(id) is None and id not in context.broken:
        yield _unknown(context, part, "at", None, id, *_SOURCE, code="E-AT-SOURCE")


def _origin(context: Context, part: Struct, index: int, origin: str) -> Iterator[Problem]:
    id, dot, rest = origin.partition(".")
    if not dot:
        yield from _follow(context, part, "from", index, id, _ITEM)
        return
    source = context.source(id)
    if rest != "published" or (source is None and id not in context.broken):
        yield _unknown(context, part, "from", index, origin, *_SOURCE)
    elif source is not None and source.published is None:
        message = f"from: the source {id} has no published"
        yield context.problem(
            part,
            "E-REF-UNKNOWN",
            message,
            "give it a date of publication, or name another item",
            field="from",
            index=index,
        )


def _follow(
    context: Context, part: Struct, field: str, index: int | None, ref: str, wanted: _Wanted
) -> Iterator[Problem]:
    found = context.items.get(ref)
    noun, kinds = wanted
    if found is None:
        if ref not in context.broken:
            yield _unknown(context, part, field, index, ref, noun, kinds)
    elif not isinstance(found, kinds):
        message = f"{field} needs {noun}; {ref} is {_called(found)}"
        yield context.problem(part, "E-REF-TYPE", message, f"name {noun}", field=field, index=index)


def _unknown(
    context: Context,
    part: Struct,
    field: str,
    index: int | None,
    ref: str,
    noun: str,
    kinds: tuple[type[Item], ...],
    code: str = "E-REF-UNKNOWN",
) -> Problem:
    near = nearest(ref, [id for id, item in context.items.items() if isinstance(item, kinds)])
    hint = f"did you mean {near}?" if near else f"name {noun} that stands in this brief"
    message = f"{field}: there is no {noun.partition(' ')[2]} {shown(ref)}"
    return context.problem(part, code, message, hint, field=field, index=index)


def _called(item: Item) -> str:
    names = {"SummaryPoint": "summary point", "Term": "glossary term", "OpenQuestion": "open question"}
    noun = names.get(type(item).__name__, type(item).__name__.lower())
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
