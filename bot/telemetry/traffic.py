"""What is counted of sending: requests to platforms, how deliveries end, how long they take, what waits."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

# Seconds. The first message of an update is to be out within 0.3; a digest may come a day later.
LAG = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0, 300.0, 900.0, 1800.0, 3600.0, 21600.0, 86400.0)
REQUEST = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
ASKED, ENDED, TOLD = ("platform", "outcome"), ("platform", "task", "state"), ("platform", "task")
SLOT = (0.01, 0.1, 1.0, 10.0, 60.0)


class Traffic:
    """The Tally of bot.delivery, on the registry of a process; `now` is any steady clock, in seconds."""

    def __init__(self, registry: CollectorRegistry, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._registry = registry
        self._requests = self._count("sends", "Requests to platforms, by what came of them", *ASKED)
        self._took = self._time("send_seconds", "How long a request to a platform took", REQUEST, "platform")
        self._ended = self._count("deliveries", "Deliveries that ended, by their task and how", *ENDED)
        self._lag = self._time("told_seconds", "From publishing to a message's arrival", LAG, *TOLD)
        self._parkings = self._count("parkings", "Refusals that parked a lane, or kept it parked", "platform")
        self._waited = self._time("slot_seconds", "How long a request waited for its slot", SLOT, "platform")
        self._rows = self._count("spread", "Deliveries that were made of announcements", "task")
        self._limit = self._gauge("rate_limit", "The most requests a second that are allowed", "platform")
        self._pending = self._gauge("pending", "Deliveries that have not ended", "platform")
        self._due = self._gauge("due", "Deliveries that may go now", "platform")
        self._oldest = self._gauge(
            "oldest_due_seconds", "For how long the oldest one may have gone", "platform"
        )
        self._parked = self._gauge("parked_lanes", "Places where the bot only tries now and then", "platform")
        self._moved: dict[str, float] = {}

    def asked(self, platform: str, outcome: str, seconds: float) -> None:
        """A request to a platform has ended."""
        self._requests.labels(platform, outcome).inc()
        self._took.labels(platform).observe(seconds)

    def ended(self, platform: str, task: str, state: str) -> None:
        """A delivery has ended."""
        self._ended.labels(platform, task, state).inc()
        self._moved[platform] = self._now()

    def told(self, platform: str, task: str, seconds: float) -> None:
        """A message has arrived so long after its revision was published."""
        self._lag.labels(platform, task).observe(seconds)

    def parked(self, platform: str) -> None:
        """A refusal has parked a lane, or found it parked."""
        self._parkings.labels(platform).inc()

    def waited(self, platform: str, seconds: float) -> None:
        """A request has waited so long for its slot."""
        self._waited.labels(platform).observe(seconds)

    def spread(self, task: str, rows: int) -> None:
        """So many deliveries were made of an announcement."""
        self._rows.labels(task).inc(rows)

    def moves(self, platform: str, within: float) -> bool:
        """Whether this process has ended a delivery to a platform in the last `within` seconds."""
        return self._now() - self._moved.get(platform, -within - 1.0) <= within

    def limited(self, platform: str, rate: float) -> None:
        """The rate that the settings allow."""
        self._limit.labels(platform).set(rate)

    def waits(self, platform: str, *, pending: int, due: int, oldest: float, parked: int) -> None:
        """What waits for a platform, just looked up; `oldest` is in seconds."""
        self._pending.labels(platform).set(pending)
        self._due.labels(platform).set(due)
        self._oldest.labels(platform).set(oldest)
        self._parked.labels(platform).set(parked)

    def _count(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"onrecord_{name}", about, labels, registry=self._registry)

    def _time(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"onrecord_{name}", about, labels, buckets=buckets, registry=self._registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"onrecord_{name}", about, labels, registry=self._registry)
