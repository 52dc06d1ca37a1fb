"""From the command line to the first answer, against what importing a platform's library alone takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from benchmarks.apart import ROOT
from benchmarks.fixture import STORY, Folders
from benchmarks.results import Aims, Result, percentile

TABLE = "Cold start, the memory of validated briefs being warm"
SAY = (sys.executable, "-m", "adapters.main", "say", f"/brief {STORY}")
COMMANDS: Mapping[str, Sequence[str]] = {
    "python -c pass": (sys.executable, "-c", "pass"),
    'python -c "import discord"': (sys.executable, "-W", "ignore", "-c", "import discord"),
    f"onrecord say /brief {STORY}": SAY,
}


def measure(folders: Folders, repeats: int) -> list[Result]:
    """Best and median of each command, taken in turn so that a busy moment hits all of them."""
    environment = dict(os.environ) | {
        "BRIEFS_DIR": str(folders.briefs),
        "ARCHIVE_DIR": str(folders.archive),
        "DATA_DIR": str(folders.data),
    }
    for command in COMMANDS.values():  # once for the disk's cache and ours
        _seconds(command, environment)
    samples: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(repeats):
        for name, command in COMMANDS.items():
            samples[name].append(_seconds(command, environment))
    *others, (answer, times) = samples.items()
    rival = dict(others)['python -c "import discord"']
    return [
        *(result for name, taken in others for result in _best_and_median(name, taken)),
        *_best_and_median(answer, times, (min(rival), percentile(rival, 50))),
    ]


def _seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - start


def _best_and_median(name: str, samples: Sequence[float], aims: Aims = (None, None)) -> list[Result]:
    best, median = aims
    return [
        Result(table=TABLE, row=name, column="best", value=min(samples), unit="s", aim=best),
        Result(table=TABLE, row=name, column="median", value=percentile(samples, 50), unit="s", aim=median),
    ]
