"""What Prometheus may ask for. Labels come from fixed sets only, never from what somebody typed."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from bot.telemetry.traffic import Traffic

# Seconds. Platforms want an acknowledgement within 3.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0)


class Metrics:
    """The counters of one process, on a registry of their own."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._interactions = Counter(
            "onrecord_interactions",
            "Requests answered, by what was shown and how it ended",
            ("platform", "door", "command", "outcome"),
            registry=self.registry,
        )
        self._acknowledged = Histogram(
            "onrecord_acknowledge_seconds",
            "From an event's arrival to its acknowledgement",
            ("platform",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._answered = Histogram(
            "onrecord_answer_seconds",
            "From an event's arrival to the delivered answer",
            ("platform",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._errors = Counter(
            "onrecord_errors", "Faults, by where they happened", ("platform", "where"), registry=self.registry
        )
        self._connected = Gauge(
            "onrecord_connected", "1 while the platform is connected", ("platform",), registry=self.registry
        )
        self.traffic = Traffic(self.registry)
        ProcessCollector(registry=self.registry)  # memory, processor time, open files; Linux only

    def acknowledged(self, platform: str, seconds: float) -> None:
        """An event was acknowledged so long after it came."""
        self._acknowledged.labels(platform).observe(seconds)

    def answered(self, platform: str, door: str, command: str, outcome: str, seconds: float) -> None:
        """A request has ended; `door` is how it came, `command` a view's name, `outcome` a reply's kind."""
        self._interactions.labels(platform, door, command, outcome).inc()
        self._answered.labels(platform).observe(seconds)

    def failed(self, platform: str, where: str) -> None:
        """A fault of ours or of the platform, `where` being `connect`, `event`, `core` or `deliver`."""
        self._errors.labels(platform, where).inc()

    def connected(self, platform: str, now: bool) -> None:
        """Whether the platform is connected."""
        self._connected.labels(platform).set(int(now))

    def watch(self, in_hand: Callable[[], int], stories: Callable[[], int]) -> None:
        """Ask these whenever the page is read: requests being answered, stories being served."""
        gauges = {
            "in_hand": ("Requests being answered at this moment", in_hand),
            "stories": ("Stories being served", stories),
        }
        for name, (about, count) in gauges.items():
            Gauge(f"onrecord_{name}", about, registry=self.registry).set_function(count)

    def page(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)
