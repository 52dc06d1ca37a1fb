"""Following a story from Slack: commands, the form of the settings, and the app's home."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.slack.outgoing import open_sender
from bot.bootstrap import stores_of
from bot.brief.library import Library
from bot.config import Settings
from bot.delivery.sender import Posted
from bot.query.request import Place
from bot.reply.model import Paragraph, Plain, Reply
from bot.service import Bot
from bot.storage.store import Store, open_store
from bot.subscription.model import Subscription
from tests.support.slack_payload import texts
from tests.support.slack_server import TEAM, Channel, SlackServer
from tests.support.slack_world import Transport, World, settings_for, until, world
from tests.support.stores import said

STORY = "nk-russia"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data_dir=tmp_path)) as opened:
        yield opened


@pytest.fixture
async def newsroom(
    slack: SlackServer, transport: Transport, library: Library, store: Store
) -> AsyncIterator[World]:
    bot = Bot(library, store.ledger, stores_of(store))
    async with world(slack, transport, library, bot=bot) as made:
        yield made


async def followed(store: Store, channel: str = "C1", thread: str = "") -> list[Subscription]:
    place = Place(platform="slack", tenant=TEAM, channel=channel, thread=thread)
    return await store.subscriptions.here(place)


async def following(newsroom: World, store: Store, channel: str = "C1") -> Subscription:
    """The channel's only subscription, just made with the default settings."""
    await newsroom.command(f"subscribe {STORY}", channel=channel)
    await newsroom.answered()
    await newsroom.idle()
    (made,) = await followed(store, channel)
    return made


async def a_form(newsroom: World, line: str = f"settings {STORY}", **where: str) -> dict[str, Any]:
    """The form that a command opens."""
    before = len(newsroom.slack.opened)
    await newsroom.command(line, **where)
    await until(lambda: len(newsroom.slack.opened) > before, "no form opens")
    return newsroom.slack.opened[-1]


def words(body: dict[str, Any]) -> str:
    return "\n".join(texts(body))


async def test_a_channel_follows_a_story_in_the_zone_of_whoever_said_so(
    newsroom: World, store: Store
) -> None:
    made = await following(newsroom, store)
    assert (made.story, made.by, made.preferences.rhythm.zone) == (STORY, "U1", "Europe/Berlin")
    assert "is followed" in words(newsroom.slack.seen_by()[0].body)


async def test_and_follows_it_no_more(newsroom: World, store: Store) -> None:
    await following(newsroom, store)
    await newsroom.command(f"unsubscribe {STORY}")
    await newsroom.answered(2)
    assert await followed(store) == []


async def test_where_the_bot_cannot_post_nothing_is_followed_and_the_way_out_is_said(
    newsroom: World, store: Store
) -> None:
    newsroom.slack.channels["G1"] = Channel(kind="private", member=False)
    await newsroom.command(f"subscribe {STORY}", channel="G1")
    assert "/invite @onrecord" in words((await newsroom.whispered()).body)
    assert await followed(store, "G1") == []


async def test_nor_in_a_conversation_between_others(newsroom: World, store: Store) -> None:
    await newsroom.command(f"subscribe {STORY}", channel="D9")
    assert "I am not in this conversation" in words((await newsroom.whispered()).body)
    assert await followed(store, "D9") == []


async def test_the_settings_open_as_a_form_with_what_holds(newsroom: World, store: Store) -> None:
    await following(newsroom, store)
    view = await a_form(newsroom)
    held = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert held["when"]["initial_option"]["value"] == "=instantly"
    assert held["zone"]["initial_value"] == "Europe/Berlin"
    assert newsroom.slack.seen_by("U1") == []


async def test_what_is_filled_in_holds_from_then_on_and_is_told_in_the_channel(
    newsroom: World, store: Store
) -> None:
    await following(newsroom, store)
    await newsroom.hand_in(await a_form(newsroom), when="daily", at="7:30", changes=["corrections"], quiet="")
    shown = await newsroom.answered(2)
    (made,) = await followed(store)
    assert (made.preferences.rhythm.when, made.preferences.rhythm.at) == ("daily", "07:30")
    assert (made.preferences.wanted, made.preferences.rhythm.zone) == ("corrections", "Europe/Berlin")
    assert (shown.channel, shown.thread) == ("C1", "")


async def test_several_speakers_can_be_chosen(newsroom: World, store: Store) -> None:
    await following(newsroom, store)
    view = await a_form(newsroom)
    options = next(each["element"]["options"] for each in view["blocks"] if each["block_id"] == "changes")
    speakers = [option["value"].removeprefix("=") for option in options[2:4]]
    await newsroom.hand_in(view, changes=speakers)
    await newsroom.answered(2)
    (made,) = await followed(store)
    assert (made.preferences.wanted, list(made.preferences.speakers)) == ("speakers", speakers)


async def test_a_value_that_cannot_be_is_explained_to_the_person_alone(newsroom: World, store: Store) -> None:
    before = await following(newsroom, store)
    await newsroom.hand_in(await a_form(newsroom), zone="Atlantis/Center <!channel>")
    told = words((await newsroom.whispered()).body)
    assert "Atlantis" in told
    assert "is not possible" in told
    assert await followed(store) == [before]


async def test_a_button_of_a_message_opens_the_form_and_leaves_the_message_alone(
    newsroom: World, store: Store
) -> None:
    await following(newsroom, store)
    shown = newsroom.slack.seen_by()[0]
    await newsroom.click(shown, f"/brief settings {STORY}", user="U2")
    await until(lambda: newsroom.slack.opened, "no form opens")
    await newsroom.idle()
    assert not shown.replaced
    assert newsroom.slack.seen_by("U2") == []


async def test_an_update_that_nobody_asked_for_stays_whoever_clicks_on_it(
    newsroom: World, store: Store
) -> None:
    place = Place(platform="slack", tenant=TEAM, channel="C1")
    async with open_sender(settings_for(newsroom.slack, newsroom.transport)) as sender:
        update = Reply(kind="update", blocks=(Paragraph(words=(Plain(text="New."),)),))
        posted = await sender.send(place, update, "0123456789abcdef012345678")
    assert isinstance(posted, Posted)
    await store.ledger.record([replace(said(place, posted.message), story=STORY, asker="")])
    (shown,) = newsroom.slack.seen_by()
    await newsroom.click(shown, f"/brief {STORY} timeline")
    assert "Timeline" in words((await newsroom.whispered()).body)
    assert not shown.replaced


async def test_in_a_thread_the_thread_follows(newsroom: World, store: Store) -> None:
    ts = await newsroom.mention(f"<@UBOT> subscribe {STORY}")
    shown = await newsroom.answered()
    await newsroom.click(shown, f"/brief settings {STORY}")
    await until(lambda: newsroom.slack.opened, "no form opens")
    await newsroom.hand_in(newsroom.slack.opened[0], when="hourly")
    assert (await newsroom.answered(2)).thread == ts
    (made,) = await followed(store, thread=ts)
    assert made.preferences.rhythm.when == "hourly"


@pytest.mark.parametrize("trouble", ["expired_trigger_id", "500", "429"])
async def test_where_no_form_opens_the_same_is_said_in_words(
    newsroom: World, store: Store, trouble: str
) -> None:
    await following(newsroom, store)
    newsroom.slack.pause = 40
    newsroom.slack.fail("views.open", trouble)
    await newsroom.command(f"settings {STORY}")
    assert "To change any of this, type it after the story" in words((await newsroom.whispered()).body)


async def test_where_there_are_no_forms_the_same_is_said_in_words(newsroom: World, store: Store) -> None:
    await newsroom.direct(f"settings {STORY}")
    assert "To change any of this, type it after the story" in words((await newsroom.answered()).body)
    await newsroom.mention(f"<@UBOT> settings {STORY}")
    assert "To change any of this" in words((await newsroom.whispered()).body)
    assert newsroom.slack.opened == []


async def test_a_trigger_opens_one_form(newsroom: World) -> None:
    newsroom.slack.triggers.clear()
    newsroom.slack.trigger = lambda: "old"  # type: ignore[method-assign]
    await newsroom.command(f"settings {STORY}")
    assert "To change any of this" in words((await newsroom.whispered()).body)


async def test_in_a_channel_that_the_bot_is_not_in_the_person_is_answered_directly(
    newsroom: World, store: Store
) -> None:
    newsroom.slack.channels["C3"] = Channel(member=False)
    await following(newsroom, store, "C3")
    await newsroom.hand_in(await a_form(newsroom, channel="C3"), zone="nowhere")
    shown = await newsroom.answered(2)
    assert (shown.channel, "is not possible" in words(shown.body)) == ("U1", True)


FORGED: list[Any] = [
    {},
    {"callback_id": "o1:form", "private_metadata": ""},
    {"callback_id": "o1:form", "private_metadata": "{}", "state": {"values": {}}},
    {"callback_id": "o1:form", "private_metadata": "[" * 3000, "state": {"values": {}}},
    {"callback_id": "o1:form", "private_metadata": '{"command": "rm", "channel": "C1"}',
     "state": {"values": {}}},
    {"callback_id": "o1:form", "private_metadata": '{"command": "subscribe", "channel": "C1"}', "state": 7},
    {"callback_id": "o1:form", "private_metadata": '{"command": "subscribe", "channel": "<!x>"}',
     "state": {"values": {}}},
    {"callback_id": "o1:form", "private_metadata": '{"command": "subscribe", "channel": "C1"}',
     "state": {"values": {"when": {"o1:input": {"type": "static_select", "selected_option": "x"}}}}},
    {"callback_id": "o0:form", "private_metadata": '{"command": "subscribe", "channel": "C1"}',
     "state": {"values": {}}},
]  # fmt: skip


@pytest.mark.parametrize("view", FORGED, ids=lambda view: str(view)[-60:])
async def test_a_forged_or_outdated_form_gets_a_kind_answer(
    newsroom: World, store: Store, view: dict[str, Any]
) -> None:
    await newsroom.submit({"callback_id": "other", "type": "modal", **view})
    shown = await newsroom.answered()
    assert (shown.channel, "from another version of the bot" in words(shown.body)) == ("U1", True)
    assert await store.subscriptions.tenant("slack", TEAM) == []
    assert 'where="event"' not in newsroom.desk.metrics.page().decode()


async def test_a_form_with_inputs_of_another_version_changes_nothing(newsroom: World, store: Store) -> None:
    before = await following(newsroom, store)
    view = await a_form(newsroom)
    state = {"values": {"colour": {"o1:input": {"type": "plain_text_input", "value": "x" * 100_000}}}}
    await newsroom.submit({**view, "state": state})
    await newsroom.idle()
    assert await followed(store) == [before]


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [("anyone", {"U1", "U2", "UADMIN"}), ("creators", {"U1", "UADMIN"}), ("admins", {"UADMIN"})],
)
async def test_who_may_is_the_operators_choice(
    slack: SlackServer, library: Library, store: Store, policy: Any, allowed: set[str]
) -> None:
    settings = replace(settings_for(slack, "socket"), slack_subscribe=policy)
    bot = Bot(library, store.ledger, stores_of(store))
    async with world(slack, "socket", library, bot=bot, settings=settings) as made:
        for user in ("U1", "U2", "UADMIN"):
            await made.command(f"subscribe {STORY}", user=user)
            await made.idle()
            here = await followed(store)
            assert bool(here) is (user in allowed), user
            await store.subscriptions.unsubscribe(Place(platform="slack", tenant=TEAM, channel="C1"), STORY)
        await made.direct(f"subscribe {STORY}", user="U2")
        await made.idle()
        assert len(await followed(store, "D1")) == 1


async def test_the_home_shows_what_the_workspace_follows(newsroom: World, store: Store) -> None:
    await following(newsroom, store)
    await newsroom.direct(f"subscribe {STORY}")
    await newsroom.answered(2)
    await newsroom.open_home("U1")
    await until(lambda: "U1" in newsroom.slack.homes, "no home")
    seen = words(newsroom.slack.homes["U1"])
    assert "Briefs" in seen
    assert "Followed here" in seen
    assert "in 1 other place" in seen


async def test_settings_are_changed_from_the_home_too(newsroom: World, store: Store) -> None:
    await newsroom.direct(f"subscribe {STORY}")
    await newsroom.answered()
    await newsroom.open_home("U1")
    await until(lambda: "U1" in newsroom.slack.homes, "no home")
    await newsroom.press_at_home(f"/brief settings {STORY}")
    await until(lambda: newsroom.slack.opened, "no form opens")
    await newsroom.hand_in(newsroom.slack.opened[0], when="hourly")
    await until(lambda: "Changed for" in words(newsroom.slack.homes["U1"]), "the home says nothing")
    (made,) = await followed(store, "D1")
    assert made.preferences.rhythm.when == "hourly"
    assert len(newsroom.slack.seen_by()) == 1
