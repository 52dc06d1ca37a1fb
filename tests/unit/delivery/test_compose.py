"""What a message tells a place: the net truth since it last heard of each item, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from bot.brief.model import Brief
from bot.brief.story import Story
from bot.delivery.compose import Nothing, Telling, Wish, compose, pause_told
from bot.delivery.course import bases, courses
from bot.delivery.wanted import moved
from bot.reply.plain import plain
from bot.revision.changes import announced, diff
from bot.revision.published import Revision
from bot.subscription.model import Level, Preferences, Told
from tests.support.deliveries import delivery
from tests.support.ferry import ferry_brief
from tests.support.revisions import edited, entry, said
from tests.support.stores import Clock

START = ferry_brief()  # revision 3
ALL = Preferences()


def revision(old: Brief, new: Brief) -> Revision:
    block = new.revision
    return Revision(
        story=new.slug,
        number=block.number,
        sha256=str(block.number),
        changes=announced(diff(old, new), block.notify),
        at=block.at,
        note=block.note,
        published=Clock().now,
    )


def told(
    briefs: Sequence[Brief], level: Level, heard: Told | None = None, preferences: Preferences = ALL
) -> Telling | Nothing:
    """The message of a level after these revisions, for who has heard of the first."""
    heard = heard or Told.until(briefs[0].revision.number)
    revisions = [revision(old, new) for old, new in pairwise(briefs)]
    past = courses([each for each in revisions if each.number > heard.digest])
    by_number = {each.revision.number: Story(each) for each in briefs}
    snapshots = {number: by_number[number] for number in sorted(bases(past, heard))}
    after = Story(briefs[-1])
    wish = Wish(
        story="ferry", told=heard, revision=after.brief.revision.number, level=level, preferences=preferences
    )
    return compose(wish, snapshots, after, past)


def text(found: Telling | Nothing) -> str:
    assert isinstance(found, Telling), found
    return plain(found.reply)


def corrected(brief: Brief, id: str, gist: str) -> Brief:
    number = brief.revision.number + 1
    return edited({id: {"gist": gist}}, brief=brief, add=entry(id, id=f"k-{number}", revision=number))


def test_a_loud_message_tells_what_was_wrong_and_leaves_the_rest_to_its_time() -> None:
    new = edited({"s-lund": {"gist": "Lund is against it."}}, brief=START, add=said("s-new", "nordpress"))
    new = replace(corrected(new, "s-refund", "Half is refunded."))
    found = told([START, replace(new, revision=replace(new.revision, number=4))], "loud")
    assert "Half is refunded." in text(found)
    assert "It will sail in May." not in text(found)
    assert isinstance(found, Telling)
    assert found.told == Told(loud=4, once=3, soon=3, digest=3)


def test_a_digest_tells_all_that_is_left_and_nothing_that_was_told() -> None:
    one = corrected(START, "s-refund", "Half is refunded.")
    two = edited(brief=one, add=said("s-new", "nordpress"))
    found = told([START, one, two], "digest", Told(loud=4, once=3, soon=3, digest=3))
    assert "It will sail in May." in text(found)
    assert "Half is refunded." not in text(found)
    assert isinstance(found, Telling)
    assert found.told == Told.until(5)


def test_a_correction_that_was_told_and_is_taken_back_is_told_again() -> None:
    one = corrected(START, "s-refund", "Half is refunded.")
    back = edited({"s-refund": {"gist": "Every ticket is refunded."}}, brief=one)
    found = told([START, one, back], "digest", Told(loud=4, once=3, soon=3, digest=3))
    assert "Every ticket is refunded." in text(found)


def test_a_correction_shows_the_words_as_this_place_knows_them() -> None:
    one = edited({"s-refund": {"gist": "Most tickets are refunded."}})
    two = corrected(one, "s-refund", "Half is refunded.")
    assert "in revision 3): Every ticket is refunded." in text(told([START, one, two], "loud"))
    later = told([START, one, two], "loud", Told.until(4))
    assert "in revision 4): Most tickets are refunded." in text(later)


def test_one_message_shows_each_item_as_it_was_told_last() -> None:
    one = corrected(START, "s-refund", "Half is refunded.")
    two = edited({"s-refund": {"gist": "A third is."}, "s-lund": {"gist": "He does."}}, brief=one)
    three = edited(brief=two, add=entry("s-refund", "s-lund", id="k-6", class_="clarified", revision=6))
    found = text(told([START, one, two, three], "digest", Told(loud=4, once=3, soon=3, digest=3)))
    assert "in revision 4): Half is refunded." in found
    assert "in revision 3): Lund rejects the higher fares." in found


def test_what_came_and_went_is_not_told() -> None:
    new = edited(add=said("s-new", "nordpress"))
    gone = edited({"s-new": {"withdrawn": True}}, brief=new, add=entry("s-new", class_="refiled"))
    found = told([START, new, gone], "digest")
    assert isinstance(found, Nothing)
    assert found.state == "superseded"
    assert found.told == Told.until(5)


def test_what_an_editor_kept_back_stays_back_and_what_was_hurried_is_told_at_once() -> None:
    quiet = edited(add=said("s-new"))
    quiet = replace(quiet, revision=replace(quiet.revision, notify="none"))
    assert isinstance(told([START, quiet], "digest"), Nothing)
    hurried = replace(quiet, revision=replace(quiet.revision, notify="now"))
    assert "It will sail in May." in text(told([START, hurried], "once"))


def test_of_a_story_that_is_held_only_what_was_wrong_is_told_and_the_other_cursors_stay() -> None:
    held = edited(brief=edited(add=said("s-new")), status="hold")
    waits = told([START, edited(add=said("s-new")), held], "digest", Told(loud=5, once=3, soon=3, digest=3))
    assert isinstance(waits, Nothing)
    assert (waits.state, waits.told) == ("held", None)
    wrong = told([START, edited(add=said("s-new")), held], "digest")
    assert isinstance(wrong, Telling)
    assert wrong.told == Told(loud=5, once=3, soon=3, digest=3)
    assert "It will sail in May." not in plain(wrong.reply)


def test_who_follows_a_speaker_hears_that_speaker_and_every_correction() -> None:
    preferences = Preferences(wanted="speakers", speakers=("erik-lund",))
    one = edited({"s-lund": {"gist": "He does."}, "s-clerk": {"gist": "None is left."}})
    found = text(told([START, one], "digest", preferences=preferences))
    assert "He does." in found
    assert "None is left." not in found
    assert isinstance(told([START, edited(add=said("s-new"))], "soon", preferences=preferences), Nothing)
    loud = told([START, corrected(START, "s-refund", "Half is.")], "loud", preferences=preferences)
    assert "Half is." in text(loud)


def test_a_message_leads_to_the_whole_brief_to_what_is_new_and_to_the_settings() -> None:
    found = told([START, edited(add=said("s-new"))], "soon")
    assert isinstance(found, Telling)
    assert [each.command for each in found.reply.actions][:3] == [
        "/brief ferry",
        "/brief new ferry",
        "/brief settings ferry",
    ]


def test_after_a_pause_the_first_part_says_since_when_and_why() -> None:
    found = told([START, edited(add=said("s-new"))], "soon")
    assert isinstance(found, Telling)
    lane = delivery(paused=Clock().now, reason="the bot may not post @everyone").lane
    first = plain(pause_told(found.reply, lane)).splitlines()[0]
    assert first.endswith("since 2 Mar 2026, 08:00 UTC, because the bot may not post @everyone.")
    assert pause_told(found.reply, delivery().lane) is found.reply


def test_the_same_wish_makes_the_same_message() -> None:
    briefs = [START, corrected(START, "s-refund", "Half is.")]
    assert told(briefs, "loud") == told(briefs, "loud")


def test_a_later_correction_of_something_else_does_not_count_as_having_told_the_news_before_it() -> None:
    one = edited({"s-lund": {"gist": "He is for it."}})
    two = corrected(one, "s-refund", "Half is refunded.")
    found = text(told([START, one, two], "digest", Told(loud=5, once=3, soon=3, digest=3)))
    assert "He is for it." in found
    assert "Half is refunded." not in found


def test_a_cursor_never_goes_back() -> None:
    ahead = Told(loud=9, once=3, soon=3, digest=3)
    assert moved(ahead, "soon", 5) == Told(loud=9, once=5, soon=5, digest=3)
