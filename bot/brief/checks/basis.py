"""On what each part rests, and that no date is finer than that allows."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.checks.context import Context
from bot.brief.checks.precision import RANK, finest, span_only, unsupported
from bot.brief.dates import Date, Precision, parse_edtf
from bot.brief.model import Event, Published, Statement, When
from bot.brief.parse.reading import shown
from bot.brief.problems import Problem
from bot.brief.vocabulary import Sourced

_FINER_HINT = "state only what those words do, or say basis: editor"


def check_basis(context: Context) -> Iterator[Problem]:
    english = _in_english(context)
    for part in context.parts:
        if isinstance(part, Sourced):
            yield from _basis(context, part)
        if isinstance(part, When | Published) and part.edtf is not None:
            yield from _date(context, part, part.edtf, english)


def _basis(context: Context, part: Sourced) -> Iterator[Problem]:
    undated = isinstance(part, When) and part.text is None and part.edtf is None
    if part.basis == "none" and not undated:
        message = "basis none is for a when whose text and edtf are null"
        yield context.problem(part, "E-BASIS-NONE", message, "say text, editor or derived", field="basis")
    if part.basis == "derived" and not part.from_:
        message = "derived from nothing"
        hint = "name in from the items that it was worked out from"
        yield context.problem(part, "E-BASIS-FROM", message, hint, field="from")
    if part.from_ and part.basis != "derived":
        message = f"from goes with basis derived, not with {part.basis}"
        yield context.problem(
            part, "E-BASIS-FROM", message, "say basis: derived, or remove from", field="from"
        )
    own = context.places.item(part)
    for index, origin in enumerate(part.from_):
        if origin == own or (isinstance(part, Published) and origin == f"{own}.published"):
            message = "derived from itself"
            yield context.problem(
                part, "E-BASIS-FROM", message, "name another item", field="from", index=index
            )


def _date(context: Context, part: When | Published, edtf: str, english: bool) -> Iterator[Problem]:
    try:
        date = parse_edtf(edtf)
    except ValueError as error:
        yield context.problem(part, "E-EDTF", f"{shown(edtf)}: {error}", "quote it, in EDTF", field="edtf")
        return
    message = _too_fine(context, part, date, english)
    if message:
        yield context.problem(part, "E-EDTF-FINER", message, _FINER_HINT, field="edtf")


def _too_fine(context: Context, part: When | Published, date: Date, english: bool) -> str | None:
    if part.basis == "text":
        if part.text is None:
            return "the date rests on the source's text, but text is null" if isinstance(part, When) else None
        missing = unsupported(date, part.text, english)
        return f"{shown(part.text)} does not state the {_coarsest(missing)}" if missing else None
    if part.basis != "derived":
        return None
    known = [finest(date) for date in _origins(context, part.from_)]
    missing = unsupported(date, part.text or "", english)
    finer = {one for one in missing if known and RANK[one] > max(known)}
    if finer:
        return f"neither the text nor what it is derived from states the {_coarsest(finer)}"
    # The day of publication tells which week last week was, and no more.
    if part.text and part.from_ and all(origin.endswith(".published") for origin in part.from_):
        found = span_only(date, part.text)
        return f"{shown(part.text)} does not tell the {found}" if found else None
    return None


def _coarsest(parts: set[Precision]) -> Precision:
    return min(parts, key=lambda part: RANK[part])


def _origins(context: Context, origins: tuple[str, ...]) -> Iterator[Date]:
    """The dates of what something is derived from, those that there are."""
    for origin in origins:
        edtf = _edtf_of(context, origin)
        if edtf is None:
            continue
        try:
            yield parse_edtf(edtf)
        except ValueError:  # reported where it stands
            continue


def _edtf_of(context: Context, origin: str) -> str | None:
    id = origin.partition(".")[0]
    source = context.source(id)
    if source is not None:
        return source.published.edtf if source.published else None
    item = context.items.get(id)
    when = item.when if isinstance(item, Statement | Event) else None
    return when.edtf if when else None


def _in_english(context: Context) -> bool:
    tags = [context.brief.language, *(source.language or "en" for source in context.brief.sources)]
    return all(tag.lower().partition("-")[0] == "en" for tag in tags)
