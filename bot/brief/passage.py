"""A paragraph of a source, searched as evidence is: verbatim, whole words, inside quotations."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from bot.brief.quotation import Normalised, Span, normalise, normalised, quotations

# Words of scripts that are written with capitals end where their letters do; so do figures (12 is no part
# of 12,000). Chinese, Hangul, Hebrew or Arabic words may be cut: names and particles are joined there.
_WORD = r"[^\W_\u0590-\u10ff\u1100-\u1bff\u2c80-\ua63f\ua700-\uabff\uac00-\uffff\U00020000-\U0003ffff]"
_INSIDE_WORD = re.compile(rf"(?<={_WORD})(?:{_WORD}|[’'](?!s\b){_WORD})", re.IGNORECASE)
_INSIDE_FIGURE = re.compile(r"(?<=\d)[.,]\d|(?<=\d[.,])\d")


class Passage:
    """One paragraph. Positions are in its normalised text; `raw` leads back to the archived characters."""

    def __init__(self, archived: str) -> None:
        self.archived = archived

    @cached_property
    def normalised(self) -> Normalised:
        return normalised(self.archived)

    @property
    def text(self) -> str:
        return self.normalised.text

    @cached_property
    def quotations(self) -> tuple[Span, ...]:
        """The outermost quotations, in the normalised text."""
        return quotations(self.text)

    def raw(self, span: Span) -> Span:
        """The same range in the paragraph as archived."""
        return self.normalised.raw(*span)

    def find(self, words: str, *, any_case_first: bool = False) -> Span | None:
        """Where the words stand as whole words; the case of the first letter counts unless told otherwise."""
        return next(self._whole(words, any_case_first, 0, len(self.text)), None)

    def find_quoted(self, words: str) -> Span | None:
        """Where the words stand whole, inside one outermost quotation."""
        if (first := next(self._occurrences(normalise(words), 0, len(self.text)), None)) is None:
            return None
        after = max(bisect_right(self.quotations, (first, len(self.text))) - 1, 0)
        spans = (next(self._whole(words, False, *span), None) for span in self.quotations[after:])
        return next(filter(None, spans), None)

    def quotation_around(self, span: Span) -> Span | None:
        """The outermost quotation that holds the whole range, if one does."""
        found = bisect_right(self.quotations, (span[0], len(self.text))) - 1
        around = self.quotations[found] if found >= 0 else None
        return around if around and span[1] <= around[1] else None

    def _whole(self, words: str, any_case_first: bool, start: int, end: int) -> Iterator[Span]:
        words = normalise(words)
        for form in dict.fromkeys(_first_letters(words) if any_case_first else (words,)):
            for at in self._occurrences(form, start, end):
                if not (_cuts_word(self.text, at) or _cuts_word(self.text, at + len(form))):
                    yield at, at + len(form)

    def _occurrences(self, words: str, start: int, end: int) -> Iterator[int]:
        at = self.text.find(words, start, end) if words else -1
        while at >= 0:
            yield at
            at = self.text.find(words, at + 1, end)


def _first_letters(words: str) -> tuple[str, ...]:
    return words, words[:1].lower() + words[1:], words[:1].upper() + words[1:]


def _cuts_word(text: str, at: int) -> bool:
    inside = _INSIDE_WORD.match(text, at) or _INSIDE_FIGURE.match(text, at)
    return bool(inside) or (at < len(text) and unicodedata.category(text[at]).startswith("M"))
