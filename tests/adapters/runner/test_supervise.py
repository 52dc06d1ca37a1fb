"""A platform that fails is tried again; nothing of it reaches the other, and health tells the truth."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from adapters.platform import Refused
from adapters.supervise import LONGEST, SHORTEST, STEADY, Supervisor, delay
from bot.telemetry.health import Health, Pulse
from bot.telemetry.metrics import Metrics
from bot.telemetry.secrets import redaction
from tests.support.stand_in import Scripted

TOKEN = "xoxb-1234-secret"


class Watch:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


Look = tuple[dict[str, object], str]


class Pauses:
    """Notes how long each pause was meant to be, and what was true in it; takes none of it."""

    def __init__(self, look: Callable[[], Look] = lambda: ({}, "")) -> None:
        self.taken: list[float] = []
        self.seen: list[Look] = []
        self._look = look

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.seen.append(self._look())


def fails(error: BaseException) -> Callable[[], Awaitable[None]]:
    async def act() -> None:
        raise error

    return act


async def ends() -> None:
    """A run that simply returns."""


async def run(platform: Scripted, pulse: Pulse, pauses: Pauses, metrics: Metrics | None = None) -> None:
    """Keep the platform until its last act, which stays connected, then cancel."""
    supervisor = Supervisor(metrics or Metrics(), redaction([TOKEN]), pause=pauses, luck=lambda: 1.0)
    task = asyncio.create_task(supervisor.keep(platform, pulse))
    async with asyncio.timeout(5):
        await platform.through.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize(
    ("failures", "longest"), [(1, 2), (2, 4), (5, 32), (7, 120), (8, 120), (100_000, 120)]
)
def test_the_delay_doubles_up_to_two_minutes_and_luck_chooses_below_it(failures: int, longest: int) -> None:
    assert delay(failures, 0.0) == SHORTEST
    assert delay(failures, 1.0) == longest
    assert SHORTEST < delay(failures, 0.5) < longest


@pytest.mark.parametrize(
    "act",
    [
        fails(ValueError("x")),
        fails(OSError("x")),
        fails(asyncio.CancelledError()),
        fails(KeyError("x")),
        ends,
    ],
    ids=["fault", "network", "its own cancellation", "another fault", "an end"],
)
async def test_whatever_ends_a_platform_it_is_tried_again(act: Callable[[], Awaitable[None]]) -> None:
    pauses, pulse = Pauses(), Pulse("slack")
    platform = Scripted("slack", pulse, act, act, act)
    await run(platform, pulse, pauses)
    assert pauses.taken == [2, 4, 8]
    assert platform.attempts == 4
    assert platform.closed


async def test_who_is_refused_waits_longest() -> None:
    pauses, pulse = Pauses(), Pulse("slack")
    await run(Scripted("slack", pulse, fails(Refused("no such token"))), pulse, pauses)
    assert pauses.taken == [LONGEST]


@pytest.mark.parametrize(("seconds", "third"), [(STEADY, 2), (STEADY - 1, 8)])
async def test_a_connection_that_stood_for_a_while_begins_anew(seconds: float, third: float) -> None:
    watch, pauses = Watch(), Pauses()
    pulse = Pulse("slack", clock=watch)

    async def stands_and_falls() -> None:
        pulse.up()
        watch.turn(seconds)
        pulse.down("lost")
        raise OSError("lost")

    lost = fails(OSError("lost"))
    await run(Scripted("slack", pulse, lost, lost, stands_and_falls, lost), pulse, pauses)
    assert pauses.taken == [2, 4, third, third * 2]


async def test_health_and_metrics_tell_the_truth_in_every_pause(caplog: pytest.LogCaptureFixture) -> None:
    metrics = Metrics()
    health = Health(_fine, metrics.connected)
    pulse = health.pulse("slack")
    pauses = Pauses(lambda: (pulse.report(), metrics.page().decode()))
    platform = Scripted(
        "slack", pulse, fails(OSError(f"no way with {TOKEN}\x1b[2J")), fails(Refused("no token"))
    )
    await run(platform, pulse, pauses, metrics)
    (first, page), (second, _) = pauses.seen
    assert first["connected"] is False
    assert first["trouble"] == "OSError: no way with [secret]\\x1b[2J"
    assert str(first["retry_at"]).endswith("Z")
    assert second["trouble"] == "no token"
    assert 'onrecord_connected{platform="slack"} 0.0' in page
    assert 'onrecord_errors_total{platform="slack",where="connect"} 1.0' in page
    assert (await health.report())["ready"] is True
    assert pulse.report()["trouble"] == ""
    assert pulse.report()["retry_at"] is None
    assert 'onrecord_connected{platform="slack"} 1.0' in metrics.page().decode()
    assert TOKEN not in caplog.text


async def test_one_platforms_crashes_do_not_touch_the_other() -> None:
    health = Health(_fine)
    well, ill = health.pulse("discord"), health.pulse("slack")
    supervisor = Supervisor(Metrics(), str, pause=Pauses(), luck=lambda: 0.0)
    sound = Scripted("discord", well)
    broken = Scripted("slack", ill, *[fails(RuntimeError("crash"))] * 20)
    tasks = [
        asyncio.create_task(supervisor.keep(platform, pulse))
        for platform, pulse in ((sound, well), (broken, ill))
    ]
    async with asyncio.timeout(5):
        await sound.through.wait()
        since = well.changed
        await broken.through.wait()
    assert (sound.attempts, well.connected, well.changed) == (1, True, since)
    assert broken.attempts == 21
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_no_attempt_is_begun_once_the_bot_is_leaving() -> None:
    supervisor = Supervisor(Metrics(), str, pause=Pauses())
    platform = Scripted("slack", Pulse("slack"))
    supervisor.leaving = True
    await supervisor.keep(platform, Pulse("slack"))
    assert platform.attempts == 0


async def test_a_fault_of_ours_leaves_its_trace_and_the_networks_one_line() -> None:
    told: list[tuple[int, bool]] = []

    class Noting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append((record.levelno, bool(record.exc_info)))

    logger, handler = logging.getLogger("adapters.supervise"), Noting()
    logger.addHandler(handler)
    try:
        pulse = Pulse("slack")
        acts: Sequence[Callable[[], Awaitable[None]]] = [
            fails(OSError("x")),
            fails(ValueError("x")),
            fails(Refused("x")),
        ]
        await run(Scripted("slack", pulse, *acts), pulse, Pauses())
    finally:
        logger.removeHandler(handler)
    assert told == [(logging.WARNING, False), (logging.ERROR, True), (logging.ERROR, False)]


async def _fine() -> bool:
    return True
