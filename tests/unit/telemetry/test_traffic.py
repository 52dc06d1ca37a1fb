"""What is counted of sending."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from bot.delivery.tally import Tally
from bot.telemetry.traffic import Traffic


class Steady:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def traffic(registry: CollectorRegistry, steady: Steady) -> Traffic:
    return Traffic(registry, steady)


def test_what_is_told_to_it_is_on_the_registry(registry: CollectorRegistry, traffic: Traffic) -> None:
    tally: Tally = traffic
    tally.asked("discord", "posted", 0.2)
    tally.asked("discord", "retrylater", 0.1)
    tally.ended("discord", "once", "sent")
    tally.told("discord", "once", 2.0)
    tally.parked("slack")
    tally.waited("slack", 0.5)
    tally.spread("once", 5000)
    traffic.limited("discord", 49.0)

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"onrecord_{name}", labels)

    assert value("sends_total", platform="discord", outcome="posted") == 1
    assert value("send_seconds_count", platform="discord") == 2
    assert value("deliveries_total", platform="discord", task="once", state="sent") == 1
    assert value("told_seconds_bucket", platform="discord", task="once", le="1.0") == 0
    assert value("told_seconds_bucket", platform="discord", task="once", le="3.0") == 1
    assert value("parkings_total", platform="slack") == 1
    assert value("slot_seconds_sum", platform="slack") == 0.5
    assert value("spread_total", task="once") == 5000
    assert value("rate_limit", platform="discord") == 49


def test_a_queue_moves_for_a_while_after_something_ended(traffic: Traffic, steady: Steady) -> None:
    assert not traffic.moves("slack", 60)
    traffic.ended("slack", "once", "rejected")
    steady.seconds += 60
    assert traffic.moves("slack", 60)
    assert not traffic.moves("discord", 60)
    steady.seconds += 0.1
    assert not traffic.moves("slack", 60)
