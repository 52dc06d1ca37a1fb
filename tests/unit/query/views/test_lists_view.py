"""Glossary, sources, open questions and history, as a reader of the ferry's brief sees them."""

from __future__ import annotations

from msgspec.structs import replace

from tests.support.ferry import body, ferry, ferry_brief

POST = "Nordpress (supplied by the editor)"


def test_a_term_says_where_it_stands_or_who_supplied_it() -> None:
    assert body("glossary") == [
        "• plate (strake): A sheet of the ‘hull’.",
        "  supplied by the editor · Of steel.",
        "• slip: Where ships are mended.",
        f"  {POST} ¶5",
    ]


def test_a_source_says_who_issued_it_when_and_what_an_editor_supplied() -> None:
    assert body("sources") == [
        "Ferry ‘not safe to sail’ · article",
        f"  Agency: {POST}",
        "  Publisher: Sandholm Post",
        "  Byline: By Ida Brun",
        "  Dateline: SANDHOLM (supplied by the editor)",
        "  Published: 3 Mar 2026 (supplied by the editor)",
        "  Date: The page bears no date.",
        "  Language: en",
        "  Cited as: src-1",
        "Minutes of the council · document",
        "  Publisher: Sandholm Council",
        "  Published: 5 Mar 2026",
        "  Rights: Sandholm Council",
        "  Read it: Minutes of the council (https://council.example/minutes)",
        "  Cited as: src-2 (supplied by the editor)",
    ]


def test_a_copy_names_what_it_is_a_copy_of() -> None:
    first, *others = ferry_brief().sources
    lines = body("sources", ferry(sources=(replace(first, syndication_of="src-2"), *others)))
    assert "  Copy of: Minutes of the council" in lines


def test_two_sources_of_one_issuer_are_told_apart() -> None:
    first, second, *others = ferry_brief().sources
    story = ferry(sources=(first, replace(second, publisher=first.agency), *others))
    assert body("open-questions", story)[1].startswith(
        "  nearest: Nordpress (src-1) (supplied by the editor) ¶5; Nordpress (src-2)"
    )


def test_open_questions_come_first_and_an_answered_one_shows_its_answers() -> None:
    assert body("open-questions") == [
        "• When will it sail?",
        f"  nearest: {POST} ¶5; Sandholm Council ¶2 · supplied by the editor",
        "• Why was it ‘not seen’?",
        f"  answered: Sandholm Council ¶2; {POST} ¶10",
        "• Sandholm Council · records (direct quote): “not safe”",
        "  Sandholm Council ¶2",
        "• The island has a ‘single’ ferry.",
        f"  in the reporter’s own words · {POST} ¶10",
    ]


def test_the_latest_correction_comes_first_with_what_was_and_what_is_now() -> None:
    assert body("history") == [
        "Revision 3, 6 Mar 2026, 08:30 UTC: The council’s ‘minutes’ came in.",
        "Corrections",
        "• Revision 3, withdrawn. Was: The captain has left.",
        "  s-gone, t-gone · an error of this brief · supplied by the editor",
        "• Revision 2, corrected. Was: Mary ‘May’ Holt Now: Mara Holt",
        "  mara-holt · an error of the source · The ‘Post’ misspelt it.",
    ]


def test_a_brief_that_was_never_corrected_says_so() -> None:
    assert body("history", ferry(corrections=()))[1:] == ["Nothing has been corrected so far."]
