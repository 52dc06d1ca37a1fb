"""The nursery as a test has it: real processes of the bot, begun, waited for, killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.support.throttled.fake import ROOT
from tests.support.throttled.job import Job
from tests.support.throttled.nursery import Start, Wait


class Nursery:
    """The process that begins others; see tests.support.throttled.nursery."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, job: Job, log: Path) -> int:
        """The id of a new process that does this job."""
        return self._ask(Start(job, str(log)))

    def wait(self, pid: int) -> int:
        """Its exit code, or the signal that killed it below zero."""
        return self._ask(Wait(pid))

    def _ask(self, order: Start | Wait) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(order).decode() + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def nurseries() -> Iterator[Nursery]:
    """A nursery until the end of the block."""
    command = [sys.executable, "-m", "tests.support.throttled.nursery"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield Nursery(process)
        finally:
            process.kill()
