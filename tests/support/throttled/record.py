"""What the fake platform shows and has counted, as a test reads it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from msgspec import Struct

Body = dict[str, Any]


class Shown(Struct, kw_only=True):
    """A message as people see it. `at` is the platform's clock, `arrived` the machine's; `key` is the nonce,
    or the key in the metadata; `edits` are the texts that it had before."""

    id: str
    channel: str
    at: float
    arrived: float
    text: str
    key: str = ""
    thread: str = ""
    edits: list[str] = []
    body: Body = {}


class Page(Struct):
    """All that a fake has seen: its channels' messages in order, its counters, what broke a rule."""

    channels: dict[str, list[Shown]] = {}
    counts: dict[str, int] = {}
    violations: list[str] = []

    def texts(self, channel: str) -> list[str]:
        return [each.text for each in self.channels.get(channel, [])]

    @property
    def shown(self) -> list[Shown]:
        """Every message, in the order in which they came."""
        return sorted((each for shown in self.channels.values() for each in shown), key=lambda one: one.at)

    def refused(self) -> int:
        """How many requests were answered with 429."""
        return sum(count for name, count in self.counts.items() if name.startswith("429"))


class Record:
    """The same while it grows."""

    def __init__(self) -> None:
        self.channels: dict[str, list[Shown]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.violations: list[str] = []

    def add(self, shown: Shown) -> None:
        self.channels[shown.channel].append(shown)
        self.counts["posted"] += 1

    def find(self, channel: str, message: str) -> Shown | None:
        return next((each for each in self.channels.get(channel, []) if each.id == message), None)

    def change(self, shown: Shown, text: str, body: Body) -> None:
        shown.edits.append(shown.text)
        shown.text, shown.body = text, body
        self.counts["edited"] += 1

    def page(self, *, whole: bool) -> Page:
        """A copy to send; without `whole` the counters only."""
        return Page(dict(self.channels) if whole else {}, dict(self.counts), self.violations[:20])
