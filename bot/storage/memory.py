"""The same stores in memory, for what need not outlive the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from msgspec.structs import replace

from bot.delivery.ledger import Post
from bot.query.request import Place

Key = tuple[str, str, str, str]


class MemoryLedger:
    """The Ledger of bot.delivery.ledger."""

    def __init__(self) -> None:
        self._posts: list[Post] = []
        self._numbers: dict[Key, int] = {}

    async def record(self, posts: Sequence[Post]) -> None:
        for post in posts:
            self._enter(post)

    async def find(self, place: Place, message: str) -> Post | None:
        number = self._numbers.get(_key(place, message))
        return None if number is None else self._posts[number]

    async def story_in(self, place: Place) -> str | None:
        for belongs in _looks(place):
            for post in reversed(self._posts):
                if _same_tenant(post.place, place) and belongs(post) and post.story is not None:
                    return post.story
        return None

    def _enter(self, post: Post) -> None:
        key = None if post.message is None else _key(post.place, post.message)
        number = None if key is None else self._numbers.get(key)
        if number is not None:
            first = self._posts[number]
            self._posts[number] = replace(post, place=first.place, asker=first.asker)
            return
        if key is not None:
            self._numbers[key] = len(self._posts)
        self._posts.append(post)


class MemorySeen:
    """The Seen of bot.delivery.remembered."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._events: dict[tuple[str, str], datetime] = {}

    async def first(self, platform: str, event: str) -> bool:
        known = (platform, event) in self._events
        self._events.setdefault((platform, event), self._clock())
        return not known

    async def prune(self, before: datetime) -> int:
        old = [key for key, at in self._events.items() if at < before]
        for key in old:
            del self._events[key]
        return len(old)


class MemoryRegistrations:
    """The Registrations of bot.delivery.remembered."""

    def __init__(self) -> None:
        self._fingerprints: dict[tuple[str, str], str] = {}

    async def fingerprint(self, platform: str, application: str) -> str | None:
        return self._fingerprints.get((platform, application))

    async def remember(self, platform: str, application: str, fingerprint: str) -> None:
        self._fingerprints[platform, application] = fingerprint


class MemoryStore:
    """What `Store` offers, until the process ends."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.ledger = MemoryLedger()
        self.seen = MemorySeen(clock)
        self.registrations = MemoryRegistrations()

    async def writable(self) -> bool:
        return True


def _looks(place: Place) -> Iterator[Callable[[Post], bool]]:
    """Where the story of a place is looked for, nearest first; the rule is that of bot.storage.ledger."""
    if place.thread:
        yield lambda post: post.place.channel == place.channel and post.place.thread == place.thread
        anywhere = place.thread == place.channel
        yield lambda post: post.message == place.thread and (anywhere or post.place.channel == place.channel)
    if place.direct:
        yield lambda post: post.place.channel == place.channel and post.place.direct


def _same_tenant(one: Place, other: Place) -> bool:
    return (one.platform, one.tenant) == (other.platform, other.tenant)


def _key(place: Place, message: str) -> Key:
    return place.platform, place.tenant, place.channel, message
