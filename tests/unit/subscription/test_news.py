"""What is new: since the reader last looked, since a day, since a revision; in one story and in all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec.structs import replace

from bot.delivery.ledger import Sent
from bot.query.request import Place, Request
from bot.reply.codec import from_json
from bot.reply.model import Choices, Heading, Reply, Statement
from bot.reply.plain import plain
from tests.support.ferry import ferry_brief
from tests.support.revisions import edited, entry, said
from tests.support.stores import DISCORD
from tests.support.talk import Around, Talk

NEW = "It will sail in May."


async def grow(talk: Talk) -> None:
    """Revision 4, a day later, with a new statement."""
    talk.clock.go(days=1)
    await talk.publish(edited(add=said("s-new")))


async def test_the_first_look_shows_the_last_revision_and_counts_from_there(talk: Talk) -> None:
    await grow(talk)
    first = await talk.text("what's new")
    assert "You ask for the first time" in first
    assert NEW in first
    second = await talk.text("what's new in ferry?")
    assert NEW not in second
    assert "Nothing new since revision 4" in second


async def test_the_first_look_at_a_story_that_never_changed_says_so(talk: Talk) -> None:
    assert "Nothing has changed since it was first published" in await talk.text("what's new")


async def test_who_has_looked_sees_what_came_since(talk: Talk) -> None:
    await talk.say("what's new")
    await grow(talk)
    assert NEW in await talk.text("/brief new ferry")
    assert NEW not in await talk.text("/brief new ferry")


async def test_what_did_not_arrive_was_not_read(talk: Talk) -> None:
    await talk.say("what's new", DISCORD)
    await grow(talk)
    request = Request(id="r", text="what's new", place=DISCORD, user="U1")
    reply = await talk.bot.handle(request)
    await talk.bot.delivered(request, reply, (), whole=False)
    assert NEW in await talk.text("what's new", DISCORD)


async def test_each_reader_has_read_for_themselves(talk: Talk) -> None:
    await talk.say("what's new", DISCORD)
    await talk.say("what's new", DISCORD, user="U2")
    await grow(talk)
    await talk.say("what's new", DISCORD)
    assert NEW in plain(await talk.say("what's new", DISCORD, user="U2"))


@pytest.mark.parametrize(
    ("place", "private"), [(DISCORD, True), (replace(DISCORD, tenant="", direct=True), False)]
)
async def test_the_answer_is_the_askers_own(talk: Talk, place: Place, private: bool) -> None:
    assert (await talk.say("what's new", place)).private is private


async def test_since_a_day_counts_in_the_readers_zone(talk: Talk) -> None:
    await talk.publish(edited(add=said("s-new")))  # at 8:00 UTC on 2 March, 21:00 in Auckland
    talk.clock.go(hours=4)  # it is 3 March there by now

    async def new(zone: str) -> Reply:
        return await talk.say("what's new since today", DISCORD, around=Around(at=zone))

    assert NEW in plain(await new("Europe/Berlin"))
    assert NEW not in plain(await new("Pacific/Auckland"))


@pytest.mark.parametrize(
    "since", ["yesterday", "Monday", "3 days ago", "2026-03-02", "revision 3", "2 hours ago"]
)
async def test_since_is_read_in_many_ways(talk: Talk, since: str) -> None:
    await talk.say("what's new")
    talk.clock.go(days=1)
    await talk.publish(edited(add=said("s-new")))
    await talk.say("what's new")
    assert NEW in await talk.text(f"what's new in ferry since {since}")


async def test_news_that_others_see_is_kept_on_the_ledger_as_it_was_said(talk: Talk) -> None:
    await grow(talk)
    direct = replace(DISCORD, tenant="", direct=True)
    request = Request(id="r", text="what's new", place=direct, user="U1")
    reply = await talk.bot.handle(request)
    await talk.bot.delivered(request, reply, [Sent(place=direct, message="9", items=reply.items)])
    post = await talk.store.ledger.find(direct, "9")
    assert post is not None
    assert post.items == reply.items
    assert from_json(post.said) == replace(reply, read=())


async def test_a_day_may_stand_without_since(talk: Talk) -> None:
    await talk.publish(edited(add=said("s-new")))
    await talk.say("what's new")
    for line in ("what's new today", "what's new in ferry yesterday", "/brief new today"):
        assert NEW in await talk.text(line)


@pytest.mark.parametrize(
    ("since", "words"),
    [
        ("Munday", "/brief new ferry since Monday"),
        ("the flood", "I do not know since when ‘the flood’ is"),
        ("2027-01-01", "is still to come"),
        ("revision 9", "There is no revision 9 yet: the last one is 3"),
        ("2026-02-30", "I do not know since when"),
        ("0001-01-01", "I do not know since when"),
        ("99999999 days ago", "I do not know since when"),
    ],
)
async def test_a_time_that_cannot_be_is_asked_back(talk: Talk, since: str, words: str) -> None:
    reply = await talk.say(f"/brief new ferry since {since}", DISCORD)
    assert words in plain(reply)
    assert (reply.kind, reply.private, reply.read) == ("error", True, ())


async def test_before_all_that_is_kept_the_first_revision_is_compared_with(talk: Talk) -> None:
    await grow(talk)
    shown = await talk.text("what's new in ferry since 2025-01-01")
    assert "kept no revision of that time" in shown
    assert NEW in shown


async def test_asking_for_less_than_was_missed_moves_nothing(talk: Talk) -> None:
    await talk.say("what's new")
    await grow(talk)
    await talk.publish(
        edited({}, brief=edited(add=said("s-new")), add=said("s-later", gist="It has rusted."))
    )
    shown = await talk.text("what's new in ferry since revision 4")
    assert ("It has rusted." in shown, NEW in shown) == (True, False)
    assert NEW in await talk.text("what's new in ferry")


async def test_what_came_and_went_is_not_new(talk: Talk) -> None:
    await talk.say("what's new")
    renamed = edited(title="The ferry sails")
    await talk.publish(renamed)
    await talk.publish(replace(ferry_brief(), revision=replace(renamed.revision, number=5)))
    shown = await talk.text("what's new")
    assert "Nothing new since revision 3" in shown
    assert "As of revision 5" in shown


async def test_without_a_story_all_that_have_news_are_told_in_one_message(talk: Talk) -> None:
    others = [replace(ferry_brief(), slug=f"harbour-{n}", aliases=(), title=f"Harbour {n}") for n in range(3)]
    await talk.publish(*others)
    for slug in ("ferry", "harbour-0"):
        of_one = await talk.say(f"/brief new {slug}", DISCORD)
        assert "/brief new all" in [action.command for action in of_one.actions]
    await grow(talk)
    reply = await talk.say("what's new", DISCORD)
    assert NEW in plain(reply)
    assert "/brief new harbour-1" in plain(reply)
    assert "/brief new harbour-0" not in plain(reply)
    again = plain(await talk.say("/brief new all", DISCORD))
    assert "Nothing new in the 2 stories that you looked at." in again


@pytest.mark.parametrize("reworded", range(1, 8))
async def test_where_a_story_has_more_than_fits_nothing_is_torn_apart(talk: Talk, reworded: int) -> None:
    await talk.say("what's new", DISCORD)
    await talk.publish(replace(ferry_brief(), slug="harbour", aliases=(), title="Harbour"))
    wrong = ("s-refund", "s-plan", "s-sound", "s-clerk", "s-reads", "s-lund", "s-repeats")[:reworded]
    mended = {id: {"gist": f"Mended {id}."} for id in wrong}
    await talk.publish(edited(mended, add=entry(*wrong) | said("s-new"), status="closed"))
    reply = await talk.say("what's new", DISCORD)
    _, *blocks = reply.blocks
    for block, following in pairwise(blocks):
        assert not (isinstance(block, Heading) and isinstance(following, Choices)), "a heading over nothing"
    shown = [block for block in blocks if isinstance(block, Statement)]
    was, now = ([each.item for each in shown if f"as it {word} in" in each.label] for word in ("was", "is"))
    assert was == now, "words that were wrong without those that are right"


async def test_nothing_of_a_story_on_hold_counts_as_read(talk: Talk) -> None:
    await talk.say("what's new")
    held = edited(status="hold", add=said("s-new"))
    await talk.publish(replace(held, revision=replace(held.revision, note="We are checking.")))
    shown = await talk.text("what's new")
    assert ("We are checking." in shown, NEW in shown) == (True, False)
    freed = replace(edited(add=said("s-new")), revision=replace(held.revision, number=5, note="Checked."))
    await talk.publish(freed)
    assert NEW in await talk.text("what's new")


async def test_before_anything_was_published_it_says_so(talk: Talk) -> None:
    talk.bot.serve(talk.bot.library.with_published([replace(ferry_brief(), slug="harbour", aliases=())]))
    assert "has not been published here yet" in await talk.text("what's new in harbour")
