"""The fake platforms as a test or a measurement has them: started, given orders, read."""

from __future__ import annotations

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from msgspec.structs import replace

from bot.config import Secret, Settings
from tests.support.throttled.orders import Order
from tests.support.throttled.record import Page
from tests.support.throttled.world import Rules

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0  # seconds


class Fake:
    """One world of the running server."""

    def __init__(self, control: str, rules: Rules) -> None:
        self.rules = rules
        self.tempo = rules.tempo
        port = msgspec.json.decode(_call(f"{control}/begin", msgspec.json.encode(rules)))["port"]
        self.url = f"http://127.0.0.1:{port}"
        self._control = f"{control}/{port}"

    @property
    def settings(self) -> dict[str, Any]:
        """What leads a bot here: fields of Settings."""
        return {
            "discord_token": Secret(self.rules.discord_token),
            "discord_api_url": f"{self.url}/api/v10",
            "slack_bot_token": Secret(self.rules.slack_token),
            "slack_api_url": f"{self.url}/api/",
        }

    def leads(self, settings: Settings) -> Settings:
        """The same settings, but those that lead here."""
        return replace(settings, **self.settings)

    def order(self, act: Any, **more: Any) -> None:
        """Something is to go wrong; see Order."""
        _call(f"{self._control}/order", msgspec.json.encode(Order(act=act, **more)))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        _call(f"{self._control}/clear", b"")

    def release(self) -> None:
        """Answer the requests that are held."""
        _call(f"{self._control}/release", b"")

    def go(self, seconds: float) -> None:
        """Let time pass at once, here and for every program that is started with `tempo` from now on."""
        self.tempo = replace(self.tempo, ahead=self.tempo.ahead + seconds)
        _call(f"{self._control}/ahead", str(self.tempo.ahead).encode())

    def page(self, *, whole: bool = True) -> Page:
        """All that it shows and has counted."""
        url = f"{self._control}/page" + ("?whole=1" if whole else "")
        return msgspec.json.decode(_call(url), type=Page)

    def until(self, what: str, count: int = 1, seconds: float = PATIENCE) -> None:
        """Return once a counter (or `held`) has come so far. Raises TimeoutError."""
        _call(f"{self._control}/until?{urlencode({what: count}, quote_via=quote)}", seconds=seconds)

    def end(self) -> None:
        _call(f"{self._control}/end", b"")


class Fakes:
    """The server's process; every test begins a world of its own in it."""

    def __init__(self, control: str) -> None:
        self._control = control

    @contextmanager
    def world(self, rules: Rules | None = None) -> Iterator[Fake]:
        fake = Fake(self._control, rules or Rules())
        try:
            yield fake
        finally:
            fake.release()
            fake.end()


@contextmanager
def fakes() -> Iterator[Fakes]:
    """A server until the end of the block."""
    command = [sys.executable, "-m", "tests.support.throttled.server"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            assert address, "the fake platforms did not start"
            yield Fakes(f"{address}/control")
        finally:
            process.kill()


def _call(url: str, body: bytes | None = None, seconds: float = PATIENCE) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=seconds) as answer:
        return bytes(answer.read())
