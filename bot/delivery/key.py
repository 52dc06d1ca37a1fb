"""The mark of a message: the same in every attempt, another for every message."""

from __future__ import annotations

from hashlib import sha256

# A Discord nonce holds 25 characters (Discord docs: Message resource, "Create Message").
LENGTH = 25


def key_of(announcement: int, lane: int, part: int) -> str:
    """25 hexadecimal digits for one part of one message to one place."""
    return sha256(f"{announcement}/{lane}/{part}".encode()).hexdigest()[:LENGTH]
