"""Which deliveries and lanes are meant, as the command line says it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import get_args

from adapters.cli.arguments import did_you_mean
from adapters.cli.places import read_place
from bot.delivery.inspection import Parking, Which
from bot.delivery.outbox import Ending, State
from bot.errors import UsageError

STATES: tuple[State, ...] = ("pending", *get_args(Ending))
PARKINGS: tuple[Parking, ...] = get_args(Parking)


def read_which(
    ids: Sequence[int], story: str | None, channel: str | None, states: Sequence[str], platform: str | None
) -> Which:
    """The filters of the command line. Raises UsageError."""
    return Which(
        ids=tuple(ids),
        story=story,
        where=read_place(channel, platform),
        states=tuple(map(read_state, states)),
    )


def read_state(word: str) -> State:
    """A state of deliveries by its name. Raises UsageError, with what was probably meant."""
    for state in STATES:
        if word == state:
            return state
    likely = did_you_mean(word, STATES) or f"; there are {', '.join(STATES)}"
    raise UsageError(f"there is no state {word!r}{likely}")


def read_parking(word: str | None) -> Parking | None:
    """A state of lanes by its name. Raises UsageError."""
    for state in PARKINGS:
        if word == state:
            return state
    if word is None:
        return None
    likely = did_you_mean(word, PARKINGS) or "; there are active and parked"
    raise UsageError(f"there is no state {word!r} of lanes{likely}")


def refuse_unknown(story: str, known: Collection[str]) -> None:
    """Raises UsageError for a story that is not among the `known` ones."""
    if story not in known:
        raise UsageError(f"no story {story!r} was published{did_you_mean(story, known)}")
