"""Run all measurements, print them beside their aims, keep them as JSON. A missed aim is no failure."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from benchmarks import apart, cold_start
from benchmarks.fixture import folders, prepare
from benchmarks.report import store, tables
from benchmarks.results import Result

MANY = 1000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("var/bench.json"), help="where to keep the results")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, 1 and 100 briefs only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-bench-") as scratch:
        results = measure(Path(scratch), quick=options.quick)
    print(tables(results))
    store(results, options.out, {"quick": options.quick})
    print(f"kept in {options.out}")


def measure(scratch: Path, *, quick: bool) -> list[Result]:
    """All results; every measurement is made in a process of its own."""
    counts = (1, 100) if quick else (1, 100, MANY)
    repeats = 100 if quick else 1000
    prepare(scratch, counts)
    loads = [apart.run("loading", scratch, count) for count in counts for _ in ("cold", "unchanged")]
    memory = apart.run("memory", scratch, counts[-1])
    handling = [apart.run("handling", scratch, count, repeats) for count in counts]
    started = cold_start.measure(folders(scratch, 1), 5 if quick else 15)
    platforms, queues = _platforms(scratch, quick=quick), _queues(quick=quick)
    sending = _sending(quick=quick)
    return list(chain(started, *loads, memory, *handling, *platforms, *queues, *sending))


def _platforms(scratch: Path, *, quick: bool) -> Iterator[list[Result]]:
    """The whole bot against stand-ins for Discord and Slack."""
    often = (100, 2) if quick else (500, 10)
    yield apart.run("on_discord", scratch, *often)
    yield apart.run("on_slack", scratch, "socket", *often)
    yield apart.run("on_slack", scratch, "http", *often)
    yield apart.run("on_both", scratch, often[1])


def _queues(*, quick: bool) -> Iterator[list[Result]]:
    """The outbox on both databases, without a network."""
    for kind in ("SQLite", "PostgreSQL"):
        for places in (100_000,) if quick else (100_000, 1_000_000):
            yield apart.run("fan_out", kind, places)
        for at_once in (10, 200):
            yield apart.run("deep_queue", kind, 2000, at_once)


def _sending(*, quick: bool) -> Iterator[list[Result]]:
    """The whole way of an update, by the real senders against platforms that enforce their limits."""
    for kind in ("SQLite", "PostgreSQL"):
        for followers in (100_000,) if quick else (100_000, 1_000_000):
            yield apart.run("first_message", kind, followers)
    channels = 300 if quick else 2000
    for kind, processes in (("SQLite", 1), ("PostgreSQL", 2)):
        for window in ("fixed", "sliding"):
            yield apart.run("sending", "discord", kind, processes, window, channels)
    yield apart.run("sending", "slack", "SQLite", 100, 1000.0)


if __name__ == "__main__":
    main()
