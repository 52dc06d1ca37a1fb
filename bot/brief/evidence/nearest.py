"""The text of a paragraph that comes nearest to words which are not in it, and how the two differ."""

from __future__ import annotations

from collections import Counter

from bot.brief.quotation import normalise

_LONGEST = 200_000  # characters of a paragraph that are searched
_MOST_SEARCHED = 1_000_000  # the same, for all that is missing in one brief: a second or two
_GRAM = 4
_LEAST_ALIKE = 55  # of 100
_SHOWN = 300
_QUOTES = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’", "'")})
_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-")})


def nearest(words: str, text: str) -> str | None:
    """The part of `text`, whole words, most like `words`; both normalised. None if nothing is like it.

    Bounded: 3,000 characters against a mebibyte take 0.6 s at the worst.
    """
    from rapidfuzz.fuzz import partial_ratio_alignment

    start, end = _window(words.casefold(), text[:_LONGEST].casefold())
    window = text[start:end]
    found = partial_ratio_alignment(words.casefold(), window.casefold(), score_cutoff=_LEAST_ALIKE)
    if found is None or found.dest_end <= found.dest_start or len(window.casefold()) != len(window):
        return None
    return _whole_words(window, found.dest_start, found.dest_end)


class Nearest:
    """`nearest` for one brief, until so much was searched that hundreds of misses would take minutes."""

    def __init__(self) -> None:
        self._left = _MOST_SEARCHED

    def __call__(self, words: str, text: str) -> str | None:
        if self._left <= 0:
            return None
        # Long words are slow to compare: 3,000 characters take half a second, however short the text.
        self._left -= min(len(text), _LONGEST) + len(words) ** 2 // 20
        return nearest(words, text)


def difference(words: str, found: str) -> str:
    """How `words`, as the brief has them, differ from what was found, in few words."""
    if fold_quotes(words) == fold_quotes(found):
        return "straight quotes used" if '"' in words or "'" in words else "other quotation marks used"
    if words.translate(_DASHES) == found.translate(_DASHES):
        return "other dashes used"
    if words.replace("...", "…") == found.replace("...", "…"):
        return "three dots are not an ellipsis"
    if words.casefold() == found.casefold():
        return "capital letters differ"
    return _changed_words(words.split(), found.split())


def fold_quotes(text: str) -> str:
    """The text with straight marks for curly and angular ones."""
    return text.translate(_QUOTES)


def shown(text: str) -> str:
    """A text fit for a problem: on one line, with nothing in it that acts on a terminal, and not endless."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in normalise(text))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _window(words: str, text: str) -> tuple[int, int]:
    """Where to look: around the diagonal on which most groups of four letters agree."""
    length = len(words)
    if len(text) <= 3 * length + 200:
        return 0, len(text)
    grams = {words[at : at + _GRAM]: at for at in range(max(length - _GRAM + 1, 1))}
    step = max(length // 2, 20)
    votes: Counter[int] = Counter()
    for at in range(len(text) - _GRAM + 1):
        place = grams.get(text[at : at + _GRAM])
        if place is not None:
            votes[(at - place) // step] += 1
    best = max(votes, key=lambda bucket: votes[bucket] + votes[bucket + 1], default=0) * step
    return max(best - step, 0), min(best + 3 * step + length, len(text))


def _whole_words(text: str, start: int, end: int) -> str:
    while start and _in_word(text[start - 1]) and _in_word(text[start]):
        start -= 1
    while end < len(text) and _in_word(text[end]) and _in_word(text[end - 1]):
        end += 1
    return text[start:end].strip(" ,;:“”")


def _in_word(character: str) -> bool:
    return character.isdecimal() or character.lower() != character.upper() or character in "’'"


def _changed_words(ours: list[str], theirs: list[str]) -> str:
    from rapidfuzz.distance import Indel

    changes = [change for change in Indel.opcodes(ours, theirs) if change.tag != "equal"]
    gone = [word for change in changes for word in ours[change.src_start : change.src_end]]
    new = [word for change in changes for word in theirs[change.dest_start : change.dest_end]]
    if len(gone) == len(new) == 1:
        return f"one word changed: {shown(gone[0])} for {shown(new[0])}"
    if len(new) == 1 and not gone:
        return f"one word left out: {shown(new[0])}"
    if len(gone) == 1 and not new:
        return f"one word added: {shown(gone[0])}"
    return f"{max(len(gone), len(new))} words differ"
