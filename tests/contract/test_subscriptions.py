"""Who follows which story: once a place, with the settings of the last who set it up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from bot.config import Settings
from bot.query.request import Place
from bot.storage.queue_tables import lane, outbox, subscription
from bot.storage.store import Store, open_store
from bot.subscription.model import Preferences, Rhythm, Subscription, Told, When
from tests.support.queued import count, places, put_announcement, put_delivery, rows
from tests.support.stores import DISCORD, SLACK, Clock

PLAIN = Preferences()
PICKY = Preferences(
    rhythm=Rhythm(when="daily", at="18:30", quiet_from="22:00", quiet_to="07:00", zone="Europe/Berlin"),
    wanted="speakers",
    speakers=("mara-holt", 'x"\x00'),
)


@pytest.fixture
async def store(settings: Settings, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(settings, clock=clock) as opened:
        yield opened


async def follow(store: Store, place: Place, story: str = "ferry", **more: Any) -> bool:
    given: dict[str, Any] = {"preferences": PLAIN, "by": "U1", "revision": 3} | more
    return await store.subscriptions.subscribe(place, story, **given)


async def wait_until(store: Store, due: float) -> None:
    async with store.database.writing() as connection:
        await connection.execute(update(subscription).values(due_at=due, due_level=3))


async def test_who_subscribes_is_told_of_nothing_past(store: Store) -> None:
    assert await follow(store, SLACK, preferences=PICKY, by="U7", revision=9)
    followed = Subscription(place=SLACK, story="ferry", preferences=PICKY, told=Told.until(9), by="U7")
    assert await store.subscriptions.here(SLACK) == [followed]


async def test_subscribing_again_changes_the_settings_and_nothing_else(store: Store) -> None:
    assert await follow(store, SLACK)
    assert not await follow(store, SLACK, preferences=PICKY, by="U2", revision=8)
    [found] = await store.subscriptions.here(SLACK)
    assert (found.preferences, found.by, found.told) == (PICKY, "U2", Told.until(3))
    assert await count(store, lane) == 1


async def test_of_many_who_subscribe_at_once_one_is_the_first(settings: Settings) -> None:
    async with open_store(settings) as one, open_store(settings) as other:
        told = await asyncio.gather(*(follow(each, SLACK) for each in [one, other] * 8))
        assert sorted(told) == [False] * 15 + [True]
        assert await count(one, subscription) == 1


async def test_what_waits_for_its_time_waits_until_the_new_one(store: Store, clock: Clock) -> None:
    due = clock.now + timedelta(hours=3)
    await follow(store, SLACK)
    await follow(store, SLACK, due=due)
    [found] = await rows(store, subscription)
    assert found["due_at"] is None, "nothing waits there"
    await wait_until(store, 5.0)
    await follow(store, SLACK)
    await follow(store, SLACK, due=due)
    [found] = await rows(store, subscription)
    assert (found["due_at"], found["due_level"]) == (due.timestamp(), 3)


async def test_who_subscribes_where_nothing_got_through_is_told_at_once(store: Store, clock: Clock) -> None:
    await follow(store, SLACK)
    parked = {"state": "parked", "reason": "No permission.", "fails": 3, "ready_at": 9e12, "paused_at": 7.0}
    async with store.database.writing() as connection:
        await connection.execute(update(lane).values(parked))
    assert [found.paused for found in await store.subscriptions.here(SLACK)] == ["No permission."]
    await follow(store, SLACK)
    assert [found.paused for found in await store.subscriptions.here(SLACK)] == [""]
    [line] = await rows(store, lane)
    assert (line["fails"], line["ready_at"]) == (0, clock.now.timestamp())
    assert line["paused_at"] == 7.0, "the place is still to hear of the pause"


async def test_what_is_on_its_way_ends_when_nobody_follows_any_more(store: Store, clock: Clock) -> None:
    await follow(store, SLACK)
    ferry, harbour = await put_announcement(store), await put_announcement(store, story="harbour")
    await put_delivery(store, SLACK, ferry)
    await put_delivery(store, SLACK, ferry, post=8)
    await put_delivery(store, SLACK, harbour)
    assert await store.subscriptions.unsubscribe(SLACK, "ferry")
    found = [(row["announcement"], row["post"], row["state"]) for row in await rows(store, outbox)]
    assert found == [(ferry, 0, "cancelled"), (ferry, 8, "pending"), (harbour, 0, "pending")]
    [ended] = await rows(store, outbox, state="cancelled")
    assert ended["ended_at"] == clock.now.timestamp()
    assert ended["reason"] == "nobody here follows this story any more"
    assert (await rows(store, lane))[0]["ready_at"] is not None


async def test_a_lane_in_which_nothing_waits_any_more_rests(store: Store) -> None:
    await follow(store, SLACK)
    await put_delivery(store, SLACK, await put_announcement(store))
    assert await store.subscriptions.unsubscribe(SLACK, "ferry")
    assert (await rows(store, lane))[0]["ready_at"] is None


@pytest.mark.parametrize(
    "place", [DISCORD, replace(SLACK, thread="1.0"), replace(SLACK, tenant="T2"), replace(SLACK, channel="")]
)
async def test_who_does_not_follow_cannot_stop(store: Store, place: Place) -> None:
    await follow(store, SLACK)
    assert not await store.subscriptions.unsubscribe(place, "ferry")
    assert not await store.subscriptions.unsubscribe(SLACK, "harbour")
    assert await store.subscriptions.here(place) == []
    assert await store.subscriptions.unsubscribe(SLACK, "ferry")
    assert not await store.subscriptions.unsubscribe(SLACK, "ferry")


async def test_who_stops_and_subscribes_again_begins_anew(store: Store) -> None:
    await follow(store, SLACK)
    await store.subscriptions.unsubscribe(SLACK, "ferry")
    assert await follow(store, SLACK, revision=7)
    assert [found.told for found in await store.subscriptions.here(SLACK)] == [Told.until(7)]


async def test_a_place_has_its_stories_in_order_and_a_thread_its_own(store: Store) -> None:
    thread, direct = replace(SLACK, thread="1.0"), replace(SLACK, channel="D1", direct=True)
    for place, story in (
        (SLACK, "harbour"),
        (SLACK, "Zoo"),
        (SLACK, "a-b"),
        (thread, "ferry"),
        (direct, "x"),
    ):
        await follow(store, place, story)
    assert [found.story for found in await store.subscriptions.here(SLACK)] == ["Zoo", "a-b", "harbour"]
    assert [found.story for found in await store.subscriptions.here(thread)] == ["ferry"]
    assert [found.place for found in await store.subscriptions.here(direct)] == [direct]


async def test_a_workspace_has_all_its_places_and_no_other_workspaces(store: Store) -> None:
    for place in (*places(3), replace(SLACK, thread="1.0"), replace(SLACK, tenant="T2"), DISCORD):
        await follow(store, place)
    found = await store.subscriptions.tenant("slack", "T1")
    assert [(each.place.channel, each.place.thread) for each in found] == [
        ("C1", ""),
        ("C1", "1.0"),
        ("C2", ""),
        ("C3", ""),
    ]


async def test_followers_are_counted_by_when_they_want_to_be_told(store: Store) -> None:
    whens: list[When] = ["instantly", "daily", "instantly", "hourly", "daily", "daily"]
    for number, (place, when) in enumerate(zip(places(6), whens, strict=True)):
        await follow(store, place, preferences=Preferences(rhythm=Rhythm(when=when, at=f"0{number}:00")))
    assert await store.subscriptions.followers("ferry") == {"instantly": 2, "hourly": 1, "daily": 3}
    assert await store.subscriptions.followers("harbour") == {}


async def test_the_same_rhythm_stands_there_in_the_same_words(store: Store) -> None:
    for place in places(3):
        await follow(store, place, preferences=PICKY)
    found = {row["rhythm"] for row in await rows(store, subscription)}
    assert len(found) == 1, "a rhythm is looked at once for all who have it"
