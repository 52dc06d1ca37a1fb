"""The table to read and the JSON to keep."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.results import Result


def table(results: Sequence[Result]) -> str:
    """One line a result: name, value, aim, pass or MISS."""
    width = max(len(result.name) for result in results)
    lines = [f"{'':{width}}  {'measured':>12}  {'aim':>12}"]
    lines += [_line(result, width) for result in results]
    missed = sum(result.verdict == "MISS" for result in results)
    aims = sum(result.aim is not None for result in results)
    return "\n".join([*lines, "", f"{aims - missed} of {aims} aims reached on {_machine()['processor']}"])


def store(results: Sequence[Result], path: Path, arguments: dict[str, Any]) -> None:
    """Write the results as JSON, with what is needed to compare them later."""
    content = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": _machine(),
        "arguments": arguments,
        "results": [{**msgspec.to_builtins(result), "verdict": result.verdict} for result in results],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")


def _line(result: Result, width: int) -> str:
    aim = "" if result.aim is None else f"≤ {result.aim:.6g} {result.unit}"
    return f"{result.name:{width}}  {f'{result.value:.3f} {result.unit}':>12}  {aim:>12}  {result.verdict}"


def _machine() -> dict[str, str | int | None]:
    return {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": f"{os.cpu_count()} × {platform.machine()}",
    }
