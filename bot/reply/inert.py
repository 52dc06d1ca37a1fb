"""Foreign text made harmless on every surface: one line, nothing hidden, nothing turned round.

Sources: Unicode TR 9 (bidirectional controls), TR 36 (visual spoofing), "Trojan Source" (Boucher and
Anderson, 2021), TR 51 (emoji sequences). What scripts need to be read stays: joiners, direction marks,
combining marks, emoji. What acts as markup on one platform is that platform's renderer's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from unicodedata import category

from bot.reply.model import Quote

# Scripts stack four or five marks on a letter at most; a heap of them runs over the lines above.
MARKS_IN_A_ROW = 8

# Flags of England, Scotland and Wales are the only tag sequences in use (TR 51); others smuggle text.
_HIDDEN = re.compile(
    r"(?P<flag>\U0001F3F4\U000E0067\U000E0062(?:\U000E0065\U000E006E\U000E0067|\U000E0073\U000E0063\U000E0074"
    r"|\U000E0077\U000E006C\U000E0073)\U000E007F)"
    r"|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # controls that are no white space, ESC among them
    r"\u202a-\u202e\u2066-\u206f"  # embeddings, overrides, isolates, deprecated format characters
    r"\u00ad\u200b\u2060-\u2065\ufeff\u3164\uffa0\ufff9-\ufffb"  # nothing to see, or seen as nothing
    r"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U0001d173-\U0001d17a"  # tags and their like
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # half a character, or none
)
_SELECTORS = re.compile(r"(?<![^\s\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_EXTRA_SELECTORS = re.compile(r"([\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_SPACE = re.compile(r"\s+")
# Marks and joiners are no word characters: a run this long may be a stack of them, anything shorter is not.
_HEAP = re.compile(rf"[^\w\s\x00-\x7f]{{{MARKS_IN_A_ROW + 1},}}")
_LEAD = re.compile(r"^[^\w\x00-\x1f!-\x7f]+")
# Nearly every text is made of these (letters of common scripts and punctuation, no mark, nothing unseen).
_COMMON = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u0482\u048a-\u052f"
    r"\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*"
)
_STACKING = ("Mn", "Me", "Cf")

_DOUBLE = re.compile('[“”„‟«»"＂〝〞〟]')
_OPENING, _CLOSING = "“„‟«〝", "”»〞〟"
_BEFORE, _AFTER = "([{-–—/‘'", ")]}.,;:!?…"


class Segment(NamedTuple):
    """A stretch of a quote: the speaker's words, or what a reporter put in."""

    text: str
    insertion: bool


def clean(text: str) -> str:
    """`text` on one line without anything that hides, spoofs, steers a terminal or turns text round.

    White space becomes one space, at the ends too: a piece of a sentence stays apart from the next.
    """
    if _COMMON.fullmatch(text) and "  " not in text:
        return text
    text = _HIDDEN.sub(lambda found: found["flag"] or "", text)
    text = _EXTRA_SELECTORS.sub(r"\1", _SELECTORS.sub("", text))
    text = _HEAP.sub(lambda found: "".join(_capped(found[0])), text)
    return _LEAD.sub(_without_marks, _SPACE.sub(" ", text))


def inserted(quote: Quote) -> tuple[Segment, ...]:
    """The quote's words in order, cleaned; an insertion stands in [ ] and without its own parentheses."""
    words = clean(quote.text).strip()
    known = {part for each in quote.insertions if (part := clean(each).strip())}
    if not known:
        return (Segment(words, False),) if words else ()
    longest_first = sorted(known, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, longest_first))})", words)
    segments = (Segment(_bracketed(part) if n % 2 else part, bool(n % 2)) for n, part in enumerate(parts))
    return tuple(segment for segment in segments if segment.text)


def marked(quote: Quote, escape: Callable[[str], str] = str) -> str:
    """The quote as readers see it, with “ ” and, where words are missing at its end, […].

    `escape` is a platform's; it sees the brackets and all words at once, so that nothing can hide in a seam.
    """
    words = "".join(segment.text for segment in inserted(quote))
    if quote.cut:
        words = f"{words} […]".lstrip()
    return f"“{escape(words)}”"


def single_marks(text: str) -> str:
    """`text` with ‘ ’ for every kind of double mark: they enclose nobody's checked words."""
    return text if text.isascii() and '"' not in text else _DOUBLE.sub(_single, text)


def _single(found: re.Match[str]) -> str:
    """A mark that leans on a word on one side only shows by that whether it opens; else its shape does."""
    text = found.string
    start, end = found.span()
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    free_before = not before or before.isspace() or before in _BEFORE or bool(_DOUBLE.match(before))
    free_after = not after or after.isspace() or after in _AFTER
    directed = found[0] in _OPENING or found[0] in _CLOSING
    opens = found[0] in _OPENING if directed and free_before == free_after else free_before
    return "‘" if opens else "’"


def _bracketed(words: str) -> str:
    inner = words[1:-1] if (words[0], words[-1]) in {("(", ")"), ("[", "]")} else words
    return f"[{inner.strip()}]"


def _capped(run: str) -> Iterator[str]:
    """The characters of `run` with no more marks and joiners in a row than scripts use."""
    row = 0
    for char in run:
        row = row + 1 if category(char) in _STACKING else 0
        if row <= MARKS_IN_A_ROW:
            yield char


def _without_marks(lead: re.Match[str]) -> str:
    """A mark with no letter before it would be drawn on ours, such as the opening “."""
    kept = ""
    for at, char in enumerate(lead[0]):
        if category(char) in ("Mn", "Me"):
            continue
        kept += char
        if category(char) not in ("Zs", "Cf"):
            return kept + lead[0][at + 1 :]
    return kept
