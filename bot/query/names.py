"""Forgiving lookup of a name: exact key first, then its words, then typing errors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

# Of 100: from where on a name is worth offering, and from where on it is taken; nearer to the best than
# MARGIN, another is as good.
NEAR, SURE, MARGIN = 60.0, 80.0, 6.0
LONG_WORD = 5  # in a shorter one, a slip makes another name: Cha, Chan
ARTICLES = frozenset({"the", "a", "an"})
MANY = 25


class Match(Struct, frozen=True):
    """What a typed name may mean: one value, several to choose from, or none with the nearest ones.

    `corrected` says that the one value was reached through a typing error and must be said so.
    """

    values: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    corrected: bool = False

    @property
    def one(self) -> str | None:
        return self.values[0] if len(self.values) == 1 else None


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """A name with case, accents, punctuation and spacing folded away; the names asked for last are kept."""
    return fold(name)


def fold(text: str) -> str:
    """What is left of a text to be compared: words without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", plain).replace("_", " ")))


class Names:
    """Names to look up, each meaning one or more values. Immutable once built.

    `careful` mends only what is surely a slip: for people, whose words must not come under another name.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]], *, careful: bool = False) -> None:
        self._careful = careful
        self._exact: dict[str, list[str]] = {}
        self._by_word: dict[str, set[str]] = {}
        for name, value in pairs:
            self._add(key(name), value)

    def _add(self, name: str, value: str) -> None:
        if not name or value in self._exact.setdefault(name, []):
            return
        self._exact[name].append(value)
        for word in name.split():
            self._by_word.setdefault(word, set()).add(value)

    def exact(self, text: str) -> Match:
        """The values that bear exactly this name, case and accents aside."""
        return Match(values=tuple(self._exact.get(key(text), ())))

    def find(self, text: str) -> Match:
        """The best reading of a typed name: exact, by its words, or with typing errors mended."""
        wanted = key(text)
        if not wanted:
            return Match()
        for name in (wanted, wanted.removeprefix("the ")):
            if name in self._exact:
                return Match(values=tuple(self._exact[name]))
        by_words = self._with_words([word for word in wanted.split() if word not in ARTICLES])
        if by_words:
            return Match(values=by_words[:MANY])
        return self._mistyped(wanted)

    def _with_words(self, words: list[str]) -> tuple[str, ...]:
        """Values that have all the words, over all their names."""
        groups = [self._by_word.get(word, set()) for word in words]
        return tuple(sorted(set.intersection(*groups))) if groups else ()

    def _mistyped(self, wanted: str) -> Match:
        from rapidfuzz import fuzz, process

        ratio = fuzz.ratio if " " not in wanted else fuzz.token_sort_ratio
        found = process.extract(wanted, self._exact.keys(), scorer=ratio, score_cutoff=NEAR, limit=10)
        scores: dict[str, float] = {}
        for name, score, _ in found:
            if self._careful and not _slip(wanted, name):
                score = min(score, NEAR)
            for value in self._exact[name]:
                scores[value] = max(score, scores.get(value, 0.0))
        ranked = sorted(scores, key=lambda value: (-scores[value], value))
        if not ranked or scores[ranked[0]] < SURE:
            return Match(near=tuple(ranked[:3]))
        close = [value for value in ranked if scores[ranked[0]] - scores[value] < MARGIN]
        return Match(values=tuple(close), corrected=True)


def _slip(typed: str, name: str) -> bool:
    """Whether each word is the name's, but for one slip of the finger inside a word of five letters or more.

    Nobody is taken for somebody else: Kerry is not Kirby, South Korea is not North Korea.
    """
    from rapidfuzz.distance import OSA

    typed_words, words = typed.split(), name.split()
    if len(typed_words) != len(words):
        return False
    return all(
        one == other
        or (
            len(other) >= LONG_WORD
            and one[0] == other[0]
            and one[-1] == other[-1]
            and OSA.distance(one, other) == 1
        )
        for one, other in zip(typed_words, words, strict=True)
    )


def names_of(entries: Mapping[str, Iterable[str]], *, careful: bool = False) -> Names:
    """Names from value → its names."""
    return Names(((name, value) for value, names in entries.items() for name in names), careful=careful)
