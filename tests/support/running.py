"""The bot as an operator starts it: a process of its own, asked for its health, stopped by a signal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.support.local_slack import eventually

ROOT = Path(__file__).parents[2]


class RunningBot(Struct, frozen=True):
    """`onrecord run` in another process."""

    process: subprocess.Popen[bytes]
    port: int
    log_file: Path

    def health(self) -> dict[str, Any]:
        """What the health page says, whatever its status; empty while there is none."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))
        except (urllib.error.URLError, OSError):
            return {}

    def metrics(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=5) as answer:
            return str(answer.read().decode())

    def log(self) -> str:
        return self.log_file.read_text()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=15)


@contextmanager
def running_bot(folder: Path, port: int, settings: Mapping[str, str]) -> Iterator[RunningBot]:
    """Start the bot with these settings and wait until its health page says that it is ready."""
    folder.mkdir(parents=True, exist_ok=True)
    log_file = folder / "bot.log"
    environ = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    environ |= {"BRIEFS_DIR": str(ROOT / "briefs"), "ARCHIVE_DIR": str(folder / "archive")}
    environ |= {"DATA_DIR": str(folder / "var"), "HTTP_PORT": str(port), "LOG_LEVEL": "info"}
    program = [sys.executable, "-m", "adapters.main", "run"]
    with log_file.open("ab") as log:
        process = subprocess.Popen(
            program,
            cwd=folder,
            env=environ | {"PYTHONPATH": str(ROOT)} | dict(settings),
            stdout=log,
            stderr=log,
        )
    bot = RunningBot(process, port, log_file)
    try:
        eventually(lambda: process.poll() is not None or bot.health().get("ready"), "the bot's health page")
        assert process.poll() is None, f"the bot ended: {bot.log()}"
        yield bot
    finally:
        process.kill()
        process.wait()
