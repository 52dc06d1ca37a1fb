"""How a platform's events come: one after another, or two hundred at once; and the numbers of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from benchmarks.fixture import STORY
from benchmarks.results import Result, percentile
from bot.query.commands import VIEWS

TABLE = "From an event's arrival to its acknowledgement and its answer"
AT_ONCE = 200
WARM_UP = 20
ALONE_AIM_MS, AT_ONCE_AIM_MS, NOTHING_PAST_MS = 50.0, 500.0, 3000.0


class Timed(Struct, frozen=True):
    """Seconds from the event's leaving the platform until it was acknowledged, and until it was answered.

    `acknowledged` is None where the platform asks for no acknowledgement.
    """

    acknowledged: float | None
    answered: float


Ask = Callable[[int], Awaitable[Timed]]


def view(number: int) -> str:
    return VIEWS[number % len(VIEWS)].name


def line(number: int) -> str:
    return f"{STORY} {view(number)}"


async def measure(what: str, ask: Ask, *, repeats: int, rounds: int) -> list[Result]:
    """Both ways of coming; `ask` is given a number that is new each time."""
    for number in range(WARM_UP):
        await ask(number)
    alone = [await ask(number) for number in range(repeats)]
    together: list[Timed] = []
    for _ in range(rounds):
        together += await asyncio.gather(*(ask(number) for number in range(AT_ONCE)))
    return [
        *_results(f"{TABLE}, one after another", what, alone, ALONE_AIM_MS),
        *_results(f"{TABLE}, {AT_ONCE} at once", what, together, AT_ONCE_AIM_MS),
    ]


def _results(table: str, row: str, samples: Sequence[Timed], aim: float) -> list[Result]:
    acknowledged = [each.acknowledged for each in samples if each.acknowledged is not None]
    answered = [each.answered for each in samples]
    columns: list[tuple[str, list[float], int, float | None]] = [
        ("answered p50", answered, 50, None),
        ("answered p99", answered, 99, None),
        ("slowest", [*acknowledged, *answered], 100, NOTHING_PAST_MS),
    ]
    if acknowledged:
        columns = [
            ("acknowledged p50", acknowledged, 50, None),
            ("acknowledged p99", acknowledged, 99, aim),
            *columns,
        ]
    return [
        Result(
            table=table,
            row=row,
            column=column,
            value=percentile(of, percent) * 1000,
            unit="ms",
            aim=limit,
        )
        for column, of, percent, limit in columns
    ]
