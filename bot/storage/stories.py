"""Who publishes a story and who enters posts about it take turns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.statements import is_file

# A post of an older revision is put down to be edited by whoever enters it, who sees the correction, or by
# whoever spreads the correction, who sees the post. Were both at work at the same time, neither would see
# what the other did. SQLite has one writer anyway.


async def publish_alone(connection: AsyncConnection, story: str) -> None:
    """Until the end of the transaction nobody else publishes the story or enters posts about it."""
    if not is_file(connection):
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _key(story)})


async def hold_unpublished(connection: AsyncConnection, stories: Iterable[str | None]) -> None:
    """Until the end of the transaction nobody publishes these stories. To be called before any row is locked:
    who publishes waits for rows as well."""
    keys = sorted({_key(story) for story in stories if story is not None})
    if keys and not is_file(connection):
        each = text("SELECT pg_advisory_xact_lock_shared(key) FROM unnest(cast(:keys AS bigint[])) AS key")
        await connection.execute(each, {"keys": keys})


def _key(story: str) -> int:
    return int.from_bytes(
        hashlib.sha256(f"publish {story}".encode(errors="replace")).digest()[:8], signed=True
    )
