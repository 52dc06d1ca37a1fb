"""Loading a library, the imports that it needs included; in a process of its own."""

from __future__ import annotations

import sys
import time
from pathlib import Path

START = time.perf_counter()

from benchmarks.apart import hand_over  # noqa: E402
from benchmarks.fixture import briefs, folders  # noqa: E402
from benchmarks.results import Result  # noqa: E402

TABLE = "Load of nk-russia and of invented briefs half as long, imports included, the interpreter's start not"
UNCHANGED_AIM_S = 0.5


def measure(scratch: Path, count: int) -> list[Result]:
    """Cold if nothing is remembered in the data folder yet, unchanged otherwise."""
    from bot.brief.library import load

    where = folders(scratch, count)
    cold = not where.data.exists()
    library = load(where.briefs, where.archive, where.data)
    taken = time.perf_counter() - START
    if len(library.entries) != count:
        raise SystemExit(f"{len(library.entries)} of {count} briefs are served: {library.problems[:3]}")
    column, aim = ("cold", None) if cold else ("unchanged", UNCHANGED_AIM_S)
    return [Result(table=TABLE, row=briefs(count), column=column, value=taken, unit="s", aim=aim)]


if __name__ == "__main__":
    hand_over(measure(Path(sys.argv[1]), int(sys.argv[2])))
