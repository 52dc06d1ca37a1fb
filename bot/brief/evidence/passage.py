"""A paragraph of a source, searched as evidence is: verbatim, whole words, inside quotations."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from bot.brief.quotation import Normalised, Span, normalise, normalised, quotations

# Words of scripts that are written with capitals end where their letters do; so do figures (12 is no part
# of 12,000). Chinese, Hangul, Hebrew or Arabic words may be cut: names and particles are joined there.
_WORD = r"[^\W_\u0590-\u10ff\u1100-\u1bff\u2c80-\ua63f\ua700-\uabff\uac00-\uffff\U00020000-\U0003ffff]"
_INSIDE_WORD = re.compile(rf"(?<={_WORD})(?:{_WORD}|[’'](?!s\b){_WORD})", re.IGNORECASE)
_HYPHENS = "-\u2010\u2011"
_MOST = 10_000  # occurrences that are looked at: a wall of one letter must not take seconds
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
        forms = _first_letters(normalise(words)) if any_case_first else (normalise(words),)
        return next((span for form in dict.fromkeys(forms) for span in self._whole(form)), None)

    def find_quoted(self, words: str) -> Span | None:
        """Where the words stand whole, inside one outermost quotation."""
        return next((span for span in self._whole(normalise(words)) if self._stands_quoted(span)), None)

    def _stands_quoted(self, span: Span) -> bool:
        """Inside one quotation, and no part of a compound: “lethal” is not what “non-lethal” says."""
        return not any(_cuts_compound(self.text, at) for at in span) and bool(self.quotation_around(span))

    def quotation_around(self, span: Span) -> Span | None:
        """The outermost quotation that holds the whole range, if one does."""
        found = bisect_right(self.quotations, (span[0], len(self.text))) - 1
        around = self.quotations[found] if found >= 0 else None
        return around if around and span[1] <= around[1] else None

    def _whole(self, words: str) -> Iterator[Span]:
        for at in islice(self._occurrences(words), _MOST):
            if not (_cuts_word(self.text, at) or _cuts_word(self.text, at + len(words))):
                yield at, at + len(words)

    def _occurrences(self, words: str) -> Iterator[int]:
        at = self.text.find(words) if words else -1
        while at >= 0:
            yield at
            at = self.text.find(words, at + 1)


def _first_letters(words: str) -> tuple[str, ...]:
    return words, words[:1].lower() + words[1:], words[:1].upper() + words[1:]


def _cuts_word(text: str, at: int) -> bool:
    inside = _INSIDE_WORD.match(text, at) or _INSIDE_FIGURE.match(text, at)
    return bool(inside) or (at < len(text) and unicodedata.category(text[at]).startswith("M"))


def _cuts_compound(text: str, at: int) -> bool:
    """Whether the place is beside a hyphen that joins two words."""
    return any(
        text[hyphen] in _HYPHENS and text[hyphen - 1].isalnum() and text[hyphen + 1].isalnum()
        for hyphen in (at - 1, at)
        if 0 < hyphen < len(text) - 1
    )
