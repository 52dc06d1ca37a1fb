"""The bot as an operator starts it, in a process of its own, to be measured from outside."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
from msgspec import Struct

from benchmarks.apart import ROOT
from benchmarks.fixture import folders

PATIENCE = 30.0  # seconds until it is ready


class Started(Struct, frozen=True):
    """A running bot that is connected to all its platforms."""

    port: int
    process: psutil.Process

    @property
    def megabytes(self) -> float:
        """Resident memory, in MB of 1,000,000 bytes."""
        return float(self.process.memory_info().rss) / 1e6


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@asynccontextmanager
async def started(scratch: Path, name: str, port: int, settings: Mapping[str, str]) -> AsyncIterator[Started]:
    """Run the bot with the one real brief until the block ends; its log stays in `scratch`.

    Raises SystemExit if it does not become ready, with its log.
    """
    where = folders(scratch, 1)
    environ = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    environ |= {"BRIEFS_DIR": str(where.briefs), "ARCHIVE_DIR": str(where.archive)}
    environ |= {"DATA_DIR": str(scratch / name), "HTTP_PORT": str(port)}
    log = scratch / f"{name}.log"
    program = (sys.executable, "-m", "adapters.main", "run")
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *program, cwd=ROOT, env=environ | dict(settings), stdout=written, stderr=written
        )
    try:
        await _await_ready(process, port, log)
        yield Started(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 15)


async def _await_ready(process: Process, port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not await asyncio.to_thread(_ready, port):
        if process.returncode is not None or time.monotonic() > until:
            raise SystemExit(f"the bot does not become ready: {await asyncio.to_thread(log.read_text)}")
        await asyncio.sleep(0.1)


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as page:
            return bool(json.load(page)["ready"])
    except (urllib.error.URLError, OSError):
        return False
