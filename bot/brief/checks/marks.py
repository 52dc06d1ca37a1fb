"""In the editor's own sentences, quotation marks stand only round words that are quoted from a source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.brief.checks.context import Context
from bot.brief.checks.statements import MAX_INSERTIONS
from bot.brief.model import Statement
from bot.brief.parse.reading import shown
from bot.brief.problems import Problem
from bot.brief.quotation import normalise, quotations
from bot.brief.vocabulary import Item

# A hostile brief could have thousands looked up in hundreds of long statements.
MAX_QUOTATIONS = 20

_SWEDISH = re.compile(r"(?<!\d)”([^”]*)(?:”|$)")  # after a figure it means inches


def check_marks(context: Context) -> Iterator[Problem]:
    brief, words = context.brief, _Words()
    for point in brief.summary:
        yield from _sentence(context, words, point, "text", point.text, point.refs)
    for statement in brief.statements:
        # Not `infers_from`: those are another speaker's words, and are never shown as this one's.
        refs = (statement.id, *_own(context, statement))
        yield from _sentence(context, words, statement, "gist", statement.gist, refs)
    for claim in brief.claims:
        refs = tuple(id for position in claim.positions for id in position.statements)
        yield from _sentence(context, words, claim, "proposition", claim.proposition, refs)


def _sentence(
    context: Context, words: _Words, item: Item, field: str, text: str, refs: tuple[str, ...]
) -> Iterator[Problem]:
    """At most one problem: what comes after a wrong mark is seldom told apart rightly."""
    marked = _marked(text)
    if not marked or item.withdrawn or not _readable(context, (item.id, *refs)):
        return
    if len(marked) > MAX_QUOTATIONS:
        message = f"more than {MAX_QUOTATIONS} quotations in one text"
        yield context.problem(item, "E-MARKS", message, "shorten it, or split the item", field=field)
        return
    support = context.statements(refs).values()
    for quotation in marked:
        holders = [statement for statement in support if quotation and words.hold(statement, quotation)]
        if not holders:
            message = (
                f"{shown(quotation)} stands in quotation marks, but in no quoted string of {_WHOSE[field]}"
            )
            hint = "give the words as quoted there, character for character, or take the marks away"
            if not quotation:
                message, hint = (
                    "a quotation mark with no words",
                    "take it away, or put the other mark in its place",
                )
            yield context.problem(item, "E-MARKS", message, hint, field=field)
            return
        if field == "text" and all(statement.withdrawn for statement in holders):
            message = f"{shown(quotation)} is quoted only in {holders[0].id}, which is withdrawn"
            yield context.problem(item, "E-WITHDRAWN-REF", message, "reword the sentence", field=field)
            return


def _own(context: Context, statement: Statement) -> tuple[str, ...]:
    """What it restates, less what somebody else said: those words would pass for this speaker's."""
    parties = {statement.speaker, statement.on_behalf_of} - {None}
    restated = ((id, context.statement(id)) for id in statement.restates)
    return tuple(
        id for id, one in restated if one is None or not parties.isdisjoint((one.speaker, one.on_behalf_of))
    )


def _marked(text: str) -> tuple[str, ...]:
    """What the sentence has in quotation marks, also between a ” that opens and the next, as in Swedish."""
    spans = quotations(text)
    found = [text[start:end] for start, end in spans]
    rest = list(text)
    for start, end in spans:
        rest[start : end + 1] = " " * (end + 1 - start)
    found += _SWEDISH.findall("".join(rest))
    return tuple(map(normalise, found))


def _readable(context: Context, ids: tuple[str, ...]) -> bool:
    """Whether all are there and whole; else it was reported, and which words they quote is not known."""
    return context.flawed.isdisjoint(ids) and all(id in context.items for id in ids)


_WHOSE = {"text": "its refs", "gist": "this statement", "proposition": "its positions' statements"}


class _Words:
    """The quoted words of statements, normalised once, and what was looked up in them before."""

    def __init__(self) -> None:
        self._strings: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[str, str], bool] = {}

    def hold(self, statement: Statement, words: str) -> bool:
        """Whether one quoted string of the statement holds these words, whole."""
        key = statement.id, words
        if key not in self._known:
            if statement.id not in self._strings:
                self._strings[statement.id] = tuple(_renderings(statement))
            self._known[key] = any(_holds(quoted, words) for quoted in self._strings[statement.id])
        return self._known[key]


def _renderings(statement: Statement) -> Iterator[str]:
    """The quoted strings, also as replies show them: with insertions in square brackets."""
    for quoted in statement.quoted:
        plain = normalise(quoted)
        yield plain
        for insertion in map(normalise, statement.insertions[:MAX_INSERTIONS]):
            plain = plain.replace(insertion, f"[{insertion.strip('()[]')}]")
        if statement.insertions:
            yield plain


def _holds(quoted: str, words: str) -> bool:
    """Whether the words stand there whole: plan does not stand in plans."""
    at = quoted.find(words)
    while at >= 0:
        end = at + len(words)
        if not _inside_word(quoted, at) and not _inside_word(quoted, end):
            return True
        at = quoted.find(words, at + 1)
    return False


def _inside_word(text: str, at: int) -> bool:
    # Only in scripts with upper and lower case: in others a word may begin with no space before it.
    return 0 < at < len(text) and all(_of_a_word(one) for one in text[at - 1 : at + 1])


def _of_a_word(character: str) -> bool:
    return character.isdecimal() or character.lower() != character.upper()
