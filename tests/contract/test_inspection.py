"""What an operator sees of the outbox and does there by hand, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import RowMapping, Table, insert, select

from bot.config import Settings
from bot.delivery.inspection import ANYWHERE, Fanning, Retried, Where, Which
from bot.query.request import Place
from bot.storage.inspection import StoredInspection
from bot.storage.queue_tables import announcement, lane, outbox, subscription
from bot.storage.store import Store, open_store
from bot.subscription.model import LEVELS
from tests.support.stores import Clock, said

NOON = Clock().now.timestamp()


class Queue:
    """An outbox that tests fill by hand, row by row."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def enter(self, table: Table, **values: Any) -> int:
        async with self._store.database.writing() as connection:
            return int(await connection.scalar(insert(table).values(**values).returning(table.c.id)) or 0)

    async def lane(self, channel: str, platform: str = "slack", tenant: str = "T1", **values: Any) -> int:
        where = {"platform": platform, "tenant": tenant, "channel": channel, "thread": "", "direct": False}
        return await self.enter(lane, **where | values)

    async def announcement(self, story: str, revision: int = 2, task: str = "once") -> int:
        about = {"story": story, "revision": revision, "task": task}
        return await self.enter(announcement, **about, priority=1, due_at=NOON, done_at=NOON)

    async def row(self, announced: int, lane: int, state: str = "pending", **values: Any) -> int:
        line = {"announcement": announced, "lane": lane, "state": state, "priority": 1}
        return await self.enter(outbox, **line | values)

    async def follow(self, lane: int, story: str) -> int:
        cursors: dict[str, Any] = {f"told_{level}": 1 for level in LEVELS}
        wants = {"rhythm": "{}", "wanted": "all", "speakers": "[]", "user": "", "at": Clock().now}
        return await self.enter(subscription, story=story, lane=lane, **wants, **cursors)

    async def one(self, table: Table, id: int) -> RowMapping:
        async with self._store.database.reading() as connection:
            return (await connection.execute(select(table).where(table.c.id == id))).mappings().one()


@pytest.fixture
async def store(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(settings, clock=clock) as opened:
        yield opened


@pytest.fixture
def queue(store: Store) -> Queue:
    return Queue(store)


@pytest.fixture
def seen(store: Store, clock: Clock) -> StoredInspection:
    return StoredInspection(store.database, clock)


async def test_deliveries_are_listed_newest_first_and_chosen_by_story_place_and_state(
    queue: Queue, seen: StoredInspection
) -> None:
    ferry, harbour = await queue.announcement("ferry"), await queue.announcement("harbour")
    one, other = await queue.lane("C1"), await queue.lane("100", "discord", "900", thread="100")
    first = await queue.row(ferry, one, "sent", attempts=1, message="171.1", ended_at=NOON)
    second = await queue.row(harbour, one, "rejected", reason="the text is too long", ended_at=NOON)
    third = await queue.row(ferry, other, "filtered", ended_at=NOON)

    async def ids(**which: Any) -> list[int]:
        return [each.id for each in await seen.deliveries(Which(**which), 10)]

    assert await ids() == [third, second, first]
    assert await ids(story="ferry") == [third, first]
    assert await ids(states=("sent", "rejected")) == [second, first]
    assert await ids(where=Where(channel="C1"), story="ferry") == [first]
    assert await ids(where=Where(platform="discord")) == [third]
    assert await ids(where=Where(tenant="T1")) == [second, first]
    assert await ids(ids=(second,)) == [second]
    assert [each.id for each in await seen.deliveries(Which(), 2)] == [third, second]
    [sent] = await seen.deliveries(Which(ids=(first,)), 1)
    assert (sent.story, sent.announced, sent.task, sent.state) == ("ferry", 2, "once", "sent")
    assert sent.place == Place(platform="slack", tenant="T1", channel="C1")
    assert (sent.message, sent.ended) == ("171.1", Clock().now)


async def test_of_what_waits_it_is_told_until_when_or_behind_what(
    queue: Queue, seen: StoredInspection, clock: Clock
) -> None:
    ferry, later = await queue.announcement("ferry"), await queue.announcement("ferry", 3)
    kept = await queue.lane("C1", ready_at=NOON + 60, reason="Slack asked to wait", fails=1)
    busy = await queue.lane("C2", ready_at=NOON, lease_until=NOON + 30, lease_token="x")
    head, behind = await queue.row(ferry, kept), await queue.row(later, kept)
    going = await queue.row(ferry, busy, attempts=1, first_at=NOON, revision=2)
    by_id = {each.id: each for each in await seen.deliveries(Which(), 10)}
    assert (by_id[head].reason, by_id[head].behind) == ("Slack asked to wait", None)
    assert by_id[head].next == clock.now + timedelta(seconds=60)
    assert (by_id[behind].reason, by_id[behind].next, by_id[behind].behind) == ("", None, head)
    assert (by_id[going].sending, by_id[going].until) == (True, 2)
    clock.go(seconds=31)
    assert not (await seen.deliveries(Which(ids=(going,)), 1))[0].sending  # its worker is gone


async def test_lanes_are_listed_parked_ones_first_with_what_waits_in_them(
    queue: Queue, seen: StoredInspection
) -> None:
    ferry = await queue.announcement("ferry")
    idle = await queue.lane("C1")
    waits = await queue.lane("C2", ready_at=NOON + 5)
    parked = await queue.lane("C3", state="parked", reason="the bot was removed", fails=3, paused_at=NOON)
    await queue.row(ferry, waits)
    await queue.row(ferry, idle, "sent")
    await queue.follow(parked, "ferry")
    found = await seen.lanes(ANYWHERE, None, 10)
    assert [each.id for each in found] == [parked, waits, idle]
    assert [each.pending for each in found] == [0, 1, 0]
    assert [each.follows for each in found] == [1, 0, 0]
    assert (found[0].reason, found[0].fails, found[0].paused) == ("the bot was removed", 3, Clock().now)
    assert [each.id for each in await seen.lanes(ANYWHERE, "parked", 10)] == [parked]
    assert [each.id for each in await seen.lanes(Where(channel="C1"), None, 10)] == [idle]


async def test_retry_makes_pending_again_what_ended_without_reaching_anybody(
    queue: Queue, seen: StoredInspection
) -> None:
    ferry = await queue.announcement("ferry")
    one, other, third = [await queue.lane(f"C{number}") for number in (1, 2, 3)]
    ended = {"ended_at": NOON, "reason": "no", "revision": 2, "attempts": 4, "first_at": NOON - 5}
    rejected = await queue.row(ferry, one, "rejected", **ended)
    begun = await queue.row(ferry, other, "cancelled", part=1, **ended)
    sent = await queue.row(ferry, third, "sent", **ended)
    assert await seen.retry(Which(story="ferry")) == Retried(2, 0)
    row = await queue.one(outbox, rejected)
    assert (row["state"], row["reason"], row["ended_at"], row["revision"]) == ("pending", None, None, None)
    assert row["attempts"] == 4  # so that the worker looks first whether it is there already
    assert (await queue.one(outbox, begun))["revision"] == 2  # its first part told of that revision
    assert (await queue.one(outbox, sent))["state"] == "sent"
    readies = [(await queue.one(lane, id))["ready_at"] for id in (one, other, third)]
    assert readies == [NOON, NOON, None]


async def test_retry_lets_what_waits_go_at_once_and_nothing_else(
    queue: Queue, seen: StoredInspection
) -> None:
    ferry, harbour = await queue.announcement("ferry"), await queue.announcement("harbour")
    waits, parked, others = [await queue.lane(f"C{number}", ready_at=NOON + 900) for number in (1, 2, 3)]
    await queue.row(ferry, waits)
    id = await queue.row(ferry, parked)
    await queue.row(harbour, others)
    assert await seen.retry(Which(ids=(id,))) == Retried(0, 1)
    assert await seen.retry(Which(story="ferry")) == Retried(0, 1)
    readies = [(await queue.one(lane, each))["ready_at"] for each in (waits, parked, others)]
    assert readies == [NOON, NOON, NOON + 900]
    assert await seen.retry(Which(ids=(id + 100,))) == Retried(0, 0)


async def test_unparked_lanes_go_on_as_if_nothing_had_been_refused(
    queue: Queue, seen: StoredInspection
) -> None:
    ferry = await queue.announcement("ferry")
    refused: dict[str, Any] = {
        "state": "parked",
        "reason": "gone",
        "fails": 5,
        "failing_at": NOON - 9,
        "paused_at": NOON - 9,
    }
    waits = await queue.lane("C1", ready_at=NOON + 7200, **refused)
    empty, other = await queue.lane("C2", **refused), await queue.lane("D1", tenant="T2", **refused)
    await queue.row(ferry, waits)
    assert await seen.unpark(Where(platform="slack", tenant="T1")) == 2
    row = await queue.one(lane, waits)
    assert (row["state"], row["reason"], row["fails"], row["failing_at"]) == ("active", "gone", 0, None)
    assert row["ready_at"] == NOON
    assert row["paused_at"] == NOON - 9  # the place has yet to be told of the pause
    assert (await queue.one(lane, empty))["ready_at"] is None
    assert (await queue.one(lane, other))["state"] == "parked"
    assert await seen.unpark(ANYWHERE) == 1


async def test_what_is_kept_of_a_place_is_counted(queue: Queue, store: Store, seen: StoredInspection) -> None:
    ferry = await queue.announcement("ferry")
    for channel in ("C1", "C2"):
        await queue.row(ferry, await queue.lane(channel))
        await store.ledger.record([said(Place(platform="slack", tenant="T1", channel=channel), "1")])
    tenant = Place(platform="slack", tenant="T1", channel="")
    assert await seen.kept(tenant) == {"subscription": 0, "post": 2, "outbox": 2, "lane": 2}
    assert await seen.kept(replace(tenant, channel="C2")) == {
        "subscription": 0,
        "post": 1,
        "outbox": 1,
        "lane": 1,
    }
    assert not any((await seen.kept(replace(tenant, tenant="T2"))).values())


async def test_a_fan_out_on_its_way_says_how_far_it_has_come(queue: Queue, seen: StoredInspection) -> None:
    followers = [await queue.follow(await queue.lane(f"C{number}"), "ferry") for number in range(4)]
    await queue.follow(await queue.lane("C9"), "harbour")
    begun = {"story": "ferry", "revision": 2, "priority": 1, "due_at": NOON}
    await queue.enter(announcement, task="once", cursor=followers[2], **begun)
    await queue.enter(announcement, task="soon", cursor=0, **begun)
    await queue.enter(announcement, task="loud", cursor=followers[3], done_at=NOON, **begun)
    assert await seen.fanning() == [Fanning(story="ferry", revision=2, task="once", done=3, of=4)]


async def test_retry_takes_many_deliveries_a_few_at_a_time(
    queue: Queue, seen: StoredInspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.inspection.AT_ONCE", 2)
    ferry = await queue.announcement("ferry")
    for number in range(5):
        await queue.row(ferry, await queue.lane(f"C{number}"), "rejected", ended_at=NOON)
    assert await seen.retry(Which(story="ferry")) == Retried(5, 0)
