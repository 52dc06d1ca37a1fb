"""What must outlive a restart besides the ledger: which events were seen, what was registered."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Seen(Protocol):
    """Events of the platforms, which may deliver one twice. Methods raise StoreError."""

    async def first(self, platform: str, event: str) -> bool:
        """Note an event; False if it was noted before, by whichever process."""

    async def prune(self, before: datetime) -> int:
        """Forget events noted before a time with zone; how many these were."""


class Registrations(Protocol):
    """Fingerprints of what was last registered with a platform. Methods raise StoreError."""

    async def fingerprint(self, platform: str, application: str) -> str | None:
        """What `remember` noted last; None for nothing."""

    async def remember(self, platform: str, application: str, fingerprint: str) -> None:
        """Note what is registered now."""
