"""Slash commands as people use them."""

from __future__ import annotations

from typing import Any

import pytest

from bot.query.commands import VIEWS
from tests.support.discord_room import Room, controls, shown


def response(result: Any) -> Any:
    assert result.response is not None, "there was no answer"
    return result.response


async def test_briefs_lists_the_stories_for_everybody(room: Room) -> None:
    result = await room.ann.slash(room.channel, "briefs")
    assert not result.ephemeral
    assert "nk-russia" in shown(response(result))
    assert result.followups == []


@pytest.mark.parametrize("view", [view.name for view in VIEWS])
async def test_every_view_of_a_story_can_be_chosen(room: Room, view: str) -> None:
    result = await room.ann.slash(room.channel, "brief", story="nk-russia", view=view)
    assert not result.ephemeral
    assert "## North Korea denies" in shown(response(result))


async def test_a_speaker_and_a_topic_narrow_who_said_what(room: Room) -> None:
    everything = await room.ann.slash(room.channel, "who-said-what", story="nk-russia")
    kirby = await room.ann.slash(room.channel, "who-said-what", story="nk-russia", speaker="kirby")
    assert "**John Kirby** said" in shown(response(kirby))
    assert len(shown(response(kirby))) < len(shown(response(everything)))


async def test_help_is_for_its_asker_alone(room: Room) -> None:
    result = await room.ann.slash(room.channel, "help")
    assert result.ephemeral
    assert "/brief" in shown(response(result))


@pytest.mark.parametrize(
    ("command", "options"),
    [("briefs", {}), ("brief", {"story": "nk-russia"}), ("who-said-what", {"story": "nk-russia"})],
)
async def test_the_option_private_hides_an_answer_from_everybody_else(
    room: Room, command: str, options: dict[str, str]
) -> None:
    hidden = await room.ann.slash(room.channel, command, private=True, **options)
    assert hidden.ephemeral
    shown_to_all = await room.ann.slash(room.channel, command, private=False, **options)
    assert not shown_to_all.ephemeral


async def test_a_story_that_does_not_exist_is_said_to_its_asker_alone(room: Room) -> None:
    result = await room.ann.slash(room.channel, "brief", story="atlantis")
    assert result.ephemeral
    assert "There is no brief called ‘atlantis’." in shown(response(result))


async def test_a_command_works_in_a_direct_conversation(room: Room) -> None:
    result = await room.ann.user.slash("brief", story="nk-russia")
    assert "## North Korea denies" in shown(response(result))
    [post] = room.store.ledger._posts
    assert post.place.direct
    assert post.place.tenant == ""


async def test_what_everybody_sees_is_on_the_ledger_with_who_asked_and_what_it_shows(room: Room) -> None:
    result = await room.ann.slash(room.channel, "brief", story="nk-russia", view="timeline")
    [post] = room.store.ledger._posts
    assert post.message == str(response(result).id)
    assert (post.place.tenant, post.place.channel) == (str(room.guild.id), str(room.channel.id))
    assert (post.place.thread, post.place.direct) == ("", False)
    assert post.asker == str(room.ann.id)
    assert (post.story, post.asked) == ("nk-russia", "/brief nk-russia timeline")
    assert post.items
    assert post.editable


async def test_what_only_the_asker_sees_is_not_on_the_ledger(room: Room) -> None:
    await room.ann.slash(room.channel, "help")
    await room.ann.slash(room.channel, "brief", story="nk-russia", private=True)
    await room.ann.slash(room.channel, "brief", story="atlantis")
    assert room.store.ledger._posts == []


async def test_a_command_in_a_thread_belongs_to_the_thread_and_keeps_its_story(room: Room) -> None:
    thread = room.thread("about ships")
    await room.ann.slash(thread, "brief", story="nk-russia")
    [post] = room.store.ledger._posts
    assert (post.place.channel, post.place.thread) == (str(thread.id), str(thread.id))
    again = await room.ann.slash(thread, "brief", view="timeline")
    assert "Timeline" in shown(response(again))


async def test_views_are_offered_as_a_fixed_list(room: Room) -> None:
    [brief] = [each for each in room.env.backend.commands[None].values() if each["name"] == "brief"]
    [view] = [each for each in brief["options"] if each["name"] == "view"]
    assert [(each["value"], each["name"]) for each in view["choices"]] == [
        (view.name, view.label) for view in VIEWS
    ]


async def test_every_answer_offers_a_way_on(room: Room) -> None:
    for command, options in (("briefs", {}), ("help", {}), ("brief", {"story": "x"}), ("brief", {})):
        result = await room.ann.slash(room.channel, command, **options)
        assert controls(response(result))


async def test_the_time_to_acknowledge_is_counted_once_an_interaction(room: Room) -> None:
    await room.ann.slash(room.channel, "briefs")
    await room.ann.slash(room.channel, "help")
    page = room.desk.metrics.page().decode()
    assert 'onrecord_acknowledge_seconds_count{platform="discord"} 2.0' in page
    assert 'onrecord_interactions_total{command="help",door="command"' in page
