"""Mentions, direct messages and the app's home, over both transports."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.brief.library import Library
from bot.errors import StoreError
from tests.support.slack_payload import texts
from tests.support.slack_server import Channel, SlackServer
from tests.support.slack_world import PATIENCE, Transport, World, until, world


def words(body: dict[str, Any]) -> str:
    return "\n".join(texts(body))


async def test_a_mention_is_answered_in_its_thread(bot_on_slack: World) -> None:
    ts = await bot_on_slack.mention("<@UBOT> nk-russia timeline")
    shown = await bot_on_slack.answered()
    assert (shown.channel, shown.thread) == ("C1", ts)
    assert "Timeline" in words(shown.body)


async def test_a_thread_remembers_its_story(bot_on_slack: World) -> None:
    ts = await bot_on_slack.mention("<@UBOT> nk-russia")
    await bot_on_slack.on_ledger(await bot_on_slack.answered())
    await bot_on_slack.mention("<@UBOT|onrecord> the timeline please", thread=ts)
    shown = await bot_on_slack.answered(2)
    assert shown.thread == ts
    assert "Timeline" in words(shown.body)


async def test_what_is_private_is_whispered_where_it_will_be_found(bot_on_slack: World) -> None:
    ts = await bot_on_slack.mention("<@UBOT> help")
    assert (await bot_on_slack.whispered()).thread == ""
    await bot_on_slack.mention("<@UBOT> help", thread=ts)
    assert (await bot_on_slack.whispered(2)).thread == ts
    assert bot_on_slack.slack.seen_by() == []


async def test_a_mention_where_the_bot_may_not_post_is_undelivered(bot_on_slack: World) -> None:
    bot_on_slack.slack.channels["C5"] = Channel(archived=True)
    await bot_on_slack.mention("<@UBOT> nk-russia", channel="C5")
    await bot_on_slack.idle()
    assert 'outcome="undelivered"' in bot_on_slack.desk.metrics.page().decode()


async def test_a_direct_message_is_answered_in_place_and_keeps_its_story(bot_on_slack: World) -> None:
    await bot_on_slack.direct("nk-russia")
    shown = await bot_on_slack.answered()
    assert (shown.channel, shown.thread) == ("D1", "")
    assert (await bot_on_slack.on_ledger(shown)).place.direct
    await bot_on_slack.direct("timeline")
    assert "Timeline" in words((await bot_on_slack.answered(2)).body)


async def test_in_a_direct_message_help_is_an_ordinary_message(bot_on_slack: World) -> None:
    await bot_on_slack.direct("help")
    assert "What you can ask" in words((await bot_on_slack.answered()).body)


async def test_a_thread_in_a_direct_message_stays_one(bot_on_slack: World) -> None:
    await bot_on_slack.direct("nk-russia", thread_ts="1700000000.5")
    assert (await bot_on_slack.answered()).thread == "1700000000.5"


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "BOTHER"},
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"user": "UBOT"},
        {"user": None},
        {"channel": "C1", "channel_type": "channel"},
        {"ts": {"a": 1}},
    ],
    ids=str,
)
async def test_what_no_person_wrote_to_the_bot_is_left_alone(
    bot_on_slack: World, more: dict[str, Any]
) -> None:
    await bot_on_slack.direct("nk-russia", **more)
    await bot_on_slack.idle()
    assert bot_on_slack.slack.shown == []


async def test_a_mention_by_another_bot_is_left_alone(bot_on_slack: World) -> None:
    await bot_on_slack.mention("<@UBOT> nk-russia", bot_id="BOTHER")
    await bot_on_slack.idle()
    assert bot_on_slack.slack.shown == []


async def test_an_event_delivered_twice_is_answered_once(bot_on_slack: World) -> None:
    event = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "nk-russia", "ts": "1.2"}
    await bot_on_slack.event(event, event_id="EvTwice")
    await bot_on_slack.event(event, event_id="EvTwice", retry=1)
    await bot_on_slack.event({**event, "ts": "1.3"}, event_id="EvTwice")
    await bot_on_slack.idle()
    assert len(bot_on_slack.slack.seen_by()) == 1


async def test_a_mention_in_a_direct_message_comes_as_two_events_and_is_answered_once(
    bot_on_slack: World,
) -> None:
    event = {"channel": "D1", "user": "U1", "text": "<@UBOT> nk-russia", "ts": "1.2"}
    await bot_on_slack.event({**event, "type": "message", "channel_type": "im"})
    await bot_on_slack.event({**event, "type": "app_mention"})
    await bot_on_slack.idle()
    (shown,) = bot_on_slack.slack.seen_by()
    assert (shown.channel, shown.thread) == ("D1", "")


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
async def test_words_with_a_file_or_shown_to_the_channel_as_well_are_a_persons_too(
    bot_on_slack: World, subtype: str
) -> None:
    await bot_on_slack.direct("nk-russia timeline", subtype=subtype, files=[{"id": "F1"}])
    assert "Timeline" in words((await bot_on_slack.answered()).body)


async def test_in_an_enterprise_a_mention_without_a_workspace_is_answered(bot_on_slack: World) -> None:
    event = {"type": "app_mention", "channel": "C1", "user": "W9", "text": "nk-russia", "ts": "1.7"}
    grant = {"enterprise_id": "E1", "team_id": None, "user_id": "UBOT", "is_enterprise_install": True}
    await bot_on_slack.event(
        {**event, "team": "TOTHER", "user_team": "TOTHER"},
        team_id=None, enterprise_id="E1", authorizations=[grant], is_ext_shared_channel=True,
    )  # fmt: skip
    assert (await bot_on_slack.on_ledger(await bot_on_slack.answered())).place.tenant == "T1"


async def test_whether_an_event_is_new_is_asked_at_once_for_event_and_message(bot_on_slack: World) -> None:
    first, asked = bot_on_slack.store.seen.first, asyncio.Barrier(2)

    async def together(platform: str, event: str) -> bool:
        await asyncio.wait_for(asked.wait(), PATIENCE)
        return await first(platform, event)

    bot_on_slack.store.seen.first = together  # type: ignore[method-assign]
    await bot_on_slack.direct("nk-russia")
    assert await bot_on_slack.answered()


async def test_where_the_store_does_not_tell_the_answer_comes_all_the_same(bot_on_slack: World) -> None:
    async def gone(platform: str, event: str) -> bool:
        raise StoreError("the database is gone")

    bot_on_slack.store.seen.first = gone  # type: ignore[method-assign]
    await bot_on_slack.direct("nk-russia")
    assert await bot_on_slack.answered()


async def test_not_even_a_restart_answers_an_event_again(
    slack: SlackServer, transport: Transport, library: Library
) -> None:
    event = {"type": "app_mention", "channel": "C1", "user": "U1", "text": "nk-russia", "ts": "1.2"}
    async with world(slack, transport, library) as first:
        await first.event(event, event_id="Ev1")
        await first.answered()
    async with world(slack, transport, library, first.store) as second:
        await second.event(event, event_id="Ev1", retry=2)
        await second.idle()
    assert len(slack.seen_by()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<@UBOT> " + "x" * 100_000,
        "<!channel> <!here> <@U2> @everyone",
        "\u202e\u0000 \u2066nk",
        "<" * 5000,
        "&amp;lt;!here&gt;",
    ],
    ids=["long", "pings", "bidi", "brackets", "entities"],
)
async def test_hostile_words_are_answered_kindly(bot_on_slack: World, text: str) -> None:
    await bot_on_slack.direct(text)
    shown = await bot_on_slack.answered()
    assert shown.body["text"]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_mention"},
        {"type": "app_mention", "channel": ["C1"], "user": {"id": 1}, "text": None, "ts": 5},
        {"type": "message", "channel": "D1", "user": "U1", "ts": "1.1", "text": 9, "bot_id": 3},
        {"type": "reaction_added"},
        {"type": "app_home_opened"},
        {},
    ],
    ids=str,
)
async def test_events_that_are_not_made_as_slack_makes_them_break_nothing(
    bot_on_slack: World, event: dict[str, Any]
) -> None:
    await bot_on_slack.event(event)
    await bot_on_slack.idle()
    assert bot_on_slack.slack.shown == []


async def test_the_home_shows_the_briefs_with_their_status_and_what_is_contested(
    bot_on_slack: World,
) -> None:
    await bot_on_slack.open_home("U7")
    await until(lambda: "U7" in bot_on_slack.slack.homes)
    shown = words(bot_on_slack.slack.homes["U7"])
    assert "Briefs" in shown
    assert "live · revision" in shown
    assert "contested" in shown


async def test_the_home_opens_a_brief_and_leads_back(bot_on_slack: World) -> None:
    await bot_on_slack.choose_at_home("/brief nk-russia timeline", "U7")
    await until(lambda: "U7" in bot_on_slack.slack.homes)
    home = bot_on_slack.slack.homes["U7"]
    assert "Timeline" in words(home)
    buttons = [each for block in home["blocks"] if block["type"] == "actions" for each in block["elements"]]
    assert "/brief list" in [each.get("value") for each in buttons]
    assert bot_on_slack.slack.shown == []


async def test_the_tab_of_messages_is_no_home(bot_on_slack: World) -> None:
    await bot_on_slack.open_home("U7", tab="messages")
    await bot_on_slack.idle()
    assert "U7" not in bot_on_slack.slack.homes


async def test_an_event_that_is_still_looked_up_is_in_hand_already(bot_on_slack: World) -> None:
    gate, asked = asyncio.Event(), asyncio.Event()
    first = bot_on_slack.store.seen.first

    async def slow(platform: str, event: str) -> bool:
        asked.set()
        await gate.wait()
        return await first(platform, event)

    bot_on_slack.store.seen.first = slow  # type: ignore[method-assign]
    await bot_on_slack.direct("nk-russia")
    await asyncio.wait_for(asked.wait(), PATIENCE)
    draining = asyncio.create_task(bot_on_slack.desk.drain(PATIENCE))
    gate.set()
    assert await draining
    assert len(bot_on_slack.slack.seen_by()) == 1
