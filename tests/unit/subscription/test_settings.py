"""The form: what it holds, that its values are taken back, and that text says the same."""

from __future__ import annotations

from bot.reply.model import Field, Form, Reply
from bot.reply.plain import plain
from bot.subscription.model import Preferences, Rhythm
from tests.support.revisions import edited
from tests.support.stores import DISCORD
from tests.support.talk import Around, Talk


def form(reply: Reply) -> Form:
    assert reply.form is not None
    assert len(reply.form.title) <= 24
    assert len(reply.form.fields) == 5
    assert all(len(field.options) <= 25 for field in reply.form.fields)
    return reply.form


def field(reply: Reply, name: str) -> Field:
    return next(each for each in form(reply).fields if each.name == name)


def filled(reply: Reply, **others: str) -> dict[str, str]:
    """What a platform sends when the form is submitted with nothing changed but `others`."""
    values = {each.name: each.value for each in form(reply).fields}
    return dict(form(reply).arguments) | values | others


async def test_the_form_holds_what_holds(talk: Talk) -> None:
    await talk.choose("subscribe", story="ferry", when="daily", at="8", changes="Mara Holt", quiet="22-7")
    reply = await talk.choose("settings", story="ferry")
    assert form(reply).command == "subscribe"
    assert filled(reply) == {
        "story": "ferry",
        "when": "daily",
        "at": "08:00",
        "changes": "mara-holt",
        "quiet": "22:00-07:00",
        "zone": "UTC",
    }
    assert reply.private


async def test_a_form_that_is_sent_back_untouched_changes_nothing(talk: Talk) -> None:
    await talk.choose("subscribe", story="ferry", when="daily", changes="Mara Holt", quiet="22-7")
    before = await talk.only(DISCORD)
    reply = await talk.choose("settings", story="ferry")
    assert plain(await talk.submit("subscribe", filled(reply))).startswith("Nothing has changed.")
    assert await talk.only(DISCORD) == before


async def test_a_speaker_whom_the_brief_has_withdrawn_since_is_in_nobodys_way(talk: Talk) -> None:
    await talk.choose("subscribe", story="ferry", changes="Jon Pike, Mara Holt")
    await talk.publish(edited({"jon-pike": {"withdrawn": True}}))
    reply = await talk.choose("settings", story="ferry")
    assert plain(await talk.submit("subscribe", filled(reply))).startswith("Nothing has changed.")
    await talk.submit("subscribe", filled(reply, when="hourly"))
    preferences = (await talk.only(DISCORD)).preferences
    assert (preferences.rhythm.when, preferences.speakers) == ("hourly", ("jon-pike", "mara-holt"))
    await talk.submit("subscribe", filled(reply, changes="mara-holt"))
    assert (await talk.only(DISCORD)).preferences.speakers == ("mara-holt",)
    assert "not possible" in plain(await talk.submit("subscribe", filled(reply, changes="jon-pike")))


async def test_what_is_filled_in_holds_and_an_empty_line_means_no_quiet_hours(talk: Talk) -> None:
    await talk.choose("subscribe", story="ferry", quiet="22-7", changes="Mara Holt")
    reply = await talk.choose("settings", story="ferry")
    await talk.submit("subscribe", filled(reply, when="hourly", changes="all", quiet="", zone="Asia/Tokyo"))
    rhythm = Rhythm(when="hourly", zone="Asia/Tokyo")
    assert (await talk.only(DISCORD)).preferences == Preferences(rhythm=rhythm)


async def test_several_speakers_can_be_chosen(talk: Talk) -> None:
    reply = await talk.choose("settings", story="ferry")
    speakers = [value for value, _ in field(reply, "changes").options][2:4]
    assert field(reply, "changes").most > 1
    await talk.submit("subscribe", filled(reply, changes=",".join(speakers)))
    assert (await talk.only(DISCORD)).preferences.speakers == tuple(speakers)


async def test_a_bad_value_of_a_form_loses_nothing_of_the_rest(talk: Talk) -> None:
    reply = await talk.choose("settings", story="ferry")
    bad = await talk.submit("subscribe", filled(reply, when="daily", at="half past", zone="Asia/Tokyo"))
    assert "‘half past’ is not possible. Allowed: a time of day" in plain(bad)
    assert await talk.followed(DISCORD) == []
    again = await talk.say(bad.actions[0].command, DISCORD, around=Around())
    assert filled(again) == filled(reply, when="daily", at="half past", zone="Asia/Tokyo")


async def test_the_text_says_what_the_form_says_and_how_to_type_it(talk: Talk) -> None:
    await talk.say("/subscribe ferry daily at 8:00 quiet 22-7")
    said = await talk.text("settings ferry")
    assert "How often: Once a day" in said
    assert "Quiet hours: 22:00 to 07:00" in said
    line = next(line for line in said.splitlines() if "/brief subscribe ferry when:" in line)
    before = await talk.only()
    await talk.say(line.removeprefix("■ "))
    assert await talk.only() == before


async def test_settings_of_a_story_that_is_not_followed_say_so(talk: Talk) -> None:
    assert "not followed in this chat yet" in await talk.text("settings ferry")
    assert await talk.followed() == []


async def test_forged_values_get_a_kind_private_answer(talk: Talk) -> None:
    for name in ("story", "when", "at", "changes", "quiet", "zone"):
        for value in ("<!channel> @everyone ](http://x)", "x" * 5000, "\x00\x1b[31m", "‮", "../../etc/passwd"):
            reply = await talk.submit("subscribe", {"story": "ferry", name: value})
            assert (reply.kind, reply.private) in {("error", True), ("choice", True)}, (name, value)
            assert "Something went wrong" not in plain(reply)
    assert await talk.followed(DISCORD) == []
