"""What was measured, beside what was aimed at."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

Aims = tuple[float | None, float | None]


class Result(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One number, and its cell in the tables to read.

    `aim` is the highest value that is good enough; None where it is for comparison only.
    """

    table: str
    row: str
    column: str
    value: float
    unit: str
    aim: float | None = None

    @property
    def verdict(self) -> str:
        if self.aim is None:
            return ""
        return "pass" if self.value <= self.aim else "MISS"


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that `percent` of all samples do not exceed (nearest rank; nothing is left out)."""
    ranked = sorted(samples)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def p50_and_p99(
    table: str, row: str, of: str, samples: Sequence[float], aims: Aims = (None, None)
) -> list[Result]:
    """Two results in milliseconds from samples in seconds; `of` heads the columns."""
    return [
        Result(
            table=table,
            row=row,
            column=f"{of} p{percent}".lstrip(),
            value=percentile(samples, percent) * 1000,
            unit="ms",
            aim=aim,
        )
        for percent, aim in zip((50, 99), aims, strict=True)
    ]
