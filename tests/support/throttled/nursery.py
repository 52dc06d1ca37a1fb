"""Real processes that begin at once: a parent that has imported everything, and forks a child for each job.

`python -m tests.support.throttled.nursery` reads orders, a line of JSON each, and answers with a line.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import time

import msgspec

from tests.support.throttled.job import Job, work

PATIENCE = 150.0  # seconds that a child may take


class Start(msgspec.Struct, tag="start"):
    """Begin a job; its words go to the file `log`."""

    job: Job
    log: str


class Wait(msgspec.Struct, tag="wait"):
    """Wait for a child's end."""

    pid: int


def main() -> None:
    gc.freeze()  # what is here by now is shared with the children
    print("ready", flush=True)
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Start | Wait)
        print(_start(order) if isinstance(order, Start) else _wait(order.pid), flush=True)


def _start(order: Start) -> int:
    """The child's id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        log = os.open(order.log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        asyncio.run(work(order.job))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _wait(pid: int) -> int:
    """How it ended: its exit code, or the signal below zero; after a while it is killed with SIGABRT."""
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)  # there is no event to wait for with a bound
    os.kill(pid, signal.SIGABRT)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
