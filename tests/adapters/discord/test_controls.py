"""Buttons and menus, however old."""

from __future__ import annotations

from typing import Any

import pytest

from bot.storage.memory import MemoryLedger
from tests.support.discord_room import Room, controls, label, shown


async def a_public_answer(room: Room) -> Any:
    result = await room.ann.slash(room.channel, "brief", story="nk-russia")
    assert result.response is not None
    return result.response


async def forge(room: Room, who: Any, message: Any, custom_id: str, values: list[str] | None = None) -> Any:
    """Use a control that does not stand under the message."""
    stored = room.env.backend.get_message(message.channel_id, message.id)
    kept = stored.components
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    options = [{"label": "x", "value": value} for value in values or ()]
    menu = {"type": 3, "custom_id": custom_id, "options": options}
    stored.components = [{"type": 1, "components": [menu if values else button]}]
    used = (
        await who.select(message, values, custom_id=custom_id)
        if values
        else await who.click(message, custom_id=custom_id)
    )
    stored.components = kept
    return used


async def test_the_askers_click_changes_the_message_in_place(room: Room) -> None:
    message = await a_public_answer(room)
    await room.ann.click(message, label=label("timeline"))
    assert "Timeline" in shown(message)
    assert len(room.posted()) == 1


async def test_the_ledger_knows_what_the_message_shows_after_a_click(room: Room) -> None:
    message = await a_public_answer(room)
    await room.ann.click(message, label=label("timeline"))
    [post] = room.store.ledger._posts
    assert post.message == str(message.id)
    assert post.asked == "/brief nk-russia timeline"


async def test_somebody_elses_click_is_answered_to_them_alone(room: Room) -> None:
    message = await a_public_answer(room)
    before = shown(message)
    result = await room.ben.click(message, label=label("timeline"))
    assert result.ephemeral
    assert "Timeline" in shown(result.response)
    assert shown(message) == before
    assert len(room.store.ledger._posts) == 1


async def test_a_private_message_is_its_askers_to_change(room: Room) -> None:
    hidden: Any = await room.ann.slash(room.channel, "brief", story="nk-russia", private=True)
    await room.ann.click(hidden.response, label=label("timeline"))
    assert "Timeline" in shown(hidden.response)
    assert room.store.ledger._posts == []


async def test_help_too_takes_the_place_of_what_only_its_asker_sees(room: Room) -> None:
    hidden: Any = await room.ann.slash(room.channel, "briefs", private=True)
    result = await room.ann.click(hidden.response, label="Help")
    assert result.followups == []
    assert room.responses()[-1] == (7, False)
    assert "/brief" in shown(hidden.response)


async def test_a_menu_carries_its_command_in_what_is_chosen(room: Room) -> None:
    await room.ann.send(room.channel, f"{room.me} brief nk-russia volcano")
    [asked] = room.posted()
    assert "There is no view or item called ‘volcano’." in shown(asked)
    [menu] = [each for each in controls(asked) if each["type"] == 3]
    [value] = [each["value"] for each in menu["options"] if each["label"] == label("timeline")]
    await room.ann.select(asked, [value], custom_id=menu["custom_id"])
    [asked] = room.posted()
    assert room.store.ledger._posts[-1].asked == "/brief nk-russia timeline"
    assert "Timeline" in shown(asked)


async def test_help_from_a_button_does_not_overwrite_what_others_read(room: Room) -> None:
    asked: Any = await room.ann.slash(room.channel, "briefs")
    before = shown(asked.response)
    result = await room.ann.click(asked.response, label="Help")
    assert result.ephemeral
    assert "/brief" in shown(result.response)
    assert shown(asked.response) == before


async def test_buttons_of_months_ago_work_after_a_restart(room: Room) -> None:
    message = await a_public_answer(room)
    await room.env.advance_time(90 * 24 * 3600)
    await room.restart()
    await room.ann.click(message, label=label("sources"))
    assert "Sources" in shown(message)
    again = await room.ben.click(message, label=label("summary"))
    assert again.ephemeral


async def test_a_button_under_the_answer_to_a_mention_belongs_to_who_mentioned_the_bot(room: Room) -> None:
    await room.ann.send(room.channel, f"{room.me} brief nk-russia")
    [answer] = room.posted()
    other = await room.ben.click(answer, label=label("timeline"))
    assert other.ephemeral
    await room.ann.click(answer, label=label("timeline"))
    [answer] = room.posted()
    assert "Timeline" in shown(answer)


async def test_where_nothing_tells_who_asked_a_click_is_answered_privately(room: Room) -> None:
    await room.ann.send(room.channel, f"{room.me} brief nk-russia")
    [answer] = room.posted()
    room.bot._ledger = MemoryLedger()  # the other one was lost
    result = await room.ann.click(answer, label=label("timeline"))
    assert result.ephemeral


@pytest.mark.parametrize(
    "custom_id",
    ["o0:/brief nk-russia", "o2:/brief nk-russia", "m1:0", "m1:", "x", "o1", "\u202eo1:/brief", "a" * 100],
)
async def test_an_id_that_is_not_of_this_version_gets_a_kind_private_answer(
    room: Room, custom_id: str
) -> None:
    message = await a_public_answer(room)
    before = shown(message)
    result = await forge(room, room.ann, message, custom_id)
    assert result.ephemeral
    assert "This button is from another version of the bot" in shown(result.response)
    assert {each["label"] for each in controls(result.response)} == {"All briefs", "Help"}
    assert shown(message) == before


@pytest.mark.parametrize(
    "command",
    [
        "",
        " ",
        "@everyone",
        "/brief <@1>",
        "drop table posts",
        "/brief a b c d",
    ],
)
async def test_a_forged_command_in_an_id_is_only_words(room: Room, command: str) -> None:
    message = await a_public_answer(room)
    before = shown(message)
    result = await forge(room, room.ann, message, f"o1:{command}")
    assert result.ephemeral
    assert controls(result.response), "there is a way on"
    assert shown(message) == before


async def test_a_forged_choice_from_a_menu_gets_a_kind_private_answer(room: Room) -> None:
    message = await a_public_answer(room)
    result = await forge(room, room.ann, message, "m1:0", ["o9:/brief nk-russia"])
    assert result.ephemeral
    assert "This button is from another version of the bot" in shown(result.response)


async def test_nothing_is_remembered_of_the_messages_that_were_sent(room: Room) -> None:
    for _ in range(3):
        message = await a_public_answer(room)
        await room.ann.click(message, label=label("timeline"))
    store = room.env.bot._connection._view_store
    assert store._views == {}
    assert store._synced_message_views == {}
