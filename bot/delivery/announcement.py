"""What a revision makes the bot do: tell whoever follows the story, and edit what was posted."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.subscription.model import Level

# `edit` is no message of its own: earlier posts get a note.
Task = Literal["loud", "edit", "once", "soon", "digest"]
# Corrections go before news, news before digests. An edit goes with what is told at once.
PRIORITY: dict[Task, int] = {"loud": 0, "edit": 1, "once": 1, "soon": 2, "digest": 3}


class Announcement(Struct, frozen=True, kw_only=True):
    """One task of one revision, to be spread over all that it concerns from `due` on.

    `items` matter to an edit only: the ids by which posts are found, empty for every post of the story.
    """

    task: Task
    due: datetime
    items: tuple[str, ...] = ()


class Spreading(Struct, frozen=True):
    """How far one announcement has come: `rows` were made, or put off to their time, in the last step;
    `done` says that nothing is left of it."""

    story: str
    revision: int
    task: Task
    rows: int
    done: bool


def task_of(level: Level) -> Task:
    """The task that tells what is due on a level."""
    return level
