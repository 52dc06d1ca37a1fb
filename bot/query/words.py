"""An item's text as inline pieces: checked words as quotes, the rest visibly ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.brief.model import Statement
from bot.brief.quotation import normalise, quotations
from bot.reply.model import Inline, Paraphrase, Plain, Quote, Words


def spoken_words(statement: Statement) -> Words:
    """What a statement's speaker said: their words as quotes, our paraphrase beside them.

    A direct statement is its quotes; a mixed one is the gist where that holds every quoted string,
    else the quotes and then the gist; the other kinds are the gist.
    """
    quotes = [
        Quote(text=words, insertions=_within(words, statement.insertions)) for words in statement.quoted
    ]
    gist = marked_words(statement.gist, statement.insertions, ours=Paraphrase)
    if not quotes:
        return gist
    if statement.kind == "direct":
        return separated(quotes)
    held = {normalise(part.text) for part in gist if isinstance(part, Quote)}
    if all(normalise(quote.text) in held for quote in quotes):
        return gist
    return (*separated(quotes), Plain(text=" — "), *gist)


def separated(quotes: Sequence[Quote]) -> Words:
    """Segments are never joined: each stands in marks of its own."""
    parts: list[Inline] = []
    for quote in quotes:
        parts += [Plain(text=" … "), quote] if parts else [quote]
    return tuple(parts)


def marked_words(
    text: str, insertions: Iterable[str] = (), *, ours: type[Plain] | type[Paraphrase] = Plain
) -> Words:
    """Split a checked text at its outermost quotation marks; what they enclose becomes quotes."""
    parts: list[Inline] = []
    done = 0
    for start, end in quotations(text):
        words = text[start:end]
        parts += _between(text[done : start - 1], ours)
        parts += [Quote(text=words, insertions=_within(words, insertions))] if words else []
        done = end + 1
    return (*parts, *_between(text[done:], ours))


def _between(text: str, ours: type[Plain] | type[Paraphrase]) -> list[Inline]:
    """What stands beside quotes; a lone full stop is no paraphrase."""
    if not any(map(str.isalnum, text)):
        ours = Plain
    return [ours(text=text)] if text else []


def marked_text(text: str) -> str:
    """The same as one string, with “ ” round the checked words whatever marks the editor typed."""
    return "".join(f"“{part.text}”" if isinstance(part, Quote) else part.text for part in marked_words(text))


def _within(words: str, insertions: Iterable[str]) -> tuple[str, ...]:
    return tuple(insertion for insertion in insertions if insertion in words)
