"""Whether the bot is well: what each platform's connection last told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any


class Pulse:
    """The connection to one platform, as it is at this moment."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.connected = False
        self.changed = datetime.now(UTC)
        self.last_event: datetime | None = None
        self.latency: float | None = None  # seconds there and back, where the platform lets it be measured
        self.trouble = ""

    def up(self) -> None:
        """Connected, from now on."""
        self._turn(True)
        self.trouble = ""

    def down(self, trouble: str) -> None:
        """Not connected any more, and why, in words for an operator."""
        self._turn(False)
        self.trouble = trouble
        self.latency = None

    def beat(self) -> None:
        """An event came in."""
        self.last_event = datetime.now(UTC)

    def _turn(self, connected: bool) -> None:
        if self.connected != connected:
            self.connected, self.changed = connected, datetime.now(UTC)

    def report(self) -> dict[str, Any]:
        """`connected`, `since` and `last_event` (RFC 3339, UTC), `latency_ms`, `trouble`."""
        return {
            "connected": self.connected,
            "since": _spelled(self.changed),
            "last_event": _spelled(self.last_event) if self.last_event else None,
            "latency_ms": None if self.latency is None else round(self.latency * 1000, 1),
            "trouble": self.trouble,
        }


class Health:
    """All that the health page tells. `store` says whether the store can be read and written."""

    def __init__(self, store: Callable[[], Awaitable[bool]]) -> None:
        self._store = store
        self.pulses: dict[str, Pulse] = {}
        self.leaving = False

    def pulse(self, name: str) -> Pulse:
        """The pulse of a platform, made when it is first asked for."""
        return self.pulses.setdefault(name, Pulse(name))

    async def report(self) -> dict[str, Any]:
        """`live`, `ready` (all platforms connected, the store in order, not leaving), `store`, `platforms`."""
        store = await self._store()
        connected = all(pulse.connected for pulse in self.pulses.values())
        return {
            "live": True,
            "ready": store and connected and not self.leaving,
            "store": store,
            "leaving": self.leaving,
            "platforms": {name: pulse.report() for name, pulse in self.pulses.items()},
        }


def _spelled(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
