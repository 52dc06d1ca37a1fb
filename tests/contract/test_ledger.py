"""The ledger: what was said where is found again, as it was, in every store."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.config import Settings
from bot.delivery.ledger import Ledger, Post
from bot.errors import StoreError
from bot.query.request import Place
from bot.storage.memory import MemoryStore
from bot.storage.store import Store, open_store
from tests.support.stores import DISCORD, SLACK, said

ANY = st.text(st.characters(exclude_categories=()), max_size=40)
HOSTILE = ANY | st.sampled_from(
    ["\x00", "\\u0000", "\\", "\ud800", "a\x00b\\", "'; DROP TABLE post; --", "%s", "?"]
)
NUMBER = st.integers(0, 2**31)
POSTS = st.builds(
    Post,
    place=st.builds(
        Place, platform=HOSTILE, tenant=HOSTILE, channel=HOSTILE, thread=HOSTILE, direct=st.booleans()
    ),
    message=HOSTILE,
    story=st.none() | HOSTILE,
    revision=st.none() | NUMBER,
    items=st.lists(HOSTILE, max_size=5).map(tuple),
    asked=HOSTILE,
    asker=HOSTILE,
    part=NUMBER,
    editable=st.booleans(),
)


@pytest.fixture
def ledger(store: Store | MemoryStore) -> Ledger:
    return store.ledger


async def test_hundreds_of_replies_at_once_are_all_entered(ledger: Ledger) -> None:
    replies = [[said(SLACK, f"{number}.{part}") for part in range(2)] for number in range(150)]
    await asyncio.gather(*(ledger.record(posts) for posts in replies))
    for posts in replies:
        for post in posts:
            assert await ledger.find(post.place, str(post.message)) == post


async def test_a_post_is_found_as_it_was_entered(ledger: Ledger) -> None:
    post = replace(said(SLACK, "1.1", items=("s-2", "s-1", "s-2")), part=2, editable=False)
    await ledger.record([post])
    assert await ledger.find(SLACK, "1.1") == post


async def test_the_thread_does_not_matter_in_finding_a_message(ledger: Ledger) -> None:
    post = said(replace(SLACK, thread="1.0"), "1.1")
    await ledger.record([post])
    assert await ledger.find(SLACK, "1.1") == post


@pytest.mark.parametrize(
    "place",
    [
        replace(SLACK, platform="discord"),
        replace(SLACK, tenant="T2"),
        replace(SLACK, channel="C2"),
    ],
)
async def test_the_same_message_elsewhere_is_another(ledger: Ledger, place: Place) -> None:
    await ledger.record([said(SLACK, "1.1")])
    assert await ledger.find(place, "1.1") is None


async def test_a_message_that_is_not_ours_is_not_found(ledger: Ledger) -> None:
    assert await ledger.find(SLACK, "1.1") is None


async def test_a_reply_in_several_messages_is_entered_whole(ledger: Ledger) -> None:
    parts = [replace(said(SLACK, f"1.{part}", items=(f"s-{part}",)), part=part) for part in range(4)]
    await ledger.record(parts)
    assert [await ledger.find(SLACK, f"1.{part}") for part in range(4)] == parts


async def test_an_edited_message_shows_what_it_shows_now_and_stays_its_first_askers(ledger: Ledger) -> None:
    await ledger.record([said(SLACK, "1.1", items=("s-1", "s-2", "s-3"), asker="U1")])
    edited = replace(said(SLACK, "1.1", story="harbour", items=("s-9",), asker="U2"), revision=7, part=1)
    await ledger.record([edited])
    assert await ledger.find(SLACK, "1.1") == replace(edited, asker="U1")


async def test_a_message_entered_twice_at_once_is_one(ledger: Ledger) -> None:
    first, second = said(SLACK, "1.1", asker="U1"), said(SLACK, "1.1", items=("s-3",), asker="U2")
    await ledger.record([first, second])
    assert await ledger.find(SLACK, "1.1") == replace(second, asker="U1")


async def test_messages_without_an_id_are_all_kept(ledger: Ledger) -> None:
    thread = replace(SLACK, thread="1.0")
    await ledger.record([said(thread, None, "ferry"), said(thread, None, "harbour")])
    assert await ledger.story_in(thread) == "harbour"


async def test_nothing_said_is_nothing_to_enter(ledger: Ledger) -> None:
    await ledger.record([])
    assert await ledger.story_in(replace(SLACK, thread="1.0")) is None


async def test_a_thread_has_the_story_of_its_last_post(ledger: Ledger) -> None:
    thread = replace(SLACK, thread="1.0")
    await ledger.record([said(thread, "1.1", "ferry"), said(thread, "1.2", "harbour")])
    await ledger.record([said(replace(SLACK, thread="2.0"), "2.1", "bridge"), said(SLACK, "3.1", "tunnel")])
    assert await ledger.story_in(thread) == "harbour"


async def test_a_post_about_no_story_does_not_end_the_talk(ledger: Ledger) -> None:
    thread = replace(SLACK, thread="1.0")
    await ledger.record([said(thread, "1.1", "ferry"), said(thread, "1.2", None)])
    assert await ledger.story_in(thread) == "ferry"


async def test_a_thread_on_slack_has_the_story_of_the_message_it_hangs_on(ledger: Ledger) -> None:
    await ledger.record([said(SLACK, "1.0", "ferry")])
    assert await ledger.story_in(replace(SLACK, thread="1.0")) == "ferry"


async def test_the_same_time_in_another_channel_of_slack_is_another_message(ledger: Ledger) -> None:
    await ledger.record([said(replace(SLACK, channel="C2"), "1.0", "ferry")])
    assert await ledger.story_in(replace(SLACK, thread="1.0")) is None


async def test_a_thread_on_discord_has_the_story_of_its_message_in_the_channel_above(ledger: Ledger) -> None:
    await ledger.record([said(DISCORD, "555", "ferry")])
    assert await ledger.story_in(replace(DISCORD, channel="555", thread="555")) == "ferry"
    assert await ledger.story_in(replace(DISCORD, tenant="901", channel="555", thread="555")) is None


async def test_what_is_said_in_a_thread_comes_before_what_it_hangs_on(ledger: Ledger) -> None:
    thread = replace(DISCORD, channel="555", thread="555")
    await ledger.record([said(thread, "556", "harbour"), said(DISCORD, "555", "ferry")])
    assert await ledger.story_in(thread) == "harbour"


async def test_a_direct_conversation_has_the_story_of_its_last_post(ledger: Ledger) -> None:
    direct = replace(SLACK, channel="D1", direct=True)
    await ledger.record([said(direct, "1.1", "ferry"), said(replace(direct, thread="1.1"), "1.2", "harbour")])
    await ledger.record([said(replace(direct, channel="D2"), "1.3", "bridge")])
    assert await ledger.story_in(direct) == "harbour"


async def test_a_new_thread_of_a_direct_conversation_goes_on_with_its_story(ledger: Ledger) -> None:
    direct = replace(SLACK, channel="D1", direct=True)
    await ledger.record([said(direct, "1.1", "ferry"), said(direct, "1.2", "harbour")])
    assert await ledger.story_in(replace(direct, thread="1.1")) == "ferry"
    assert await ledger.story_in(replace(direct, thread="9.9")) == "harbour"


async def test_a_channel_has_no_story_of_its_own(ledger: Ledger) -> None:
    await ledger.record([said(SLACK, "1.1", "ferry")])
    assert await ledger.story_in(SLACK) is None


@given(
    posts=st.lists(POSTS, min_size=1, max_size=4, unique_by=lambda post: (post.place.channel, post.message))
)
@limits(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_strangers_write_comes_back_as_it_was(ledger: Ledger, posts: list[Post]) -> None:
    known = [await ledger.find(post.place, post.message or "") for post in posts]
    await ledger.record(posts)
    for post, earlier in zip(posts, known, strict=True):
        kept = replace(post, place=earlier.place, asker=earlier.asker) if earlier else post
        assert await ledger.find(post.place, post.message or "") == kept


async def test_what_was_said_outlives_the_process(settings: Settings) -> None:
    post = said(replace(SLACK, thread="1.0"), "1.1")
    async with open_store(settings) as store:
        await store.ledger.record([post])
    async with open_store(settings) as store:
        assert await store.ledger.find(SLACK, "1.1") == post
        assert await store.ledger.story_in(post.place) == "ferry"


async def test_a_reply_that_cannot_be_entered_whole_is_not_entered_in_part(settings: Settings) -> None:
    async with open_store(settings) as store:
        bad: Any = None  # no column for words is without words
        with pytest.raises(StoreError) as fault:
            await store.ledger.record([said(SLACK, "1.1"), replace(said(SLACK, "1.2"), asked=bad)])
        assert "U1" not in "".join(traceback.format_exception(fault.value)), "a log would tell who asked"
        assert await store.ledger.find(SLACK, "1.1") is None
