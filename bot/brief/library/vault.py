"""Validated briefs by the digest of their content: all on disk, a few in memory."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import msgspec

from bot.brief.library.cache import Cache
from bot.brief.model import Brief
from bot.brief.story import Story

# Enough for the stories that people ask for in the same hour; some 80 kB each.
OPEN_STORIES = 64


class Vault:
    """Content never changes under its digest, so an old snapshot and a new one share one vault."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._unwritten: dict[str, bytes] = {}
        self._decoder = msgspec.msgpack.Decoder(Brief)
        self.story = lru_cache(maxsize=OPEN_STORIES)(self._open)

    def add(self, sha256: str, content: bytes) -> None:
        """Keep a packed brief; in memory where the disk refuses."""
        if not self._cache.write(sha256, content):
            self._unwritten[sha256] = content

    def digests(self) -> set[str]:
        """The digests under which something is kept."""
        return self._cache.names() | self._unwritten.keys()

    def flush(self) -> bool:
        """Try again to write what the disk refused; whether all will still be here after a restart."""
        for sha256, content in list(self._unwritten.items()):
            if self._cache.write(sha256, content):
                del self._unwritten[sha256]
        return not self._unwritten

    def sweep(self, keep: Collection[str]) -> None:
        """Forget all but these digests."""
        self._cache.sweep(keep)
        for sha256 in self._unwritten.keys() - set(keep):
            del self._unwritten[sha256]

    def _open(self, sha256: str) -> Story:
        """The story with that content; KeyError if it is lost, damaged or of a model no longer in use."""
        content = self._unwritten.get(sha256) or self._cache.read(sha256)
        if content is None:
            raise KeyError(sha256)
        try:
            return Story(self._decoder.decode(content))
        except msgspec.DecodeError as error:
            raise KeyError(sha256) from error


def pack(brief: Brief) -> bytes:
    """The bytes in which a vault keeps a brief."""
    return msgspec.msgpack.encode(brief)
