"""Where a text may end: between words, never inside a character, an address or an insertion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from string import punctuation
from unicodedata import category, combining

from msgspec.structs import replace

from bot.reply.inert import clean
from bot.reply.model import Quote

# An address with the space after it, or words between “ ”: not to be shown in part, or with "…" stuck on.
_WHOLE = re.compile(r"https?://\S+\s?|“[^”]*”?")
# As long as the platform that needs most for it makes a character: \* in Markdown, &amp; in Slack.
_ESCAPED = {**dict.fromkeys(punctuation, 2), "&": 5, "<": 4, ">": 4}
_JOINER = "\u200d"
_VIRAMA = 9


def cut(text: str, most: int) -> str:
    """`text` in at most `most` characters (but never less than "…"), with "…" where words are missing."""
    if len(text) <= most:
        return text
    ending = "… " if text[-1].isspace() and most > 1 else "…"
    end = _end(text, max(0, most - len(ending)))
    for held in _WHOLE.finditer(text):
        if held.start() < end < held.end():
            end = held.start()
    return text[:end].rstrip(" ,;:–—-") + ending


def cut_quote(quote: Quote, most: int) -> Quote:
    """The beginning of the quote's words in at most `most` characters, marked as cut."""
    words = clean(quote.text).strip()
    if len(words) <= most:
        return quote
    insertions = _cleaned(quote)
    end = _outside(words, _end(words, most), insertions)
    return replace(quote, text=words[:end].rstrip(), insertions=insertions, cut=True)


def in_parts(quote: Quote, most: int) -> Iterator[Quote]:
    """The whole quote in parts of at most `most` characters, counted as long as escaping makes them.

    A part ends between words and outside insertions; only a longer insertion makes a longer part.
    """
    words, insertions = clean(quote.text).strip(), _cleaned(quote)
    while (reach := _reach(words, most)) < len(words):
        at_start = max((len(each) for each in insertions if words.startswith(each)), default=reach)
        end = _outside(words, _end(words, reach), insertions) or at_start
        yield replace(quote, text=words[:end].rstrip(), insertions=insertions)
        words = words[end:].lstrip()
    if words:
        yield replace(quote, text=words, insertions=insertions)


def _reach(words: str, most: int) -> int:
    """How many characters from the start take `most` when escaped."""
    lengths = accumulate(_ESCAPED.get(char, 1) for char in words)
    return next((at for at, length in enumerate(lengths) if length > most), len(words))


def _cleaned(quote: Quote) -> tuple[str, ...]:
    """The insertions as they stand in the cleaned words."""
    return tuple(each for insertion in quote.insertions if (each := clean(insertion).strip()))


def _outside(words: str, end: int, insertions: Iterable[str]) -> int:
    """`end`, or the start of the insertion that it would cut in two."""
    for insertion in sorted(insertions, key=len):
        start = words.find(insertion, max(0, end - len(insertion) + 1), end + len(insertion) - 1)
        end = start if start >= 0 else end
    return end


def _end(text: str, most: int) -> int:
    """The last end of a word in the second half of `most` characters; else of a character."""
    space = text.rfind(" ", most // 2, most + 1)
    end = space if space > 0 else most
    while end > 0 and not _parts(text, end):
        end -= 1
    return end


def _parts(text: str, at: int) -> bool:
    """Whether two characters, as a reader sees them, meet at `at` (source: Unicode TR 29, simplified)."""
    before, after = text[at - 1], text[at]
    if after.isascii() and before != _JOINER:
        return True
    joined = (
        category(after) in ("Mn", "Mc", "Me")
        or before == _JOINER
        or after in "\u200c\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or combining(before) == _VIRAMA
        or "\u1160" <= after <= "\u11ff"  # the vowel or the end of a Korean syllable
        or (_regional(after) and _flag_open(text, at))
    )
    return not joined


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_open(text: str, at: int) -> bool:
    """Whether a flag's first letter stands before `at`: flags are pairs."""
    start = at
    while start and _regional(text[start - 1]):
        start -= 1
    return (at - start) % 2 == 1
