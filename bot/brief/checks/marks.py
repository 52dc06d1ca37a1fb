"""In the editor's own sentences, quotation marks stand only round words that are quoted from a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.brief.checks.context import Context
from bot.brief.model import Item, Statement
from bot.brief.problems import Problem
from bot.brief.quotation import normalise, quotations
from bot.brief.reading import shown


def check_marks(context: Context) -> Iterator[Problem]:
    brief = context.brief
    for point in brief.summary:
        yield from _sentence(context, point, "text", point.text, point.refs)
    for statement in brief.statements:
        # Not `infers_from`: those are another speaker's words, and are never shown as this one's.
        yield from _sentence(context, statement, "gist", statement.gist, (statement.id, *statement.restates))
    for claim in brief.claims:
        cited = tuple(id for position in claim.positions for id in position.statements)
        yield from _sentence(context, claim, "proposition", claim.proposition, cited)


def _sentence(
    context: Context, item: Item, field: str, text: str, refs: tuple[str, ...]
) -> Iterator[Problem]:
    spans = quotations(text)
    if not spans or item.withdrawn or not context.flawed.isdisjoint((item.id, *refs)):
        return
    support = context.statements(refs).values()
    for start, end in spans:
        words = normalise(text[start:end])
        holders = [statement for statement in support if _quotes(statement, words)]
        if not holders:
            message = f"{shown(words)} stands in quotation marks, but in no quoted string of {_whose(field)}"
            hint = "give the words as quoted there, character for character, or take the marks away"
            yield context.problem(item, "E-MARKS", message, hint, field=field)
            return
        if field == "text" and all(statement.withdrawn for statement in holders):
            message = f"{shown(words)} is quoted only in {holders[0].id}, which is withdrawn"
            yield context.problem(item, "E-WITHDRAWN-REF", message, "reword the sentence", field=field)
            return


def _whose(field: str) -> str:
    return {"text": "its refs", "gist": "this statement", "proposition": "its positions' statements"}[field]


def _quotes(statement: Statement, words: str) -> bool:
    return any(_holds(quoted, words) for quoted in _renderings(statement))


def _renderings(statement: Statement) -> Iterable[str]:
    """The quoted strings, also as replies show them: with insertions in square brackets."""
    for quoted in statement.quoted:
        plain = normalise(quoted)
        yield plain
        if statement.insertions:
            for insertion in statement.insertions:
                plain = plain.replace(normalise(insertion), f"[{normalise(insertion).strip('()[]')}]")
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
