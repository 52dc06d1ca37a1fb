"""Words half remembered, found in an archived source exactly as they stand there, ready to paste."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from pathlib import Path

from msgspec import Struct

from bot.brief.evidence.archive import Archived, Unreadable, archived, read
from bot.brief.evidence.nearest import fold_quotes, nearest
from bot.brief.evidence.passage import Passage
from bot.brief.model import Brief
from bot.brief.quotation import normalise

_LEAST_ALIKE = 65  # of 100
_MOST = 5


class Match(Struct, frozen=True):
    """`exact` are the characters as archived (white space normalised), `at` the paragraph (`src-1#p10`, or
    `p10` where no brief names the source), `score` of 100, `quoted` whether they stand in one quotation."""

    exact: str
    at: str
    score: float
    quoted: bool

    @property
    def yaml(self) -> str:
        """Lines to paste into a statement; the reporter's words are only a comment."""
        words = f"quoted: ['{self.exact.replace(chr(39), chr(39) * 2)}']"
        return f"{words if self.quoted else f'# not in quotation marks: {self.exact}'}\nat: {self.at}\n"


class Searched(Struct, frozen=True):
    """One source to search: `prefix` stands before `p10` in what is pasted (`src-1#`, or nothing)."""

    prefix: str
    paragraphs: tuple[str, ...]


class NotSearched(Struct, frozen=True):
    """Why nothing can be searched, and the names that come near."""

    message: str
    did_you_mean: tuple[str, ...] = ()


def find(words: str, searched: Sequence[Searched]) -> tuple[Match, ...]:
    """At most five places where the words stand, the best first, whatever their marks, case and typos."""
    found = (
        match
        for source in searched
        for number, text in enumerate(source.paragraphs, 1)
        if (match := _in_paragraph(normalise(words), text, f"{source.prefix}p{number}"))
    )
    return tuple(nlargest(_MOST, found, key=lambda match: (match.score, match.quoted)))


def sources(brief: Brief, archive: Path, source: str | None = None) -> tuple[Searched, ...] | NotSearched:
    """The archived sources of a brief that can be searched: the one named, or all."""
    ids = [item.id for item in brief.sources]
    if source is not None and source not in ids:
        return NotSearched(f"{brief.slug} has no source {source}", _near(source, ids))
    wanted = [item for item in brief.sources if item.archive and source in (None, item.id)]
    texts = {item.id: read(archive, item.archive.file) for item in wanted if item.archive}
    found = [(id, text.paragraphs) for id, text in texts.items() if isinstance(text, Archived)]
    if found:
        return tuple(Searched(f"{id}#", paragraphs) for id, paragraphs in found)
    reasons = [f"{id} {text.message}" for id, text in texts.items() if isinstance(text, Unreadable)]
    absent = ", ".join(item.archive.file for item in wanted if item.archive) or "an archived source"
    return NotSearched("; ".join(reasons) or f"{archive} does not hold {absent}")


def text_file(data: bytes) -> tuple[Searched, ...] | NotSearched:
    """A source that no brief names yet: the bytes of a text file."""
    text = archived(data)
    if isinstance(text, Unreadable):
        return NotSearched(f"the file {text.message}")
    return (Searched("", text.paragraphs),)


def _in_paragraph(words: str, text: str, at: str) -> Match | None:
    from rapidfuzz.fuzz import ratio

    passage = Passage(text)
    span = passage.find_quoted(words) or passage.find(words)
    if span is None and (like := nearest(words, passage.text)):
        span = passage.find_quoted(like) or passage.find(like)
    if span is None:
        return None
    exact = passage.text[slice(*span)]
    score = ratio(fold_quotes(words).casefold(), fold_quotes(exact).casefold())
    if score < _LEAST_ALIKE:
        return None
    return Match(exact, at, score, passage.quotation_around(span) is not None)


def _near(name: str, known: Sequence[str]) -> tuple[str, ...]:
    from rapidfuzz.process import extract

    return tuple(match for match, _, _ in extract(name, known, score_cutoff=_LEAST_ALIKE, limit=3))
