"""What a post says word for word, and posts that arrive when a correction has gone round already."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event, update

from bot.config import Settings
from bot.delivery.announcement import Announcement
from bot.storage.entering import enter
from bot.storage.queue_tables import lane, outbox
from bot.storage.store import Store, open_store
from bot.storage.tables import post, saying
from tests.support.queued import count, places, put_announcement, revised, rows
from tests.support.stores import DISCORD, SLACK, Clock, said

FIXED = "the platform lets nobody change this message"


@pytest.fixture
async def store(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(settings, clock=clock) as opened:
        yield opened


async def edits(store: Store) -> list[tuple[str, str, str | None]]:
    """Of each row that edits a post, in order: the channel, the state, the reason."""
    found = await rows(store, outbox)
    channels = {row["id"]: row["channel"] for row in await rows(store, lane)}
    return [(channels[row["lane"]], row["state"], row["reason"]) for row in found]


async def test_a_reply_is_found_word_for_word(store: Store) -> None:
    told = replace(said(SLACK, "1.1"), said=b'{"blocks":[]}\x00\xff', asked="")
    await store.ledger.record([told])
    assert await store.ledger.find(SLACK, "1.1") == told


async def test_what_a_thousand_channels_are_told_is_kept_once(store: Store) -> None:
    told = [replace(said(place, "1.1"), said=b"told") for place in places(1000)]
    await store.ledger.record(told)
    await store.ledger.record(told[:1])
    assert await count(store, saying) == 1
    assert await store.ledger.find(told[999].place, "1.1") == told[999]


async def test_a_message_that_now_says_something_else_is_found_with_that(store: Store) -> None:
    await store.ledger.record([replace(said(SLACK, "1.1"), said=b"told")])
    await store.ledger.record([said(SLACK, "1.1")])
    found = await store.ledger.find(SLACK, "1.1")
    assert found is not None
    assert found.said == b""


async def test_many_posts_are_entered_in_few_statements_and_in_order(store: Store, clock: Clock) -> None:
    thread = replace(SLACK, thread="1.0")
    several = [said(place, "1.1") for place in places(200)]
    several += [said(thread, "9.1", "ferry"), said(thread, None, "harbour"), said(thread, "9.2", "bridge")]
    asked: list[str] = []

    def note(*call: Any) -> None:
        asked.append(call[2])

    event.listen(store.database.engine.sync_engine, "before_cursor_execute", note)
    async with store.database.writing() as connection:
        await enter(connection, several, clock.now)
    assert len([statement for statement in asked if "INSERT" in statement]) <= 4
    assert [row["story"] for row in await rows(store, post, thread="1.0")] == ["ferry", "harbour", "bridge"]
    assert await store.ledger.story_in(thread) == "bridge"
    for each in several[:200]:
        assert await store.ledger.find(each.place, "1.1") == each


@pytest.mark.parametrize("done", [5.0, None])
@pytest.mark.parametrize("items", [("s-2", "s-9"), ()])
async def test_an_answer_that_was_on_its_way_during_a_correction_is_edited_at_once(
    store: Store, clock: Clock, items: Sequence[str], done: float | None
) -> None:
    announced = await put_announcement(store, "edit", number=4, items=items, done=done)
    await store.ledger.record([said(SLACK, "1.1")])
    [row] = await rows(store, outbox)
    [posted] = await rows(store, post)
    assert (row["announcement"], row["post"], row["state"]) == (announced, posted["id"], "pending")
    assert row["priority"] == 1
    [line] = await rows(store, lane)
    assert (line["channel"], line["direct"], line["priority"]) == ("C1", False, 1)
    assert line["ready_at"] == clock.now.timestamp()


@pytest.mark.parametrize(
    "changes",
    [
        {"revision": 4},
        {"revision": 5},
        {"revision": None},
        {"items": ("s-1",)},
        {"items": ()},
        {"story": "x"},
    ],
)
async def test_a_post_that_the_correction_does_not_concern_stays(
    store: Store, changes: dict[str, Any]
) -> None:
    await put_announcement(store, "edit", number=4, items=["s-2", "s-9"])
    await put_announcement(store, "loud", number=4)
    await store.ledger.record([replace(said(SLACK, "1.1"), **changes), said(DISCORD, "7")])
    assert await edits(store) == [("100", "pending", None)], "the other one alone"
    assert await count(store, lane) == 1


async def test_a_post_that_nobody_can_edit_ends_with_the_reason(store: Store, clock: Clock) -> None:
    await put_announcement(store, "edit", number=4)
    await store.ledger.record([replace(said(SLACK, "1.1"), editable=False), said(SLACK, None)])
    assert await edits(store) == [("C1", "expired", FIXED)] * 2
    assert {row["ended_at"] for row in await rows(store, outbox)} == {clock.now.timestamp()}
    assert {row["ready_at"] for row in await rows(store, lane)} == {None}


async def test_every_correction_since_edits_a_post_once(store: Store) -> None:
    for number in (2, 3, 4, 5):
        await put_announcement(store, "edit", number=number, items=["s-1"])
    for _ in range(2):
        await store.ledger.record([said(SLACK, "1.1"), said(DISCORD, "7")])
    assert sorted(await edits(store)) == [("100", "pending", None)] * 2 + [("C1", "pending", None)] * 2


async def test_a_lane_that_waits_goes_on_waiting_and_becomes_more_urgent(store: Store) -> None:
    await put_announcement(store, "edit", number=4)
    await store.ledger.record([said(SLACK, "1.1")])
    async with store.database.writing() as connection:
        await connection.execute(update(lane).values(ready_at=9e9, priority=3))
    await store.ledger.record([said(SLACK, "1.2")])
    [line] = await rows(store, lane)
    assert (line["ready_at"], line["priority"]) == (9e9, 1)


async def test_a_post_that_arrives_while_its_correction_is_published_is_edited_once(
    store: Store, clock: Clock
) -> None:
    published, snapshot = revised(4)

    async def correct() -> None:
        assert await store.outbox.publish(published, snapshot, [Announcement(task="edit", due=clock.now)])
        while await store.outbox.spread():
            pass

    async with store.database.writing() as connection:
        await enter(connection, [said(SLACK, "1.1")], clock.now)
        correcting = asyncio.create_task(correct())
        await asyncio.wait({correcting}, timeout=0.3)  # as far as it gets before the post is there
    await correcting
    assert await edits(store) == [("C1", "pending", None)]


async def test_posts_that_arrive_at_once_from_two_processes_are_each_edited(settings: Settings) -> None:
    async with open_store(settings) as one, open_store(settings) as other:
        await put_announcement(one, "edit", number=4)
        posts = [said(place, f"1.{number}") for number in range(10) for place in places(4)]
        await asyncio.gather(*((one, other)[n % 2].ledger.record([each]) for n, each in enumerate(posts)))
        assert await count(one, outbox) == 40
        assert await count(one, lane) == 4
