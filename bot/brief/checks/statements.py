"""Statements: quoted words where the kind says so, insertions inside them, hops that name somebody."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from bot.brief.checks.context import Context
from bot.brief.model import Statement
from bot.brief.parse.reading import shown
from bot.brief.problems import Problem
from bot.brief.quotation import normalise

# A hostile brief could have thousands looked up in a long statement.
MAX_INSERTIONS = 50

_DASHES = "–—―"


def check_statements(context: Context) -> Iterator[Problem]:
    for statement in context.brief.statements:
        yield from _quoted(context, statement)
        yield from _insertions(context, statement)
        yield from _hops(context, statement)


def _quoted(context: Context, statement: Statement) -> Iterator[Problem]:
    needed = statement.kind in ("direct", "mixed")
    if needed and not statement.quoted and statement.id not in context.flawed:
        message = f"a {statement.kind} statement needs quoted"
        hint = "give the verbatim words, or make the kind indirect or act"
        yield context.problem(statement, "E-QUOTED-MISSING", message, hint, field="quoted")
    elif statement.quoted and not needed:
        message = f"{statement.kind} means that nothing is quoted"
        hint = "make the kind direct (all quoted) or mixed (partly), or remove quoted"
        yield context.problem(statement, "E-QUOTED-UNEXPECTED", message, hint, field="quoted")


def _insertions(context: Context, statement: Statement) -> Iterator[Problem]:
    if len(statement.insertions) > MAX_INSERTIONS:
        message = f"more than {MAX_INSERTIONS} insertions in one statement"
        yield context.problem(statement, "E-INSERTION", message, "split the statement", field="insertions")
        return
    quoted = [normalise(words) for words in statement.quoted]
    for index, insertion in enumerate(statement.insertions):
        holding = [words for words in quoted if normalise(insertion) in words]
        if any(_set_off(normalise(insertion), words) for words in holding):
            continue
        message = f"{shown(insertion)} stands in no quoted string of this statement"
        hint = "write the insertion as it stands there, brackets included"
        if holding:
            message = f"{shown(insertion)} stands there in no brackets, as the speaker's own words do"
            hint = "an insertion is a reporter's parenthesis: remove it from insertions"
        yield context.problem(statement, "E-INSERTION", message, hint, field="insertions", index=index)


def _set_off(insertion: str, words: str) -> bool:
    """Whether brackets or dashes, its own or others, enclose it wherever it stands: a “not” might not."""
    around = words.split(insertion)
    opened = all(_is(before.rstrip()[-1:], "Ps") for before in around[:-1]) or _is(insertion[:1], "Ps")
    closed = all(_is(after.lstrip()[:1], "Pe") for after in around[1:]) or _is(insertion[-1:], "Pe")
    return opened and closed


def _is(mark: str, category: str) -> bool:
    return bool(mark) and (mark in _DASHES or unicodedata.category(mark) == category)


def _hops(context: Context, statement: Statement) -> Iterator[Problem]:
    for hop in (*statement.via, *statement.cites):
        if hop.entity is None and hop.as_ is None:
            yield context.problem(hop, "E-HOP", "this names nobody", "give entity, as, or both")
