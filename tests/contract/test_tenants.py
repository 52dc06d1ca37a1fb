"""Servers that remove the bot: they are left alone, and forgotten later, while others go on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Table

from bot.config import Settings
from bot.storage import sweeping, tenants
from bot.storage.queue_tables import announcement, lane, outbox, subscription
from bot.storage.store import Store, open_store
from bot.storage.tables import departure, post, post_item, reader, saying
from bot.subscription.model import Preferences
from tests.support.queued import count, places, put_announcement, put_delivery, put_much, rows
from tests.support.stores import DISCORD, SLACK, Clock, said

KEPT: tuple[Table, ...] = (subscription, lane, outbox, post, post_item, reader)
HERE, THERE = places(3), places(2, tenant="T2")


@pytest.fixture
async def store(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(settings, clock=clock) as opened:
        yield opened


@pytest.fixture
async def full(store: Store) -> Store:
    """A store with two workspaces, of three and two channels, and a reader in each."""
    announced = await put_announcement(store)
    await put_much(store, [*HERE, *THERE], announced)
    for tenant in ("T1", "T2"):
        await store.readers.read("slack", tenant, "U1", "ferry", 3)
    return store


async def kept(store: Store) -> dict[str, int]:
    return {table.name: await count(store, table) for table in KEPT}


async def parked(store: Store) -> list[tuple[str, str, float | None]]:
    found = await rows(store, lane, state="parked")
    return [(row["tenant"], row["reason"], row["paused_at"]) for row in found]


async def test_nothing_goes_where_the_bot_was_removed(full: Store, clock: Clock) -> None:
    assert await full.tenants.departed("slack", "T1") == 3
    reason = "the bot was removed from this server or workspace"
    assert await parked(full) == [("T1", reason, clock.now.timestamp())] * 3
    assert {row["ready_at"] for row in await rows(full, lane, tenant="T1")} == {
        (clock.now + timedelta(hours=1)).timestamp()
    }
    assert {row["ready_at"] for row in await rows(full, lane, tenant="T2")} == {1.0}


async def test_the_first_notice_of_a_departure_counts(full: Store, clock: Clock) -> None:
    first = clock.now
    assert await full.tenants.departed("slack", "T1") == 3
    clock.go(days=3)
    assert await full.tenants.departed("slack", "T1") == 0
    assert await full.tenants.overdue(first + timedelta(seconds=1)) == [("slack", "T1")]
    assert await full.tenants.overdue(first) == []
    assert {paused for _, _, paused in await parked(full)} == {first.timestamp()}


async def test_all_goes_on_where_the_bot_comes_back(full: Store, clock: Clock) -> None:
    await full.tenants.departed("slack", "T1")
    left = clock.now
    clock.go(days=2)
    assert await full.tenants.returned("slack", "T1") == 3
    assert await parked(full) == []
    for row in await rows(full, lane, tenant="T1"):
        assert (row["state"], row["ready_at"]) == ("active", clock.now.timestamp())
        assert row["paused_at"] == left.timestamp(), "the places are still to hear of the pause"
        assert row["reason"] == "the bot was removed from this server or workspace", "and of its reason"
    assert await full.tenants.overdue(clock.now) == []


async def test_who_never_left_does_not_come_back(full: Store) -> None:
    assert await full.tenants.returned("slack", "T1") == 0
    assert await count(full, departure) == 0


async def test_those_gone_longest_are_named_first(store: Store, clock: Clock) -> None:
    for tenant in ("T9", "T1", "T5"):
        await store.tenants.departed("slack", tenant)
        clock.go(hours=1)
    found = await store.tenants.overdue(clock.now - timedelta(hours=1))
    assert found == [("slack", "T9"), ("slack", "T1")]


async def test_a_workspace_is_forgotten_whole_and_another_is_not_touched(full: Store, clock: Clock) -> None:
    await full.tenants.departed("slack", "T1")
    gone = {"subscription": 3, "post": 6, "outbox": 6, "lane": 3, "reader": 1}
    assert await full.tenants.forget("slack", "T1") == gone
    left = {"subscription": 2, "lane": 2, "outbox": 4, "post": 4, "post_item": 8, "reader": 1}
    assert await kept(full) == left
    assert {row["tenant"] for row in await rows(full, post)} == {"T2"}
    assert await full.tenants.overdue(clock.now + timedelta(days=1)) == []
    assert await full.tenants.forget("slack", "T1") == dict.fromkeys(gone, 0)
    assert await kept(full) == left


async def test_a_channel_is_forgotten_with_its_threads(full: Store) -> None:
    thread = replace(SLACK, thread="1.0")
    await put_much(full, [thread], await put_announcement(full, number=5))
    gone = await full.tenants.forget_place(SLACK)
    assert gone == {"subscription": 2, "post": 2, "outbox": 4, "lane": 2, "reader": 0}
    assert await full.subscriptions.here(thread) == []
    assert len(await full.subscriptions.tenant("slack", "T1")) == 2


async def test_a_thread_is_forgotten_without_its_channel(full: Store) -> None:
    thread = replace(SLACK, thread="1.0")
    await put_delivery(full, thread, await put_announcement(full, number=5))
    await full.ledger.record([said(thread, "7.7")])
    gone = await full.tenants.forget_place(thread)
    assert gone == {"subscription": 0, "post": 1, "outbox": 1, "lane": 1, "reader": 0}
    assert len(await full.subscriptions.here(SLACK)) == 1


async def test_with_a_direct_conversation_goes_how_far_its_person_has_read(full: Store) -> None:
    direct = replace(SLACK, channel="D1", direct=True)
    await full.ledger.record([said(direct, "7.7", asker="U5")])
    await full.subscriptions.subscribe(direct, "ferry", Preferences(), by="U6", revision=3)
    for user in ("U5", "U6", "U7"):
        await full.readers.read("slack", "T1", user, "ferry", 3)
    gone = await full.tenants.forget_place(direct)
    assert gone == {"subscription": 1, "post": 1, "outbox": 0, "lane": 1, "reader": 2}
    assert {row["user"] for row in await rows(full, reader, tenant="T1")} == {"U1", "U7"}


async def test_what_is_large_is_deleted_bit_by_bit_and_others_write_meanwhile(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sweeping, tenants):
        monkeypatch.setattr(module, "AT_ONCE", 1)
    monkeypatch.setattr(sweeping, "WINDOW", 2)
    done: list[str] = []

    async def forget() -> None:
        assert (await full.tenants.forget("slack", "T1"))["post"] == 6
        done.append("forgotten")

    async def write() -> None:
        for number in range(8):
            await full.ledger.record([said(DISCORD, str(number))])
            done.append("written")

    await asyncio.gather(forget(), write())
    assert done.index("forgotten") > 1, "nobody had a turn until all was deleted"
    assert await count(full, post) == 4 + 8


async def test_forgetting_that_was_broken_off_is_done_again(
    full: Store, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    await full.tenants.departed("slack", "T1")

    async def fail(*_: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tenants, "comb", fail)
        with pytest.raises(KeyboardInterrupt):
            await full.tenants.forget("slack", "T1")
    assert await full.tenants.overdue(clock.now + timedelta(seconds=1)) == [("slack", "T1")]
    assert (await full.tenants.forget("slack", "T1"))["lane"] == 3
    assert (await kept(full))["lane"] == 2


async def test_what_ended_long_ago_is_pruned_with_its_announcement(store: Store, clock: Clock) -> None:
    first, second = [await put_announcement(store, number=number) for number in (4, 5)]
    for place in places(3):
        await put_delivery(store, place, first, state="sent", ended_at=100.0)
        await put_delivery(store, place, second, state="sent", ended_at=100.0)
    await put_delivery(store, SLACK, second, post=7, ended_at=None)
    await put_delivery(store, SLACK, second, post=8, state="expired", ended_at=clock.now.timestamp())
    undone = await put_announcement(store, "edit", number=6, done=None)
    pruned = await store.tenants.prune(clock.now - timedelta(days=30))
    assert pruned == {"outbox": 6, "announcement": 1, "saying": 0}
    assert [row["id"] for row in await rows(store, announcement)] == [second, undone]
    assert [row["post"] for row in await rows(store, outbox)] == [7, 8]


async def test_a_reply_that_no_post_shows_any_more_is_pruned(store: Store, clock: Clock) -> None:
    told = [replace(said(place, "1.1"), said=b"told") for place in places(3)]
    await store.ledger.record([*told, replace(said(DISCORD, "1"), said=b"once")])
    assert (await store.tenants.prune(clock.now))["saying"] == 0
    await store.tenants.forget_place(DISCORD)
    assert (await store.tenants.prune(clock.now))["saying"] == 1
    assert [row["reply"] for row in await rows(store, saying)] == [b"told"]
    assert await store.ledger.find(SLACK, "1.1") == told[0]


async def test_a_reply_that_is_used_again_while_it_is_pruned_is_kept(store: Store, clock: Clock) -> None:
    for number in range(30):
        await store.ledger.record([replace(said(SLACK, "1"), said=b"told")])
        await store.tenants.forget_place(SLACK)
        again = replace(said(DISCORD, str(number)), said=b"told")
        await asyncio.gather(store.ledger.record([again]), store.tenants.prune(clock.now))
        assert await store.ledger.find(DISCORD, str(number)) == again
        await store.tenants.forget_place(DISCORD)


async def test_two_who_forget_at_once_do_not_disturb_each_other(full: Store) -> None:
    found = await asyncio.gather(full.tenants.forget("slack", "T1"), full.tenants.forget_place(SLACK))
    assert sum(each["post"] for each in found) == 6
    assert (await kept(full))["lane"] == 2
