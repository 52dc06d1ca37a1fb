"""The words of the change table: what a change is called, and how soon somebody is told of it."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

Label = Literal["WITHDRAWN", "CORRECTED", "ON HOLD", "STATUS", "NEW", "CLARIFIED", "UPDATED", "REFILED"]
Notify = Literal["at once", "soon", "digest", "never"]
Kind = Literal[
    "brief",
    "correction",
    "source",
    "statement",
    "claim",
    "fact",
    "event",
    "question",
    "summary",
    "entity",
    "term",
]

# Each in the order of importance: withdrawals and corrections come first.
LABELS: tuple[Label, ...] = get_args(Label)
KINDS: tuple[Kind, ...] = get_args(Kind)

# A story of this status is not shown; its revision's note says why.
HELD = frozenset(("hold", "withdrawn"))


class Ruling(Struct, frozen=True):
    """What the change table says of one change; `why` is the reason in a few words, for the editor."""

    label: Label
    notify: Notify
    why: str
    edit: bool = False


def louder(one: Ruling, other: Ruling) -> Ruling:
    """The ruling with the more important label; posts are edited if either asks for it."""
    first = min(one, other, key=lambda each: LABELS.index(each.label))
    return Ruling(first.label, first.notify, first.why, one.edit or other.edit)
