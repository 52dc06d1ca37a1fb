"""What is new for somebody who has seen an older snapshot."""

from __future__ import annotations

from msgspec.structs import replace

from bot.revision.delta import delta, same
from tests.support.ferry import ferry_brief
from tests.support.revisions import edited, entry, said


def test_whoever_sees_the_story_for_the_first_time_has_missed_nothing() -> None:
    found = delta(None, ferry_brief())
    assert (found.since, found.number, found.changes) == (None, 3, ())


def test_a_typo_is_no_news_and_the_dates_are_there_all_the_same() -> None:
    found = delta(ferry_brief(), edited({"g-plate": {"text": "Steel."}}))
    assert (found.since, found.number, found.at, found.changes) == (3, 4, "2026-03-07T09:30:00Z", ())


def test_what_changed_back_is_no_news() -> None:
    there = edited({"f-island": {"text": "Two."}})
    back = edited({"f-island": {"text": "The island has a “single” ferry."}}, brief=there)
    assert [change.item for change in delta(there, back).changes] == ["f-island"]
    assert delta(ferry_brief(), back).changes == ()


def test_several_revisions_make_one_list() -> None:
    first = edited(add=said("s-new"))
    second = edited({"f-island": {"text": "Two."}}, brief=first, add=entry("f-island", revision=5))
    assert [change.item for change in delta(ferry_brief(), second).changes] == ["k-new", "f-island", "s-new"]


def test_two_snapshots_are_one_revision_only_if_they_are_equal_in_everything() -> None:
    brief = ferry_brief()
    assert same(brief, replace(brief, title=brief.title))
    assert not same(brief, replace(brief, revision=replace(brief.revision, note="Another.")))
    assert not same(brief, edited({"g-plate": {"text": "Steel."}}))
