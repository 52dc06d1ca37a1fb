"""Where a text may end: between words, never inside a character, an address or an insertion."""

from __future__ import annotations

import re
from unicodedata import category, combining

from msgspec.structs import replace

from bot.reply.inert import clean
from bot.reply.model import Quote

# An address with the space after it, or words between “ ”: not to be shown in part, or with "…" stuck on.
_WHOLE = re.compile(r"https?://\S+\s?|“[^”]*”?")
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
    end = _end(words, most)
    insertions = tuple(clean(insertion).strip() for insertion in quote.insertions)
    for insertion in sorted(filter(None, insertions), key=len):
        start = words.find(insertion, max(0, end - len(insertion) + 1), end + len(insertion) - 1)
        end = start if start >= 0 else end
    return replace(quote, text=words[:end].rstrip(), insertions=insertions, cut=True)


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
