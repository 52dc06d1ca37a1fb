"""Following a story from Discord: commands, who may, what the bot lacks, and the form of the settings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.brief.library import Library
from bot.config import Settings
from bot.query.request import Place
from bot.storage.store import Store, open_store
from bot.subscription.model import Subscription
from tests.support.discord_room import Room, components, controls, shown
from tests.support.discord_room import room as made_room

STORY = "nk-russia"
MANAGES = discord.Permissions(manage_channels=True)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data_dir=tmp_path)) as opened:
        yield opened


@pytest.fixture
async def newsroom(library: Library, store: Store) -> AsyncIterator[Room]:
    """A room in which Ann may manage channels, and Ben may not."""
    async with made_room(library, store) as made:
        role = made.guild.create_role("editors", permissions=MANAGES)
        made.ann = made.guild.add_member(made.env.create_user("ann-the-editor"), roles=[role])
        yield made


def here(room: Room, channel: Any = None) -> Place:
    found = str((channel or room.channel).id)
    thread = "" if channel is None else found
    return Place(platform="discord", tenant=str(room.guild.id), channel=found, thread=thread)


async def followed(store: Store, place: Place) -> list[Subscription]:
    return await store.subscriptions.here(place)


async def subscribe(room: Room, channel: Any = None, **options: str) -> Any:
    return await room.ann.slash(channel or room.channel, "subscribe", story=STORY, **options)


async def test_who_may_manage_channels_lets_a_channel_follow_a_story_for_all_to_see(
    newsroom: Room, store: Store
) -> None:
    result = await subscribe(newsroom, when="daily", at="8:00", zone="Europe/Berlin", quiet="22-7")
    assert not result.ephemeral
    assert "is followed" in shown(result.response)
    (made,) = await followed(store, here(newsroom))
    rhythm = made.preferences.rhythm
    assert (made.story, made.by, rhythm.when, rhythm.at, rhythm.zone) == (
        STORY,
        str(newsroom.ann.id),
        "daily",
        "08:00",
        "Europe/Berlin",
    )


async def test_and_lets_it_go(newsroom: Room, store: Store) -> None:
    await subscribe(newsroom)
    await newsroom.ann.slash(newsroom.channel, "unsubscribe", story=STORY)
    assert await followed(store, here(newsroom)) == []


async def test_who_may_not_is_told_so_privately_although_the_server_let_them_use_the_command(
    newsroom: Room, store: Store
) -> None:
    commands = newsroom.env.backend.commands[None].values()
    [number] = [int(each["id"]) for each in commands if each["name"] == "subscribe"]
    newsroom.guild.set_command_permissions(number, {newsroom.guild.default_role: True})
    result: Any = await newsroom.ben.slash(newsroom.channel, "subscribe", story=STORY)
    assert result.ephemeral
    assert "Only somebody with the permission Manage Channels" in shown(result.response)
    assert await followed(store, here(newsroom)) == []


async def test_nor_by_words_to_the_bot(newsroom: Room, store: Store) -> None:
    await newsroom.ben.send(newsroom.channel, f"{newsroom.me} subscribe {STORY}")
    assert "Manage Channels" in shown(newsroom.posted()[-1])
    assert await followed(store, here(newsroom)) == []
    await newsroom.ann.send(newsroom.channel, f"{newsroom.me} subscribe {STORY} hourly")
    (made,) = await followed(store, here(newsroom))
    assert made.preferences.rhythm.when == "hourly"


async def test_everybody_may_list_what_is_followed_and_sees_it_alone(newsroom: Room, store: Store) -> None:
    await subscribe(newsroom)
    result: Any = await newsroom.ben.slash(newsroom.channel, "subscriptions")
    assert result.ephemeral
    assert STORY in shown(result.response)


async def test_what_is_new_is_told_to_who_asks_alone(newsroom: Room) -> None:
    result: Any = await newsroom.ben.slash(newsroom.channel, "whats-new", story=STORY)
    assert result.ephemeral


async def test_a_thread_follows_for_itself(newsroom: Room, store: Store) -> None:
    thread = newsroom.thread("about ships")
    await subscribe(newsroom, thread)
    assert await followed(store, here(newsroom)) == []
    (made,) = await followed(store, here(newsroom, thread))
    assert made.story == STORY


async def test_in_a_direct_conversation_everybody_follows_what_they_like(
    newsroom: Room, store: Store
) -> None:
    await newsroom.ben.user.slash("subscribe", story=STORY)
    place = Place(platform="discord", tenant="", channel=str(newsroom.ben.user.dm_channel.id), direct=True)
    (made,) = await followed(store, place)
    assert made.by == str(newsroom.ben.id)
    await newsroom.ben.user.slash("unsubscribe", story=STORY)
    assert await followed(store, place) == []


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ({"send_messages": False}, "I lack the permission Send Messages."),
        ({"view_channel": False}, "allow View Channel"),
    ],
)
async def test_where_the_bot_may_not_post_nothing_is_followed_and_the_way_out_is_said(
    newsroom: Room, store: Store, lacking: dict[str, bool], named: str
) -> None:
    me = newsroom.env.bot.user
    assert me is not None
    overwrites: Any = {me: discord.PermissionOverwrite(**lacking)}
    channel = newsroom.guild.create_text_channel("closed", overwrites=overwrites)
    result = await subscribe(newsroom, channel)
    assert result.ephemeral
    assert named in shown(result.response)
    assert "Edit Channel → Permissions" in shown(result.response)
    assert await store.subscriptions.tenant("discord", str(newsroom.guild.id)) == []


async def settings_button(newsroom: Room) -> Any:
    """The answer to a subscription, which has the button."""
    return (await subscribe(newsroom)).response


def fields(modal: Any) -> dict[str, Any]:
    return {label["component"]["custom_id"]: label["component"] for label in modal["components"]}


async def test_the_settings_open_as_a_form_with_what_holds(newsroom: Room) -> None:
    message = (await subscribe(newsroom, when="daily", at="8:00", changes="corrections")).response
    result = await newsroom.ann.click(message, label="Settings")
    assert result.modal is not None
    assert result.modal["title"] == "Follow a story"
    made = fields(result.modal)
    chosen = {
        name: [each["value"] for each in field["options"] if each.get("default")]
        for name, field in made.items()
        if field["type"] == 3
    }
    assert chosen == {"when": ["daily"], "changes": ["corrections"]}
    assert made["at"]["value"] == "08:00"


async def test_a_form_that_is_handed_in_changes_the_settings_after_a_restart_too(
    newsroom: Room, store: Store
) -> None:
    message = await settings_button(newsroom)
    form = await newsroom.ann.click(message, label="Settings")
    await newsroom.restart()
    values = {"when": ["hourly"], "changes": ["corrections"], "quiet": "22-7", "zone": "Asia/Seoul", "at": ""}
    result: Any = await newsroom.ann.submit_modal(form, values)
    assert not result.ephemeral
    assert "Changed for" in shown(result.response)
    (made,) = await followed(store, here(newsroom))
    rhythm = made.preferences.rhythm
    assert (rhythm.when, rhythm.quiet_from, rhythm.zone) == ("hourly", "22:00", "Asia/Seoul")
    assert made.preferences.wanted == "corrections"


async def test_what_cannot_be_is_answered_with_the_way_back_into_the_form(
    newsroom: Room, store: Store
) -> None:
    message = await settings_button(newsroom)
    form = await newsroom.ann.click(message, label="Settings")
    values = {"when": ["daily"], "at": "25:99", "zone": "Berlin", "quiet": "none"}
    result: Any = await newsroom.ann.submit_modal(form, values)
    assert result.ephemeral
    assert "‘25:99’ is not possible" in shown(result.response)
    again = await newsroom.ann.click(result.response, label="Correct it in the form")
    assert again.modal is not None
    assert fields(again.modal)["at"]["value"] == "25:99"
    (made,) = await followed(store, here(newsroom))
    assert made.preferences.rhythm.when == "instantly"


async def test_who_may_not_manage_the_channel_gets_no_form(newsroom: Room) -> None:
    message = await settings_button(newsroom)
    result = await newsroom.ben.click(message, label="Settings")
    assert result.modal is None
    assert result.ephemeral
    assert "Manage Channels" in shown(result.response)


async def test_a_mention_is_answered_in_words_with_a_button_that_opens_the_form(newsroom: Room) -> None:
    await newsroom.ann.send(newsroom.channel, f"{newsroom.me} settings {STORY}")
    answer = newsroom.posted()[-1]
    assert "To change any of this, type it after the story" in shown(answer)
    result = await newsroom.ann.click(answer, label="Open the form")
    assert result.modal is not None


async def test_the_menu_of_the_subscriptions_changes_in_place_and_leads_to_the_form(newsroom: Room) -> None:
    await subscribe(newsroom)
    listed: Any = (await newsroom.ann.slash(newsroom.channel, "subscriptions")).response
    [way] = [each for each in controls(listed) if each.get("label", "").startswith("Settings")]
    opened = await newsroom.ann.click(listed, custom_id=way["custom_id"])
    assert opened.modal is not None, components(listed)


async def test_where_the_bot_was_too_slow_the_settings_come_in_words(
    newsroom: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await settings_button(newsroom)
    monkeypatch.setattr("adapters.discord.answer.PATIENCE", 0)
    result: Any = await newsroom.ann.click(message, label="Settings")
    assert result.modal is None
    assert "To change any of this" in "".join(map(shown, [*newsroom.posted(), *result.followups]))
