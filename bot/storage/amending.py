"""Posts that arrive after a correction went round: they are put down to be edited at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.ledger import Post
from bot.storage.lanes import lanes_of, wake, where_of
from bot.storage.packed import read_items, seconds
from bot.storage.queue_tables import announcement, outbox
from bot.storage.statements import insert

FIXED = "the platform lets nobody change this message"

Entered = tuple[int, Post]  # a post with its id


async def amend_late(connection: AsyncConnection, entered: Sequence[Entered], now: datetime) -> None:
    """Make the rows that edit posts of an older revision than a correction.

    Whether the correction has been spread already, is being, or is still to be does not matter: there is
    one row for each post and correction, whoever makes it first.
    """
    due = [
        (edit, id, each) for edit in await _edits(connection, entered) for id, each in _touched(edit, entered)
    ]
    if not due:
        return
    lanes = await lanes_of(connection, [each.place for _, _, each in due])
    rows = [_row(edit, lanes[where_of(each.place)], id, each, now) for edit, id, each in due]
    await connection.execute(insert(connection, outbox).on_conflict_do_nothing(), rows)
    for priority in {row["priority"] for row in rows}:
        waiting = {row["lane"] for row in rows if (row["priority"], row["state"]) == (priority, "pending")}
        await wake(connection, waiting, priority, seconds(now))


async def _edits(connection: AsyncConnection, entered: Sequence[Entered]) -> Sequence[Row[Any]]:
    """The edits that revisions after the oldest of these posts brought to their stories."""
    told = [each for _, each in entered if each.story is not None and each.revision is not None]
    if not told:
        return ()
    wanted = select(announcement).where(
        announcement.c.story.in_({each.story for each in told}),
        announcement.c.revision > min(each.revision for each in told if each.revision is not None),
        announcement.c.task == "edit",
    )
    return (await connection.execute(wanted)).all()


def _touched(edit: Row[Any], entered: Sequence[Entered]) -> Iterator[Entered]:
    items = set(read_items(edit.items))
    for id, each in entered:
        older = each.story == edit.story and each.revision is not None and each.revision < edit.revision
        if older and (not items or items.intersection(each.items)):
            yield id, each


def _row(edit: Row[Any], line: int, id: int, each: Post, now: datetime) -> dict[str, Any]:
    fixed = not each.editable or each.message is None
    return {
        "announcement": edit.id,
        "lane": line,
        "post": id,
        "priority": edit.priority,
        "state": "expired" if fixed else "pending",
        "ended_at": seconds(now) if fixed else None,
        "reason": FIXED if fixed else None,
    }
