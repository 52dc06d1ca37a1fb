"""Published revisions are found as they were published, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from zlib import compress

import msgspec
import pytest
from sqlalchemy import event, update

from bot.brief.library.vault import pack
from bot.config import Settings
from bot.errors import StoreError
from bot.revision.changes import diff
from bot.storage.queue_tables import revision
from bot.storage.store import Store, open_store
from tests.support.ferry import ferry_brief
from tests.support.queued import THEN, put_revision
from tests.support.revisions import edited, entry


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    async with open_store(settings) as opened:
        yield opened


async def test_a_revision_is_found_as_it_was_published(store: Store) -> None:
    changes = diff(ferry_brief(), edited(add=entry("s-2"), title="Now \x00 worse"))
    assert len(changes) > 1
    published, snapshot = await put_revision(store, 4, changes=changes)
    assert await store.revisions.head("ferry") == published
    assert await store.revisions.snapshot("ferry", 4) == snapshot


async def test_a_story_that_was_never_published_has_nothing(store: Store) -> None:
    assert await store.revisions.heads() == {}
    assert await store.revisions.head("ferry") is None
    assert await store.revisions.snapshot("ferry", 1) is None
    assert await store.revisions.since("ferry", 0) == []
    assert await store.revisions.number_at("ferry", THEN) is None


async def test_the_head_is_the_highest_number_of_each_story(store: Store) -> None:
    newest = {}
    for story, numbers in {"ferry": (2, 9, 10), "harbour": (1,)}.items():
        for number in numbers:
            newest[story], _ = await put_revision(store, number, story=story)
    assert await store.revisions.heads() == {
        "ferry": (10, newest["ferry"].sha256),
        "harbour": (1, newest["harbour"].sha256),
    }
    assert await store.revisions.head("ferry") == newest["ferry"]


async def test_the_revisions_between_two_are_in_order(store: Store) -> None:
    published = [(await put_revision(store, number))[0] for number in (4, 2, 3, 10)]
    four, two, three, ten = published
    assert await store.revisions.since("ferry", 0) == [two, three, four, ten]
    assert await store.revisions.since("ferry", 2, 4) == [three, four]
    assert await store.revisions.since("ferry", 10) == []


async def test_the_revision_of_a_moment_is_the_last_one_published_by_then(store: Store) -> None:
    for days, number in enumerate((1, 2, 5)):
        await put_revision(store, number, at=THEN + timedelta(days=days))
    at = [
        await store.revisions.number_at("ferry", THEN + timedelta(hours=hours)) for hours in (-1, 0, 47, 99)
    ]
    assert at == [None, 1, 2, 5]


async def test_a_snapshot_is_unpacked_once_and_a_few_are_kept(store: Store) -> None:
    for number in range(1, 41):
        await put_revision(store, number)
    asked: list[str] = []
    event.listen(
        store.database.engine.sync_engine, "before_cursor_execute", lambda *call: asked.append(call[2])
    )
    first = await store.revisions.snapshot("ferry", 1)
    for number in (1, 2, 1):
        assert await store.revisions.snapshot("ferry", number)
    assert await store.revisions.snapshot("ferry", 1) is first
    assert len(asked) == 2
    for number in range(2, 41):
        found = await store.revisions.snapshot("ferry", number)
        assert found is not None
        assert found.revision.number == number
    again = await store.revisions.snapshot("ferry", 1)
    assert again == first
    assert again is not first, "memory would grow with every revision"


@pytest.mark.parametrize("damage", ["no zip", "unknown field"])
async def test_a_snapshot_that_cannot_be_read_is_named(store: Store, damage: str) -> None:
    await put_revision(store, 4)
    await put_revision(store, 5)
    content = b"not compressed"
    if damage == "unknown field":
        fields = msgspec.msgpack.decode(pack(ferry_brief())) | {"mood": "gone from the model"}
        content = compress(msgspec.msgpack.encode(fields))
    async with store.database.writing() as connection:
        await connection.execute(update(revision).where(revision.c.number == 4).values(snapshot=content))
    with pytest.raises(
        StoreError, match="revision 4 of ferry: its snapshot is damaged or of another version"
    ):
        await store.revisions.snapshot("ferry", 4)
    assert await store.revisions.snapshot("ferry", 5) is not None
    assert len(await store.revisions.since("ferry", 0)) == 2, "the history is there all the same"
