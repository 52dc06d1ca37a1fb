"""Whether the bot is well: what each platform's connection last told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

Clock = Callable[[], datetime]
Turned = Callable[[str, bool], None]


def utc() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Pulse:
    """The connection to one platform, as it is at this moment. `turned` hears when it comes and goes."""

    def __init__(self, name: str, turned: Turned | None = None, clock: Clock = utc) -> None:
        self.name = name
        self._turned = turned or (lambda name, connected: None)
        self._clock = clock
        self.connected = False
        self.changed = clock()
        self.last_event: datetime | None = None
        self.latency: float | None = None  # seconds there and back, where the platform lets it be measured
        self.trouble = ""
        self.retry_at: datetime | None = None
        self._held = 0.0
        self._turned(name, False)

    def up(self) -> None:
        """Connected, from now on."""
        self._turn(True)
        self.trouble, self.retry_at = "", None

    def down(self, trouble: str, retry_at: datetime | None = None) -> None:
        """Not connected any more, and why, in words for an operator; and when the next attempt is due."""
        self._turn(False)
        self.trouble, self.retry_at = trouble, retry_at
        self.latency = None

    def beat(self) -> None:
        """An event came in."""
        self.last_event = self._clock()

    def held(self) -> float:
        """For how many seconds the connection has stood; once it is lost, for how many it stood."""
        return (self._clock() - self.changed).total_seconds() if self.connected else self._held

    def _turn(self, connected: bool) -> None:
        if self.connected != connected:
            self._held = self.held()
            self.connected, self.changed = connected, self._clock()
            self._turned(self.name, connected)

    def report(self) -> dict[str, Any]:
        """`connected`, `since`, `last_event` and `retry_at` (RFC 3339, UTC), `latency_ms`, `trouble`."""
        return {
            "connected": self.connected,
            "since": spelled(self.changed),
            "last_event": spelled(self.last_event),
            "latency_ms": None if self.latency is None else round(self.latency * 1000, 1),
            "trouble": self.trouble,
            "retry_at": spelled(self.retry_at),
        }


class Look(Struct, frozen=True):
    """One part of the bot, looked at: what the page shows of it, and what is `wrong`, a sentence each."""

    shown: Any
    wrong: tuple[str, ...] = ()


class Health:
    """All that the health page tells. `store` says, before long, whether the store can be written."""

    def __init__(self, store: Callable[[], Awaitable[bool]], turned: Turned | None = None) -> None:
        self._store = store
        self._turned = turned
        self.pulses: dict[str, Pulse] = {}
        self.parts: dict[str, Callable[[], Awaitable[Look]]] = {}  # by their keys on the page
        self.leaving = False

    def pulse(self, name: str) -> Pulse:
        """The pulse of a platform, made when it is first asked for."""
        if name not in self.pulses:
            self.pulses[name] = Pulse(name, self._turned)
        return self.pulses[name]

    async def report(self) -> dict[str, Any]:
        """The health page: `live`; `ready`, which means that nothing is wrong; `why`, what is wrong, a
        sentence each; `store`, `leaving`, `platforms`, and a key for each further part."""
        store = await self._store()
        looks = {name: await look() for name, look in self.parts.items()}
        wrong = [*self._wrong(store), *(each for look in looks.values() for each in look.wrong)]
        return {
            "live": True,
            "ready": not wrong,
            "why": wrong,
            "store": store,
            "leaving": self.leaving,
            "platforms": {name: pulse.report() for name, pulse in self.pulses.items()},
            **{name: look.shown for name, look in looks.items()},
        }

    def _wrong(self, store: bool) -> Iterator[str]:
        if self.leaving:
            yield "the bot is leaving"
        if not store:
            yield "the store cannot be written"
        for name, pulse in self.pulses.items():
            if not pulse.connected:
                yield f"{name} is not connected{f': {pulse.trouble}' if pulse.trouble else ''}"


def spelled(time: datetime | None) -> str | None:
    """RFC 3339 in UTC with milliseconds."""
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z") if time else None
