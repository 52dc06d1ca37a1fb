"""Measurements in a process of their own, so that none disturbs another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec

from benchmarks.results import Result

ROOT = Path(__file__).parent.parent


def run(module: str, *arguments: object) -> list[Result]:
    """The results that `python -m benchmarks.<module> …` prints. Raises CalledProcessError if it fails."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)  # noqa: S603
    return msgspec.json.decode(done.stdout, type=list[Result])


def hand_over(results: list[Result]) -> None:
    """Print the results for `run`."""
    sys.stdout.buffer.write(msgspec.json.encode(results))
