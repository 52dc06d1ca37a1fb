"""The tables to read and the JSON to keep."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.results import Result

MARKS = {"": "  ", "pass": " ✓", "MISS": " ✗"}


def tables(results: Sequence[Result]) -> str:
    """Every table with its unit, its aims and a mark beside each number that had one; then the count."""
    names = dict.fromkeys(result.table for result in results)
    drawn = (_table(name, [result for result in results if result.table == name]) for name in names)
    aimed = [result.verdict for result in results if result.verdict]
    count = (
        f"{aimed.count('pass')} of {len(aimed)} aims reached; {os.getloadavg()[0]:.1f} programs wanted the"
        f" {os.cpu_count()} processors in the last minute, and what others take shows in every p99"
    )
    return "\n\n".join(["\n".join(table) for table in drawn] + [count])


def store(results: Sequence[Result], path: Path, arguments: dict[str, Any]) -> None:
    """Write the results as JSON, with what is needed to compare them later."""
    content = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "processors": os.cpu_count(),
            "load_average": os.getloadavg()[0],
        },
        "arguments": arguments,
        "results": [{**msgspec.to_builtins(result), "verdict": result.verdict} for result in results],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")


def _table(name: str, results: Sequence[Result]) -> Iterator[str]:
    columns = list(dict.fromkeys(result.column for result in results))
    rows = list(dict.fromkeys(result.row for result in results))
    cells = {(result.row, result.column): result for result in results}
    aims = {result.column: result.aim for result in results if result.aim is not None}
    first = max(map(len, [*rows, "aim"]))
    widths = [max(len(column), 9) for column in columns]

    def line(head: str, texts: Sequence[str]) -> str:
        padded = (f"{text:>{width}}" for text, width in zip(texts, widths, strict=True))
        return "  ".join([f"{head:{first}}", *padded]).rstrip()

    yield f"{name} [{results[0].unit}]"
    yield line("", [f"{column}  " for column in columns])
    for row in rows:
        yield line(row, [_cell(cells.get((row, column))) for column in columns])
    if aims:
        yield line("aim", [f"≤ {aims[column]:.3g}  " if column in aims else "" for column in columns])


def _cell(result: Result | None) -> str:
    return f"{result.value:.3f}{MARKS[result.verdict]}" if result else ""
