"""Who would be told of a revision, and when, for its editor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from adapters.cli.output import counted
from bot.delivery.tasks import Foreseen
from bot.subscription.model import When


def audience(followers: Mapping[When, int], foreseen: Sequence[Foreseen]) -> Iterator[str]:
    """A line about everybody who follows, then one for each task that the revision would make."""
    everybody = sum(followers.values())
    if everybody:
        rhythms = ", ".join(f"{count} {when}" for when, count in followers.items() if count)
        follow = "place follows" if everybody == 1 else "places follow"
        yield f"{everybody} {follow} this story ({rhythms}):"
    else:
        yield "Nobody follows this story."
    for task in foreseen:
        if task.task == "edit" or everybody:
            yield f"  {counted(len(task.changes), 'change')}: {task.when}"
