"""Words about how and when to be told, as options of the command table: `daily at 8:00 quiet 22-7`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

WHEN = {
    "instantly": "instantly",
    "immediately": "instantly",
    "at once": "instantly",
    "right away": "instantly",
    "hourly": "hourly",
    "every hour": "hourly",
    "each hour": "hourly",
    "once an hour": "hourly",
    "daily": "daily",
    "every day": "daily",
    "each day": "daily",
    "once a day": "daily",
}
CHANGES = {
    "corrections only": "corrections",
    "only corrections": "corrections",
    "just corrections": "corrections",
    "corrections": "corrections",
    "all changes": "all",
    "everything": "all",
    "all": "all",
}
QUIET = {
    "no quiet hours": "none",
    "without quiet hours": "none",
    "no quiet": "none",
}
PHRASES: dict[str, tuple[str, str]] = {
    phrase: (name, value)
    for name, phrases in (("when", WHEN), ("changes", CHANGES), ("quiet", QUIET))
    for phrase, value in phrases.items()
}
LONGEST = 3
# Words that stand between options and mean nothing.
FILLERS = frozenset(("and", "with", "but", "also", "here", "please", "me", "us"))
NAMING = frozenset(("by", "from", "only", "speaker", "speakers"))
BEFORE_NAMES = frozenset(("statements",))
ZONES = frozenset(("zone", "timezone", "tz"))
_ZONE = re.compile(r"[A-Za-z_]+(/[A-Za-z0-9_+\-]+)+|utc|gmt", re.IGNORECASE)
_HALF = re.compile(r"[ap]\.?m\.?", re.IGNORECASE)
_HOURS = re.compile(
    r"[\d:.hapm\-–—]+|to|until|till|none|off|no|never|noon|midday|midnight|[ap]\.m\.?", re.IGNORECASE
)


class Scanned(Struct, frozen=True):
    """What a line says: the words before the first option, the options, and what was not understood."""

    before: tuple[str, ...]
    options: Mapping[str, str]
    left: tuple[str, ...]


def scan(tokens: tuple[str, ...]) -> Scanned:
    """Read the words about settings; whether a value is possible is not known here."""
    return _Scanner(tokens, _settings).scanned()


def scan_since(tokens: tuple[str, ...]) -> Scanned:
    """The same for what is new: everything after `since` is its value."""
    words = [token.casefold() for token in tokens]
    if words[-1:] in (["today"], ["yesterday"]) and words[-2:-1] != ["since"]:
        return Scanned(tokens[:-1], {"since": words[-1]}, ())
    at = words.index("since") if "since" in words else len(tokens)
    if at + 1 == len(tokens):
        return Scanned(tokens[:at], {}, tokens[at:])
    return Scanned(tokens[:at], {"since": " ".join(tokens[at + 1 :])} if tokens[at:] else {}, ())


Rule = Callable[["_Scanner"], tuple[str, str] | None]


class _Scanner:
    """Goes over the words once. A rule takes the words of one option, or none."""

    def __init__(self, tokens: tuple[str, ...], rule: Rule) -> None:
        self._tokens = tokens
        self._rule = rule
        self._words = [token.strip(",;").casefold() for token in tokens]
        self.at = 0

    def scanned(self) -> Scanned:
        before: list[str] = []
        left: list[str] = []
        options: dict[str, str] = {}
        while self.at < len(self._tokens):
            start, found = self.at, self._rule(self)
            if found and found[0] not in options:
                options[found[0]] = found[1]
            elif found:  # the same said twice may be a contradiction
                left += self._tokens[start : self.at]
            else:
                self.at += 1
                if not options and not left:
                    before.append(self._tokens[start])
                elif self._words[start] not in FILLERS:
                    left.append(self._tokens[start])
        while before and before[-1].casefold() in FILLERS:
            before.pop()
        return Scanned(tuple(before), options, tuple(left))

    def word(self, ahead: int = 0) -> str:
        """A word from here, in small letters; "" past the end."""
        return self._words[self.at + ahead] if self.at + ahead < len(self._words) else ""

    def phrase(self) -> str:
        """The longest fixed phrase that stands here, "" where none does; takes nothing."""
        lines = (" ".join(self._words[self.at : self.at + length]) for length in range(LONGEST, 0, -1))
        return next((line for line in lines if line in PHRASES), "")

    def take(self, count: int = 1) -> str:
        """The next words as they were typed."""
        taken = self._tokens[self.at : self.at + count]
        self.at += count
        return " ".join(taken).strip(",;")

    def take_while(self, fits: Callable[[_Scanner], bool]) -> str:
        start = self.at
        while self.word() and fits(self):
            self.at += 1
        return " ".join(self._tokens[start : self.at]).strip(",; ")


def _settings(scanner: _Scanner) -> tuple[str, str] | None:
    """The option that begins here, its words taken."""
    if phrase := scanner.phrase():
        scanner.take(len(phrase.split()))
        return PHRASES[phrase]
    for read in (_at, _quiet, _zone, _names):
        if found := read(scanner):
            return found
    return None


def _at(scanner: _Scanner) -> tuple[str, str] | None:
    if scanner.word() != "at" or not scanner.word(1):
        return None
    scanner.at += 1
    return "at", scanner.take(2 if _HALF.fullmatch(scanner.word(1)) else 1)


def _quiet(scanner: _Scanner) -> tuple[str, str] | None:
    ahead = 0
    while scanner.word() == "quiet" and scanner.word(ahead) in ("quiet", "hours", "from"):
        ahead += 1
    if not scanner.word(ahead) or not ahead:
        return None
    scanner.at += ahead
    hours = scanner.take_while(lambda each: bool(_HOURS.fullmatch(each.word())))
    return "quiet", hours or scanner.take()


def _zone(scanner: _Scanner) -> tuple[str, str] | None:
    ahead = 1 if scanner.word() in ("in", "time") and scanner.word(1) else 0
    if scanner.word(ahead) in ZONES and scanner.word(ahead + 1):
        scanner.at += ahead + 1
        return "zone", scanner.take()
    if scanner.word() != "time" and _ZONE.fullmatch(scanner.word(ahead)):
        scanner.at += ahead
        return "zone", scanner.take()
    return None


def _names(scanner: _Scanner) -> tuple[str, str] | None:
    """`by John Kirby and Kim Jong Un`: the names run to the next option."""
    ahead = 1 if scanner.word() in BEFORE_NAMES else 0
    if scanner.word(ahead) not in NAMING or not scanner.word(ahead + 1):
        return None
    start = scanner.at
    scanner.at += ahead + 1
    names = scanner.take_while(lambda each: not _begins(each))
    if not names:
        scanner.at = start
        return None
    return "changes", names


def _begins(scanner: _Scanner) -> bool:
    """Whether an option begins here."""
    starts = scanner.word() in {"at", "quiet", "time", *ZONES, *NAMING}
    zoned = _ZONE.fullmatch(scanner.word()) or (scanner.word() == "in" and _ZONE.fullmatch(scanner.word(1)))
    return starts or bool(zoned) or bool(scanner.phrase())
