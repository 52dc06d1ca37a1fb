"""In the editor's own sentences, quotation marks stand only round words that are quoted from a source."""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.checks.context import Context
from bot.brief.checks.statements import MAX_INSERTIONS
from bot.brief.model import Item, Statement
from bot.brief.parse.reading import shown
from bot.brief.problems import Problem
from bot.brief.quotation import normalise, quotations

# A hostile brief could have thousands looked up in hundreds of long statements.
MAX_QUOTATIONS = 20


def check_marks(context: Context) -> Iterator[Problem]:
    brief, words = context.brief, _Words()
    for point in brief.summary:
        yield from _sentence(context, words, point, "text", point.text, point.refs)
    for statement in brief.statements:
        # Not `infers_from`: those are another speaker's words, and are never shown as this one's.
        refs = (statement.id, *statement.restates)
        yield from _sentence(context, words, statement, "gist", statement.gist, refs)
    for claim in brief.claims:
        refs = tuple(id for position in claim.positions for id in position.statements)
        yield from _sentence(context, words, claim, "proposition", claim.proposition, refs)


def _sentence(
    context: Context, words: _Words, item: Item, field: str, text: str, refs: tuple[str, ...]
) -> Iterator[Problem]:
    """At most one problem: what comes after a wrong mark is seldom told apart rightly."""
    spans = quotations(text)
    if not spans or item.withdrawn or not context.flawed.isdisjoint((item.id, *refs)):
        return
    if len(spans) > MAX_QUOTATIONS:
        message = f"more than {MAX_QUOTATIONS} quotations in one text"
        yield context.problem(item, "E-MARKS", message, "shorten it, or split the item", field=field)
        return
    support = context.statements(refs).values()
    for quotation in (normalise(text[start:end]) for start, end in spans):
        holders = [statement for statement in support if words.hold(statement, quotation)]
        if not holders:
            message = (
                f"{shown(quotation)} stands in quotation marks, but in no quoted string of {_WHOSE[field]}"
            )
            hint = "give the words as quoted there, character for character, or take the marks away"
            yield context.problem(item, "E-MARKS", message, hint, field=field)
            return
        if field == "text" and all(statement.withdrawn for statement in holders):
            message = f"{shown(quotation)} is quoted only in {holders[0].id}, which is withdrawn"
            yield context.problem(item, "E-WITHDRAWN-REF", message, "reword the sentence", field=field)
            return


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
