"""No bullet of the summary stands on withdrawn items alone.

Elsewhere a withdrawn item is only left out: a position that has lost its statements counts no more, and
an item may go on citing what was withdrawn, so that its history can be told.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.brief.checks.context import Context
from bot.brief.problems import Problem


def check_withdrawn(context: Context) -> Iterator[Problem]:
    for point in context.brief.summary:
        cited = [context.items.get(ref) for ref in point.refs]
        if cited and not point.withdrawn and all(item is not None and item.withdrawn for item in cited):
            message = "everything that this bullet rests on is withdrawn"
            hint = "mark the bullet withdrawn: true as well, or cite what still stands"
            yield context.problem(point, "E-WITHDRAWN-REF", message, hint, field="refs")
