"""Words half remembered are found exactly as they stand."""

from __future__ import annotations

import yaml

from bot.brief.evidence.find import NotSearched, Searched, find, text_file

SOURCE = (
    Searched(
        "src-1#",
        (
            "The ferry was never empty, the mayor said.",
            "“It’s the ‘night boat’ that never\u00a0pays,” Roth added.",
        ),
    ),
)


def test_straight_marks_case_and_typos_find_the_exact_characters() -> None:
    best, *_ = find("its the 'Night boat' that nevr pays", SOURCE)
    assert (best.exact, best.at, best.quoted) == ("It’s the ‘night boat’ that never pays", "src-1#p2", True)


def test_a_match_is_ready_to_paste() -> None:
    best, *_ = find("captains night boat", (Searched("src-1#", ("“the captain's night boat: gone”",)),))
    assert (best.exact, best.quoted) == ("captain's night boat", True)
    assert yaml.safe_load(best.yaml) == {"quoted": ["captain's night boat"], "at": "src-1#p1"}


def test_a_reporters_words_are_not_offered_as_a_quotation() -> None:
    best, *_ = find("never empty", SOURCE)
    assert (best.quoted, best.yaml) == (False, "# not in quotation marks: never empty\nat: src-1#p1\n")


def test_nothing_like_it_is_no_match() -> None:
    assert find("zebra crossing", SOURCE) == ()
    assert find("", SOURCE) == ()


def test_a_file_that_no_brief_names_can_be_searched() -> None:
    searched = text_file("One “small step” on".encode())
    assert not isinstance(searched, NotSearched)
    assert find("small step", searched)[0].at == "p1"
    assert text_file(b"\xff") == NotSearched("the file is not UTF-8 (byte 1)")
