"""An earlier post after something that it carried was corrected: what it said stays, and is marked."""

from __future__ import annotations

from msgspec.structs import replace

from bot.brief.model import Brief
from bot.brief.story import Story
from bot.query.views.amend import ROOM, amended
from bot.reply.model import Paragraph, Reply
from bot.revision.changes import diff
from tests.support.ferry import ferry, ferry_brief, reply
from tests.support.revisions import edited, entry, said

WHEN = "as of revision 4, 7 Mar 2026, 09:30 UTC"
POST = "Nordpress (supplied by the editor)"


def after(post: Reply, new: Brief) -> Reply:
    return amended(post, ferry(), Story(new), diff(ferry_brief(), new))


def notes(post: Reply, new: Brief) -> list[str]:
    """The notes over the post, in one block; under them stands the post, as it was."""
    edited_post = after(post, new)
    if edited_post is post:
        return []
    note, *rest = edited_post.blocks
    assert tuple(rest) == post.blocks
    assert isinstance(note, Paragraph)
    assert sum(len(word.text) for word in note.words) <= ROOM
    words = [word.text for word in note.words]
    return [f"{strong}{said}".strip() for strong, said in zip(words[::2], words[1::2], strict=True)]


def test_a_corrected_statement_is_named_by_its_speaker_and_its_place() -> None:
    new = edited({"s-refund": {"gist": "Half is refunded."}}, add=entry("s-refund"))
    assert notes(reply("who-said-what"), new) == [
        f"Corrected {WHEN}: what Grey Line said (Sandholm Council ¶3). As it is now: /brief ferry s-refund."
    ]


def test_a_withdrawn_statement_is_said_to_be_withdrawn_and_so_is_what_stood_on_it() -> None:
    new = edited({"s-plan": {"withdrawn": True}})
    first, *others = notes(reply("claims"), new)
    assert first == f"Withdrawn {WHEN}: what Jon Pike said ({POST} ¶5). Why: /brief ferry history."
    stood_on_it = f"Changed: who stands where on a claim ({POST} ¶5)."
    assert f"{stood_on_it} As it is now: /brief ferry c-sound." in others
    assert [note.split()[-1] for note in others] == ["c-yard.", "c-sound.", "c-refund."]


def test_a_post_that_carried_nothing_of_it_stays_as_it_is() -> None:
    post = reply("glossary")
    assert after(post, edited({"s-plan": {"withdrawn": True}})) is post


def test_what_is_only_new_or_reworded_edits_no_post() -> None:
    post = reply("who-said-what")
    assert after(post, edited({"s-plan": {"gist": "They would."}}, add=said("s-new"))) is post


def test_every_post_of_a_withdrawn_story_says_so() -> None:
    [note] = notes(reply("glossary"), edited(status="withdrawn"))
    assert note == f"The whole brief is withdrawn {WHEN}: Next."


def test_many_corrections_are_a_few_notes() -> None:
    items = ("s-plan", "s-safe", "s-sound", "s-clerk", "s-reads", "s-lund", "s-repeats")
    found = notes(reply("who-said-what"), edited(add=entry(*items)))
    assert len(found) == 5
    assert [WHEN in each for each in found] == [True, False, False, False, False], "said more than once"
    assert found[-1] == "3 more changes: /brief ferry history."


def test_a_long_reason_is_shortened_to_the_room_there_is() -> None:
    new = edited(status="withdrawn")
    new = replace(new, revision=replace(new.revision, note="It was wrong. " * 150))
    [note] = notes(reply("glossary"), new)
    assert note.endswith("…")


def test_the_first_way_on_is_what_the_item_is_now() -> None:
    post = reply("who-said-what")
    actions = after(post, edited(add=entry("s-safe"))).actions
    assert [action.command for action in actions[:2]] == ["/brief ferry s-safe", "/brief ferry history"]
    assert len({action.command for action in actions}) == len(actions) == len(post.actions) + 1


def test_a_speaker_s_corrected_name_reaches_the_posts_with_the_speaker_s_words() -> None:
    new = edited({"mara-holt": {"name": "Mara Holm"}}, add=entry("mara-holt"))
    assert notes(reply("who-said-what", speaker="mara-holt"), new) == [
        f"Corrected {WHEN}: who Mara Holt is. As it is now: /brief ferry mara-holt."
    ]
    assert notes(reply("who-said-what", speaker="erik-lund"), new) == []


def test_a_statement_under_another_name_reaches_the_posts_that_only_say_who_is_on_which_side() -> None:
    new = edited({"s-lund": {"speaker": "jon-pike"}}, add=entry("s-lund"))
    assert len(notes(reply("item", item="c-fares"), new)) == 1
    assert notes(reply("item", item="c-crack"), new) == []
