"""Folders of briefs to measure with: this repository's story; beside it, invented ones half as long."""

from __future__ import annotations

import shutil
from pathlib import Path

from msgspec import Struct

from benchmarks.apart import ROOT

STORY = "nk-russia"


class Folders(Struct, frozen=True):
    """The three folders of the settings; there is no archive, as in a fresh clone."""

    briefs: Path
    archive: Path
    data: Path


def folders(scratch: Path, count: int) -> Folders:
    """The folders for a library of `count` briefs below `scratch`."""
    room = scratch / str(count)
    return Folders(room / "briefs", room / "archive", room / "var")


def briefs(count: int) -> str:
    return f"{count:,} briefs" if count > 1 else "1 brief"


def prepare(scratch: Path, counts: tuple[int, ...]) -> None:
    """Write the libraries."""
    # Whoever only measures need not import what writes and checks briefs.
    from tests.support.briefs import make_lock, write_many

    lock = make_lock(scratch / "source")
    for count in counts:
        target = folders(scratch, count).briefs
        write_many(target, lock, count - 1)
        target.mkdir(parents=True, exist_ok=True)
        for name in (f"{STORY}.yaml", f"{STORY}.lock.yaml"):
            shutil.copy(ROOT / "briefs" / name, target / name)
