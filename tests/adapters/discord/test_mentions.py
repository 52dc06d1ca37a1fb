"""Words to the bot, in a channel, in a thread and in a direct conversation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.discord_recorder import bodies
from tests.support.discord_room import Room, controls, shown


async def test_a_mention_is_answered_under_the_message(room: Room) -> None:
    asked = await room.ann.send(room.channel, f"{room.me} who said what nk-russia")
    first, *_ = room.posted()
    assert "Who said what" in shown(first)
    assert first.reference is not None
    assert first.reference.message_id == asked.id


async def test_only_the_first_message_of_a_long_answer_refers_to_the_question(room: Room) -> None:
    await room.ann.send(room.channel, f"{room.me} who said what nk-russia")
    _, *others = room.posted()
    assert others
    assert all(each.reference is None for each in others)
    assert controls(others[-1])


async def test_a_question_is_answered_without_reading_other_peoples_messages(room: Room) -> None:
    await room.ann.send(room.channel, "brief nk-russia")
    await room.ann.send(room.channel, "@everyone brief nk-russia")
    await room.ann.send(room.channel, f"{room.ben.mention} brief nk-russia")
    assert room.posted() == []
    intents = room.env.bot.intents
    assert {name for name, on in intents if on} == {"guilds", "guild_messages", "dm_messages"}


async def test_a_mention_without_words_gets_help(room: Room) -> None:
    await room.ann.send(room.channel, room.me)
    [answer] = room.posted()
    assert "/brief" in shown(answer)


async def test_a_reply_to_the_bot_that_pings_it_is_heard(room: Room) -> None:
    await room.ann.send(room.channel, f"{room.me} brief nk-russia")
    [answer] = room.posted()
    await room.ann.send(room.channel, "briefs", reply_to=answer)
    assert "Briefs" in shown(room.posted()[-1])


async def test_robots_and_webhooks_are_not_answered(room: Room) -> None:
    robot = room.guild.add_member(room.env.create_user("robot", bot=True))
    await robot.send(room.channel, f"{room.me} briefs")
    await room.guild.create_webhook(room.channel, "feed").send(f"{room.me} briefs")
    assert room.posted() == []


async def test_a_role_of_the_bot_is_not_the_bot(room: Room) -> None:
    role = room.guild.create_role("onrecord", mentionable=True)
    await room.ann.send(room.channel, f"{role.mention} briefs")
    assert room.posted() == []


async def test_a_server_that_is_not_known_yet_is_no_direct_conversation(room: Room) -> None:
    message = await room.ann.send(room.channel, "briefs")
    await room.deliver(message, id="5", guild_id="99", channel_id="98", content="")
    assert [each for each in room.env.http_requests if each.path == "/channels/98/messages"] == []


async def test_a_direct_message_needs_no_mention(room: Room) -> None:
    await room.ann.send_dm("brief nk-russia")
    answer = room.ann.user.dm_channel.last_message
    assert "North Korea denies" in shown(answer)
    [post] = room.store.ledger._posts
    assert post.place.direct
    assert post.asker == str(room.ann.id)


async def test_a_direct_conversation_keeps_its_story(room: Room) -> None:
    await room.ann.send_dm("brief nk-russia")
    await room.ann.send_dm("timeline")
    assert "Timeline" in shown(room.ann.user.dm_channel.last_message)


async def test_buttons_in_a_direct_conversation_change_the_message(room: Room) -> None:
    await room.ann.send_dm("brief nk-russia")
    answer = room.ann.user.dm_channel.last_message
    await room.ann.user.click(answer, label="Timeline")
    assert "Timeline" in shown(room.ann.user.dm_channel.last_message)


async def test_a_thread_keeps_its_story_for_messages_that_mention_the_bot(room: Room) -> None:
    thread = room.thread("about ships")
    await room.ann.send(thread, f"{room.me} brief nk-russia")
    await room.ann.send(thread, f"{room.me} glossary")
    assert "Glossary" in shown(thread.history()[-1])
    places = {(post.place.channel, post.place.thread) for post in room.store.ledger._posts}
    assert places == {(str(thread.id), str(thread.id))}


async def test_a_thread_under_an_answer_is_about_its_story(room: Room) -> None:
    await room.ann.send(room.channel, f"{room.me} brief nk-russia")
    [answer] = room.posted()
    thread = room.thread("talk", under=answer)
    await room.ann.send(thread, f"{room.me} sources")
    assert "Sources" in shown(thread.history()[-1])


async def test_the_same_message_delivered_twice_is_answered_once(room: Room) -> None:
    asked = await room.ann.send(room.channel, f"{room.me} briefs")
    await room.deliver(asked)
    assert len(room.posted()) == 1


async def test_nor_is_it_answered_again_after_a_restart(room: Room) -> None:
    asked = await room.ann.send(room.channel, f"{room.me} briefs")
    await room.restart()
    await room.deliver(asked)
    assert len(room.posted()) == 1


@pytest.mark.parametrize("code", [503, 429])
async def test_an_attempt_that_discord_did_not_take_is_made_again_with_the_same_nonce(
    room: Room, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.mentions.PAUSES", (0, 0, 0))
    room.env.inject_error("POST", "/channels/*/messages", status=code, times=2)
    await room.ann.send(room.channel, f"{room.me} briefs")
    assert len(room.posted()) == 1
    sent = [body["nonce"] for body in bodies(room.env) if "nonce" in body]
    assert len(sent) == 3
    assert len(set(sent)) == 1
    assert all(body["enforce_nonce"] for body in bodies(room.env) if "nonce" in body)


async def test_each_message_of_an_answer_has_a_nonce_of_its_own(room: Room) -> None:
    await room.ann.send(room.channel, f"{room.me} who said what nk-russia")
    nonces = [body["nonce"] for body in bodies(room.env)]
    assert len(nonces) == len(set(nonces)) == len(room.posted())


async def test_a_bot_that_may_not_read_the_history_answers_without_a_reference(room: Room) -> None:
    room.env.inject_error(
        "POST", "/channels/*/messages", status=400, code=160002, message="Cannot reply without permission"
    )
    await room.ann.send(room.channel, f"{room.me} briefs")
    [answer] = room.posted()
    assert answer.reference is None


async def test_where_the_bot_may_not_write_it_says_so_to_the_operator(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, message="Missing")
    await room.ann.send(room.channel, f"{room.me} briefs")
    assert "not delivered: the bot lacks a permission in the channel (Discord's code 50013)" in caplog.text
    assert room.posted() == []
    assert room.store.ledger._posts == []


async def test_what_was_sent_before_a_refusal_is_on_the_ledger(room: Room) -> None:
    def refuse_the_next(event: str, payload: Any) -> None:
        if event == "MESSAGE_CREATE" and payload["author"].get("bot"):
            fault = {"method": "POST", "path": "/channels/*/messages", "status": 403, "code": 50001}
            room.env.backend.faults.append({**fault, "message": "Missing Access", "times": 1})

    room.env.backend.subscribers.append(refuse_the_next)
    await room.ann.send(room.channel, f"{room.me} who said what nk-russia")
    assert len(room.posted()) == len(room.store.ledger._posts) == 1


async def test_a_mention_whose_second_part_is_malformed_ends_with_an_apology(room: Room) -> None:
    def refuse_the_next(event: str, payload: Any) -> None:
        if event == "MESSAGE_CREATE" and payload["author"].get("bot"):
            room.env.backend.subscribers = []
            fault = {"method": "POST", "path": "/channels/*/messages", "status": 400, "code": 50035}
            room.env.backend.faults.append({**fault, "message": "Invalid Form Body", "times": 1})

    room.env.backend.subscribers.append(refuse_the_next)
    await room.ann.send(room.channel, f"{room.me} who said what nk-russia")
    answer, apology = room.posted()
    assert "Something went wrong here" in shown(apology)
    assert [post.message for post in room.store.ledger._posts] == [str(answer.id)]
    nonces = [body["nonce"] for body in bodies(room.env)]
    assert nonces[0] != nonces[-1], "Discord would take the apology for the first part once more"


async def test_a_mention_that_is_still_looked_up_is_in_hand_already(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    first = room.store.seen.first

    async def noted(platform: str, event: str) -> bool:
        held.append(room.desk.in_hand)
        return await first(platform, event)

    monkeypatch.setattr(room.store.seen, "first", noted)
    await room.ann.send(room.channel, f"{room.me} briefs")
    assert held == [1]
    assert room.desk.in_hand == 0
    assert len(room.posted()) == 1
