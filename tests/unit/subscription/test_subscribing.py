"""Subscribing: what is said, what is kept, who may, and what is asked back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.query.request import Place
from bot.reply.model import Choices
from bot.reply.plain import plain
from bot.subscription.model import Preferences, Rhythm, Told
from tests.support.ferry import ferry_brief
from tests.support.queue import next_due
from tests.support.revisions import edited
from tests.support.stores import DISCORD, SLACK
from tests.support.talk import Around, Talk

DIRECT = Place(platform="discord", tenant="", channel="dm-1", direct=True)
EVERYTHING = "/brief subscribe ferry daily at 8:00 by Mara Holt quiet 22-7 Europe/Berlin"


async def test_who_follows_is_told_what_comes_when_and_nothing_of_the_past(talk: Talk) -> None:
    reply = await talk.say("/subscribe ferry")
    kept = await talk.only()
    assert (kept.preferences, kept.told, kept.by) == (Preferences(), Told.until(3), "U1")
    lines = plain(reply).splitlines()
    assert lines[0].endswith("is followed in this chat from now on (revision 3).")
    assert any("09:00 (UTC)" in line for line in lines)
    assert any("your time zone is not known" in line for line in lines)
    assert [action.label for action in reply.actions] == ["Settings", "Whole brief", "Unsubscribe"]
    assert await next_due(talk.store) is None


@pytest.mark.parametrize(
    "line",
    [
        EVERYTHING,
        "subscribe ferry daily, at 8:00, by Mara Holt, quiet from 22:00 to 7:00, in Europe/Berlin",
        "follow ferry every day at 8 am statements by Mara Holt quiet hours 22-7 zone Europe/Berlin please",
        "/subscribe story:ferry when:daily at:8:00 changes:Mara Holt quiet:22-7 zone:europe/berlin",
        "/brief ferry subscribe daily at 8 only Mara Holt quiet 10pm to 7am timezone Europe/Berlin",
    ],
)
async def test_every_spelling_sets_the_same(talk: Talk, line: str) -> None:
    reply = await talk.say(line)
    rhythm = Rhythm(when="daily", at="08:00", quiet_from="22:00", quiet_to="07:00", zone="Europe/Berlin")
    expected = Preferences(rhythm=rhythm, wanted="speakers", speakers=("mara-holt",))
    assert (await talk.only()).preferences == expected, plain(reply)


async def test_a_native_command_sets_what_its_options_say(talk: Talk) -> None:
    await talk.choose("subscribe", story="ferry", when="hourly", changes="corrections")
    kept = await talk.only(DISCORD)
    assert (kept.preferences.rhythm.when, kept.preferences.wanted) == ("hourly", "corrections")


async def test_a_whole_line_in_the_first_option_is_read(talk: Talk) -> None:
    await talk.choose("subscribe", story="ferry hourly corrections only")
    kept = await talk.only(DISCORD)
    assert (kept.preferences.rhythm.when, kept.preferences.wanted) == ("hourly", "corrections")
    await talk.choose("brief", story="unsubscribe ferry")
    assert await talk.followed(DISCORD) == []


async def test_a_time_of_day_alone_means_once_a_day(talk: Talk) -> None:
    await talk.say("/subscribe ferry at 7:30")
    assert (await talk.only()).preferences.rhythm == Rhythm(when="daily", at="07:30")


async def test_a_message_of_the_day_that_falls_into_quiet_hours_is_announced_for_their_end(
    talk: Talk,
) -> None:
    said = await talk.text("/subscribe ferry daily at 6:00 quiet 22-7")
    assert "One message a day, at 07:00 (UTC)" in said


async def test_the_zone_is_the_platforms_where_none_is_given(talk: Talk) -> None:
    reply = await talk.choose("subscribe", around=Around(at="Asia/Tokyo"), story="ferry")
    assert (await talk.only(DISCORD)).preferences.rhythm.zone == "Asia/Tokyo"
    assert "not known" not in plain(reply)


async def test_the_zone_is_no_matter_where_no_time_of_day_is(talk: Talk) -> None:
    assert "time zone" not in await talk.text("/subscribe ferry hourly")


async def test_subscribing_twice_changes_the_settings_and_says_which(talk: Talk) -> None:
    await talk.say("/subscribe ferry daily at 8:00 zone Europe/Berlin by Mara Holt")
    said = await talk.text("/subscribe ferry quiet 22-7")
    assert "Quiet hours: 22:00 to 07:00 (until now: none)" in said
    assert "until now: Once a day" not in said
    rhythm = Rhythm(when="daily", at="08:00", quiet_from="22:00", quiet_to="07:00", zone="Europe/Berlin")
    expected = Preferences(rhythm=rhythm, wanted="speakers", speakers=("mara-holt",))
    assert (await talk.only()).preferences == expected


async def test_subscribing_to_the_same_twice_says_so_to_who_asked(talk: Talk) -> None:
    await talk.choose("subscribe", story="ferry")
    again = await talk.choose("subscribe", story="ferry")
    assert plain(again).startswith("Nothing has changed.")
    assert again.private


async def test_confirmations_are_for_all_in_a_channel(talk: Talk) -> None:
    assert not (await talk.choose("subscribe", story="ferry")).private
    assert not (await talk.choose("unsubscribe", story="ferry")).private


async def test_who_may_not_manage_the_place_changes_nothing_there(talk: Talk) -> None:
    around = Around(refused="Only those who may manage this channel can do that.")
    for command in ("subscribe", "unsubscribe", "settings"):
        reply = await talk.choose(command, around=around, story="ferry")
        assert plain(reply).startswith(around.refused)
        assert reply.private
    assert await talk.followed(DISCORD) == []


async def test_where_the_bot_cannot_post_it_says_what_is_missing_instead_of_yes(talk: Talk) -> None:
    around = Around(lacking="I may not send messages here: give me the permission Send Messages.")
    reply = await talk.choose("subscribe", around=around, story="ferry")
    assert plain(reply).startswith(f"{around.lacking} Nothing was changed.")
    assert reply.private
    assert await talk.followed(DISCORD) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/subscribe ferry weekly", "I did not understand ‘weekly’"),
        ("/subscribe ferry daily sometimes", "I did not understand ‘sometimes’"),
        ("/subscribe ferry daily hourly", "I did not understand ‘hourly’"),
        ("/subscribe ferry timeline", "I did not understand ‘timeline’"),
        ("/subscribe story:ferry since:Monday", "I did not understand"),
        ("/subscribe ferry at 25:00", "‘25:00’ is not possible"),
        ("/subscribe ferry quiet 22-22", "‘22-22’ is not possible"),
        ("/subscribe ferry quiet", "I did not understand ‘quiet’"),
        ("/subscribe ferry zone Atlantis/Poseidonis", "‘Atlantis/Poseidonis’ is not possible"),
        ("/subscribe ferry by Nobody Atall", "‘Nobody Atall’ is not possible"),
        ("/subscribe ferry changes:all, Mara Holt", "‘all, Mara Holt’ is not possible"),
        ("/subscribe when:weekly story:ferry", "‘weekly’ is not possible"),
        ("/subscribe fery", "no brief called ‘fery’"),
        ("/subscribe the moon", "no brief called ‘the moon’"),
    ],
)
async def test_what_is_not_understood_is_asked_back_and_nothing_is_done(
    talk: Talk, line: str, words: str
) -> None:
    reply = await talk.say(line, DISCORD)
    assert words in plain(reply)
    assert (reply.kind, reply.private) == ("error", True)
    assert await talk.followed(DISCORD) == []


async def test_a_slip_is_offered_with_all_the_rest_that_was_typed(talk: Talk) -> None:
    reply = await talk.say("/subscribe ferry daily at 8 by Mara Hollt and Jon Reyes zone Berlin")
    offered = [each.command for block in reply.blocks if isinstance(block, Choices) for each in block.options]
    assert any(line.endswith("changes:Mara Hollt and Jon Reyes zone:Europe/Berlin") for line in offered)
    assert all("when:daily at:8" in line for line in offered)
    assert offered


async def test_the_line_to_be_corrected_can_be_sent_back(talk: Talk) -> None:
    first = await talk.say("/subscribe ferry daily at 25:00 zone Europe/Berlin quiet 22-7")
    line = plain(first).split("The line to be corrected: ")[1].splitlines()[0]
    await talk.say(line.replace("25:00", "8:00"))
    rhythm = Rhythm(when="daily", at="08:00", quiet_from="22:00", quiet_to="07:00", zone="Europe/Berlin")
    assert (await talk.only()).preferences.rhythm == rhythm


async def test_a_mistyped_command_does_nothing_but_is_offered(talk: Talk) -> None:
    reply = await talk.say("/subscrbe ferry daily")
    assert reply.actions[0].command == "/brief subscribe ferry daily"
    assert await talk.followed() == []


async def test_the_story_of_a_thread_goes_unsaid(talk: Talk) -> None:
    await talk.publish(replace(ferry_brief(), slug="harbour", aliases=(), title="The harbour"))
    reply = await talk.say("subscribe", SLACK)
    assert reply.kind == "choice"
    assert len([each for block in reply.blocks if isinstance(block, Choices) for each in block.options]) == 2


async def test_a_name_that_sounds_like_a_command_is_a_name(talk: Talk) -> None:
    await talk.publish(replace(ferry_brief(), slug="money", aliases=("follow-the-money",), title="The money"))
    reply = await talk.say("follow the money")
    assert (reply.kind, reply.story, reply.view) == ("view", "money", "summary")
    assert await talk.followed() == []


async def test_a_story_on_hold_can_be_followed_and_a_withdrawn_one_cannot(talk: Talk) -> None:
    note = replace(ferry_brief().revision, note="We are checking the tapes.")
    await talk.publish(replace(edited(status="hold"), revision=replace(note, number=4)))
    said = await talk.text("/subscribe ferry")
    assert "on hold at present: We are checking the tapes." in said
    await talk.say("/unsubscribe ferry")
    await talk.publish(replace(edited(status="withdrawn"), revision=replace(note, number=5)))
    assert "withdrawn" in await talk.text("/subscribe ferry")
    assert await talk.followed() == []


async def test_what_waits_is_put_off_as_the_new_rhythm_has_it(talk: Talk) -> None:
    await talk.say("/subscribe ferry daily at 20:00")
    await talk.store.outbox.release()
    async with talk.store.database.writing() as connection:
        due = (talk.clock() + timedelta(hours=12)).timestamp()
        await connection.exec_driver_sql("UPDATE subscription SET due_at = ?, due_level = 3", (due,))
    await talk.say("/subscribe ferry daily at 9:00")
    assert await next_due(talk.store) == talk.clock() + timedelta(hours=1)


async def test_nobody_else_sees_what_is_followed_in_a_conversation(talk: Talk) -> None:
    other = replace(DIRECT, channel="dm-2")
    await talk.say("/subscribe ferry", DIRECT)
    listed = await talk.say("subscriptions", other)
    assert "No story is followed in this conversation." in plain(listed)
    assert "Elsewhere" not in plain(listed)
