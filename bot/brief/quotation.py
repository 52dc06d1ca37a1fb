"""Where quoted words stand in a paragraph, and what counts as one space.

Marks are “ ” „ “ « » " " and single ‘ ’ ' '. Only the outermost quotation counts: what is nested belongs
to it, and a mark that is opened and not closed runs to the paragraph's end.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

Span = tuple[int, int]

# Scripts that have apostrophes, or inches after a figure. Elsewhere a mark may stand right beside a letter.
_CASED = r"0-9A-Za-z\u00c0-\u058f\u1e00-\u1fff"
_HEBREW = r"\u05d0-\u05ea"
_LETTER = rf"[{_CASED}{_HEBREW}]"

# A straight mark before the last letter of a Hebrew word abbreviates (צה"ל) and is passed over.
_DOUBLE = re.compile(rf'[“”„«»]|(?<![{_HEBREW}])"|"(?![{_HEBREW}](?![{_HEBREW}]))')
_CLOSES = {"”": "“„", "“": "„", "»": "«", "«": "»", '"': '"'}
_INCHES = re.compile(rf"[{_CASED}]")

# ’90s and 'tis open nothing, and nothing closes inside a word (don’t, Kirby's).
_ELIDED = r"(?!(?:\d\ds|tis|twas|em)\b)"
_SINGLE = re.compile(
    rf"(?P<open>(?<!{_LETTER})[‘'](?=\S){_ELIDED})|(?P<close>(?<=\S)[’'](?!{_LETTER}))", re.IGNORECASE
)
_MARK = re.compile("[“„«»\"‘']")
_SINGLE_CLOSES = {"‘": "’", "'": "'"}
_POSSESSIVE = re.compile(r"s[’']\s+\w", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def quotations(text: str) -> tuple[Span, ...]:
    """Find the outermost quotations of one paragraph, as [start, end) of the words inside the marks."""
    if not _MARK.search(text):
        return ()
    doubles = _double(text)
    singles = _single(text, doubles)
    return tuple(_outermost(sorted(doubles + singles)))


def normalise(text: str) -> str:
    """Make every run of white space (U+00A0 and other Unicode spaces included) one space; strip."""
    return " ".join(text.split())


class Normalised(Struct, frozen=True):
    """A normalised text that knows where each of its characters stood. `shifts` pairs a position in
    `text` with the number of raw characters dropped before it, in order."""

    text: str
    shifts: tuple[Span, ...]

    def raw(self, start: int, end: int) -> Span:
        """The range in the raw text of the non-empty range [start, end) of `text`."""
        return self._raw(start), self._raw(end - 1) + 1

    def _raw(self, at: int) -> int:
        found = bisect_right(self.shifts, (at, len(self.text) << 32))
        return at + (self.shifts[found - 1][1] if found else 0)


def normalised(text: str) -> Normalised:
    """Normalise `text` as `normalise` does, keeping the way back."""
    shifts, dropped = [], 0
    for run in _SPACES.finditer(text):
        kept = 0 if run.start() == 0 or run.end() == len(text) else 1
        if lost := run.end() - run.start() - kept:
            shifts.append((run.start() - dropped + kept, dropped := dropped + lost))
    return Normalised(normalise(text), tuple(shifts))


def _double(text: str) -> list[Span]:
    found: list[Span] = []
    stack: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    for match in _DOUBLE.finditer(text):
        mark, at = match[0], match.start()
        if any(waiting[opener] for opener in _closed_by(mark, text, at)):
            start = _unwind(stack, waiting, _CLOSES[mark])
            if not stack:
                found.append((start, at))
        elif _opens(mark, text, at):
            stack.append((mark, at + 1))
            waiting[mark] += 1
    return [*found, (stack[0][1], len(text))] if stack else found


def _closed_by(mark: str, text: str, at: int) -> str:
    # “ and « close in German and Danish („so“, »so«); at the start of a word they open a nested quotation.
    return "" if mark in "“«" and _starts_word(text, at) and _goes_on(text, at) else _CLOSES.get(mark, "")


def _opens(mark: str, text: str, at: int) -> bool:
    if mark == '"':
        return not _INCHES.match(text[at - 1 : at])
    if mark == "»":
        return _starts_word(text, at) and _goes_on(text, at)
    return mark in "“„«"


def _starts_word(text: str, at: int) -> bool:
    before = text[at - 1 : at] if at else ""
    return not before or before.isspace() or before in "([„“«»"


def _goes_on(text: str, at: int) -> bool:
    return bool(text[at + 1 : at + 2].strip())


def _unwind(stack: list[tuple[str, int]], waiting: Counter[str], openers: str) -> int:
    # What was opened inside and never closed goes with the quotation that closes here.
    while True:
        mark, start = stack.pop()
        waiting[mark] -= 1
        if mark in openers:
            return start


def _single(text: str, doubles: list[Span]) -> list[Span]:
    marks = [m for m in _SINGLE.finditer(text) if not _inside(m.start(), doubles)]
    last_straight = max((m.start() for m in marks if m["close"] == "'"), default=-1)
    found: list[Span] = []
    opener, start, depth = "", 0, 0
    for mark, surely_later in zip(marks, _surely_closed_later(text, marks), strict=True):
        at = mark.start()
        if mark["open"]:
            if not depth and (mark[0] == "‘" or at < last_straight):  # else an unclosed ' is an apostrophe
                opener, start, depth = mark[0], at + 1, 1
            elif depth and mark[0] == opener == "‘":
                depth += 1
        elif depth and mark[0] == _SINGLE_CLOSES[opener]:
            if depth == 1 and surely_later and _POSSESSIVE.match(text, at - 1):
                continue
            depth -= 1
            if not depth:
                found.append((start, at))
                opener = ""
    return [*found, (start, len(text))] if depth else found


def _surely_closed_later(text: str, marks: list[re.Match[str]]) -> list[bool]:
    """For each mark: does one that closes, and cannot be a plural possessive, follow before the next opening?

    It tells ‘the allies’ plan’, one quotation, from ‘no ties’ with the officials’ friends.
    """
    later, result = False, []
    for mark in reversed(marks):
        result.append(later)
        later = not mark["open"] and (later or not _POSSESSIVE.match(text, mark.start() - 1))
    return result[::-1]


def _inside(at: int, spans: list[Span]) -> bool:
    found = bisect_right(spans, (at, at)) - 1
    return found >= 0 and spans[found][0] <= at < spans[found][1]


def _outermost(spans: list[Span]) -> Iterator[Span]:
    reached = -1
    for start, end in spans:
        if start > reached:
            reached = end
            yield start, end
