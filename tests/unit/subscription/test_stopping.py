"""Unsubscribing, and the list of what is followed."""

from __future__ import annotations

from msgspec.structs import replace

from bot.brief.library import Library
from bot.query.request import Place
from bot.reply.plain import plain
from tests.support.ferry import ferry_brief
from tests.support.stores import DISCORD
from tests.support.talk import Around, Talk

THREAD = replace(DISCORD, thread="777")
HARBOUR = replace(ferry_brief(), slug="harbour", aliases=(), title="The harbour")


async def test_what_is_stopped_is_told_no_more(talk: Talk) -> None:
    await talk.say("/subscribe ferry")
    said = await talk.text("stop following ferry")
    assert said.splitlines()[0] == "The ‘Gull’ stays in port is not followed in this chat any more."
    assert await talk.followed() == []


async def test_the_only_story_that_is_followed_goes_unsaid(talk: Talk) -> None:
    await talk.publish(HARBOUR)
    await talk.say("/subscribe harbour")
    await talk.say("/unsubscribe")
    assert await talk.followed() == []


async def test_of_several_stories_it_is_asked_which(talk: Talk) -> None:
    await talk.publish(HARBOUR)
    await talk.say("/subscribe harbour")
    await talk.say("/subscribe ferry")
    reply = await talk.say("/unsubscribe")
    assert reply.kind == "choice"
    assert "/brief unsubscribe harbour" in plain(reply)
    assert len(await talk.followed()) == 2


async def test_a_story_that_is_gone_can_still_be_stopped(talk: Talk) -> None:
    await talk.publish(HARBOUR)
    await talk.say("/subscribe harbour")
    talk.bot.serve(Library.of([ferry_brief()]))
    assert "this story is here no more" in await talk.text("subscriptions")
    await talk.say("/unsubscribe harbour")
    assert await talk.followed() == []


async def test_what_is_not_followed_is_said_to_who_asked(talk: Talk) -> None:
    reply = await talk.choose("unsubscribe", story="ferry")
    assert plain(reply).startswith("This channel does not follow the story ‘ferry’.")
    assert reply.private


async def test_a_thread_and_its_channel_follow_for_themselves(talk: Talk) -> None:
    await talk.choose("subscribe", THREAD, story="ferry")
    await talk.choose("unsubscribe", DISCORD, story="ferry")
    assert len(await talk.followed(THREAD)) == 1


async def test_everybody_may_list_what_is_followed_here_first_and_elsewhere(talk: Talk) -> None:
    await talk.publish(HARBOUR)
    await talk.choose("subscribe", DISCORD, story="ferry", when="daily", at="8:00")
    await talk.choose("subscribe", THREAD, story="ferry")
    await talk.choose("subscribe", replace(DISCORD, channel="101"), story="harbour")
    await talk.choose("subscribe", replace(DISCORD, tenant="901"), story="harbour")
    around = Around(refused="Only those who may manage this channel can do that.")
    reply = await talk.choose("subscriptions", DISCORD, around=around)
    lines = plain(reply).splitlines()
    assert lines[:3] == [
        "Followed here",
        "• The ‘Gull’ stays in port",
        "  once a day at 08:00 (UTC) · all changes · ferry",
    ]
    at = lines.index("Elsewhere")
    assert lines[at + 1 : at + 5] == [
        "• The ‘Gull’ stays in port",
        "  in 1 other place",
        "• The harbour",
        "  in 1 other place",
    ]
    assert reply.private


async def test_a_pause_is_listed_with_its_reason(talk: Talk) -> None:
    await talk.choose("subscribe", DISCORD, story="ferry")
    await talk.store.outbox.park(DISCORD, "the bot may not post in this channel")
    reply = await talk.choose("subscriptions", DISCORD)
    assert "paused: the bot may not post in this channel" in plain(reply)


async def test_a_list_of_many_is_a_page(talk: Talk) -> None:
    briefs = [replace(HARBOUR, slug=f"harbour-{n}", title=f"Harbour {n}") for n in range(30)]
    await talk.publish(*briefs)
    for brief in briefs:
        await talk.say(f"/subscribe {brief.slug}")
    reply = await talk.say("subscriptions")
    assert "The first 20 of 30." in plain(reply)


async def test_words_after_the_list_are_asked_back(talk: Talk) -> None:
    assert "I did not understand ‘weekly’" in await talk.text("/subscriptions weekly")


async def test_somebodys_conversation_is_not_counted_for_others(talk: Talk) -> None:
    direct = Place(platform="slack", tenant="T1", channel="D1", direct=True)
    await talk.say("/subscribe ferry", direct)
    listed = await talk.say("subscriptions", Place(platform="slack", tenant="T1", channel="C1"))
    assert "Elsewhere" not in plain(listed)
