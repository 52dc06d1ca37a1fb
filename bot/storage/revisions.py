"""Published revisions, in the database."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from bot.brief.model import Brief
from bot.revision.published import Revision
from bot.storage.engine import Database
from bot.storage.packed import read_revision, read_snapshot
from bot.storage.queue_tables import revision

# Of a story in the news, the snapshots that places were told of lie close together; some 80 kB each.
OPEN_SNAPSHOTS = 32
PLAIN = [column for column in revision.c if column.name != "snapshot"]


class StoredRevisions:
    """The Revisions of bot.revision.published. What is published never changes, so a few stay unpacked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: OrderedDict[tuple[str, int], Brief] = OrderedDict()

    async def heads(self) -> Mapping[str, tuple[int, str]]:
        last = select(revision.c.story, func.max(revision.c.number).label("number")).group_by(
            revision.c.story
        )
        newest = last.subquery()
        wanted = select(revision.c.story, revision.c.number, revision.c.sha256).join(
            newest, (revision.c.story == newest.c.story) & (revision.c.number == newest.c.number)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        return {row.story: (row.number, row.sha256) for row in rows}

    async def head(self, story: str) -> Revision | None:
        found = await self._find(_of(story).order_by(revision.c.number.desc()).limit(1))
        return found[0] if found else None

    async def since(self, story: str, after: int, until: int | None = None) -> Sequence[Revision]:
        wanted = _of(story).where(revision.c.number > after).order_by(revision.c.number)
        return await self._find(wanted if until is None else wanted.where(revision.c.number <= until))

    async def snapshot(self, story: str, number: int) -> Brief | None:
        key = story, number
        if key not in self._open:
            content = await self._content(story, number)
            if content is None:
                return None
            self._open[key] = read_snapshot(content, story, number)
        brief = self._open[key]
        self._open.move_to_end(key)
        while len(self._open) > OPEN_SNAPSHOTS:
            self._open.popitem(last=False)
        return brief

    async def number_at(self, story: str, moment: datetime) -> int | None:
        wanted = select(func.max(revision.c.number))
        async with self._database.reading() as connection:
            found: int | None = await connection.scalar(
                wanted.where(revision.c.story == story, revision.c.at <= moment)
            )
            return found

    async def _find(self, wanted: Select[Any]) -> list[Revision]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
        return [read_revision(row) for row in rows]

    async def _content(self, story: str, number: int) -> bytes | None:
        wanted = select(revision.c.snapshot).where(revision.c.story == story, revision.c.number == number)
        async with self._database.reading() as connection:
            content: bytes | None = await connection.scalar(wanted)
            return content


def _of(story: str) -> Select[Any]:
    return select(*PLAIN).where(revision.c.story == story)
