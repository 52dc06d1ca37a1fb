"""The worker as the runner keeps it: opened with its senders, started again when it ends, told of news."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager

from bot.config import Settings
from bot.delivery.sender import Sender
from bot.delivery.tally import Tally
from bot.delivery.worker import Worker
from bot.storage.store import Store
from bot.telemetry.health import Look, Pulse
from bot.telemetry.traffic import Traffic

Open = Callable[[Settings], AbstractAsyncContextManager[Sequence[Sender]]]


class Delivering:
    """Runs a worker. For a supervisor it is one more platform, which is connected while it works."""

    name = "delivery"

    def __init__(
        self, settings: Settings, store: Store, open_senders: Open, traffic: Traffic, pulse: Pulse
    ) -> None:
        self._settings = settings
        self._store = store
        self._open = open_senders
        self._traffic = traffic
        self.pulse = pulse
        self._worker: Worker | None = None

    async def run(self) -> None:
        """Work until cancelled, then let what is in flight arrive."""
        async with self._open(self._settings) as senders:
            rates = per_second(self._settings)
            for each in senders:
                self._traffic.limited(each.platform, rates[each.platform])
            self._worker = worker_of(self._settings, self._store, senders, self._traffic)
            self.pulse.up()
            try:
                await self._worker.run()
            finally:
                self._worker = None
                self.pulse.down("not running")

    def wake(self) -> None:
        """There is something to be told: look at once."""
        if self._worker is not None:
            self._worker.wake()

    async def look(self) -> Look:
        """Whether it works, for the health page."""
        told = self.pulse.report()
        shown = {
            "running": told["connected"],
            **{key: told[key] for key in ("since", "trouble", "retry_at")},
        }
        wrong = (f"nothing is delivered: {self.pulse.trouble or 'the worker is not running'}",)
        return Look(shown, () if self.pulse.connected else wrong)


def worker_of(
    settings: Settings, store: Store, senders: Sequence[Sender], tally: Tally | None = None
) -> Worker:
    """A worker on this store, at the rates of the settings."""
    stores = store.outbox, store.rates, store.revisions
    return Worker(*stores, senders, per_second=per_second(settings), clock=store.clock, tally=tally)


def per_second(settings: Settings) -> Mapping[str, float]:
    """Messages a second, by platform; of Slack for each workspace. What is printed here needs no limit."""
    return {"discord": settings.discord_rate, "slack": settings.slack_rate, "console": 1000.0}
