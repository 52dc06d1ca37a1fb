"""Everything that is wrong with the shape of a brief is said at once, where it stands, with a way out."""

from __future__ import annotations

import pytest

from bot.brief.model import Brief
from bot.brief.parse import Parsed, parse
from bot.brief.problems import Problem

FLOOD = """\
schema: brief/1
slug: flood
title: Flood in the valley
language: en
status: draft
revision: {number: 1, at: '2026-01-02T03:04:05Z'}
sources:
- {id: src-1, type: statement, headline: The dam holds, url: 'https://example.org/dam'}
summary:
- {id: b-dam, text: The dam holds., refs: [s-mayor]}
entities:
- {id: mayor, type: person, name: The mayor}
statements:
- id: s-mayor
  speaker: mayor
  kind: mixed
  cue: said
  gist: The mayor said the dam is “safe”.
  at: src-1#p1
  quoted: [safe]
  when: {text: on Tuesday, edtf: '2026-01-01', basis: derived, from: [src-1.published]}
  via: [{as: the radio, act: reported}]
"""


def changed(old: str, new: str) -> Parsed:
    assert FLOOD.count(old) == 1
    return parse(FLOOD.replace(old, new).encode(), "flood.yaml")


def only(parsed: Parsed) -> Problem:
    assert len(parsed.problems) == 1, parsed.problems
    return parsed.problems[0]


def brief_of(parsed: Parsed) -> Brief:
    assert parsed.brief
    return parsed.brief


def test_a_sound_brief_is_complete() -> None:
    parsed = parse(FLOOD.encode(), "flood.yaml")
    assert parsed.problems == ()
    assert parsed.complete
    assert brief_of(parsed).statements[0].via[0].as_ == "the radio"


def test_a_mistyped_key_is_named_and_read_as_the_key_that_was_meant() -> None:
    parsed = changed("speaker: mayor", "speeker: mayor")
    problem = only(parsed)
    assert (problem.code, problem.line, problem.column) == ("E-KEY-UNKNOWN", 15, 3)
    assert problem.item == "s-mayor"
    assert problem.hint == "did you mean speaker?"
    statement = brief_of(parsed).statements[0]
    assert statement.speaker == "mayor"
    assert parsed.places.of(statement, "speaker") == (15, 12)


def test_a_key_like_no_other_is_answered_with_the_keys_there_are() -> None:
    assert "number, at, notify, note" in only(changed("{number: 1,", "{number: 1, zzz: 1,")).hint


def test_a_missing_key_stands_at_its_part_and_the_item_is_known_but_set_aside() -> None:
    parsed = changed("type: person, ", "")
    problem = only(parsed)
    assert (problem.code, problem.line, problem.item) == ("E-KEY-MISSING", 12, "mayor")
    assert "type" in problem.message
    assert brief_of(parsed).entities == ()
    assert parsed.broken_ids == {"mayor"}


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("edtf: '2026-01-01'", "edtf: 2026-01-01", "E-DATE-UNQUOTED", "put it in quotes: '2026-01-01'"),
        ("edtf: '2026-01-01'", "edtf: 2026", "E-TYPE", "put it in quotes: '2026'"),
        ("at: '2026-01-02T03:04:05Z'", "at: 2026-01-02T03:04:05Z", "E-DATE-UNQUOTED", "put it in quotes"),
        ("language: en", "language: no", "E-TYPE", "put it in quotes: 'no'"),
        ("title: Flood in the valley", "title: 1.5", "E-TYPE", "put it in quotes: '1.5'"),
        ("name: The mayor", "name: [The mayor]", "E-TYPE", "one value"),
        ("name: The mayor", "name: 'x\u200b'", "", ""),
        ("name: The mayor", "name: '\u200b \u200e'", "E-EMPTY", "write"),
        ("name: The mayor", "name: '\u3164\u2800'", "E-EMPTY", "write"),
        ("title: Flood in the valley", "title:", "E-EMPTY", "write"),
        ("quoted: [safe]", "quoted: [safe, ]", "", ""),
        ("quoted: [safe]", "quoted: [safe, null]", "E-EMPTY", "remove"),
        ("quoted: [safe]", "quoted: safe", "E-TYPE", "quoted: [ … ]"),
        ("when: {text: on Tuesday,", "when: {text: null,", "", ""),
        ("via: [{as: the radio, act: reported}]", "via: [the radio]", "E-TYPE", "key: value"),
        ("status: draft", "status: Draft", "E-VALUE", "did you mean draft?"),
        ("status: draft", "status:", "E-EMPTY", "write"),
        ("kind: mixed", "kind: quotation", "E-VALUE", "write one of"),
        ("schema: brief/1", "schema: brief/2", "E-SCHEMA-VERSION", "brief/1"),
        ("number: 1", "number: 0", "E-TYPE", "from 1 to 1,000,000"),
        ("number: 1", "number: '1'", "E-TYPE", "without quotes"),
        ("number: 1", "number: 0x1", "E-TYPE", "whole number"),
        ("number: 1", "number: 1_0", "E-TYPE", "whole number"),
        ("number: 1", "number: " + "9" * 5000, "E-TYPE", "whole number"),
        ("name: The mayor", "name: The mayor, named: yes", "E-TYPE", "true or false"),
        ("name: The mayor", "name: The mayor, named: 'true'", "E-TYPE", "without quotes"),
        ("name: The mayor", "name: The mayor, named: false", "", ""),
        ("slug: flood", "slug: The Flood", "E-SLUG", "hyphens"),
        ("slug: flood", 'slug: "flood\\n"', "E-SLUG", "hyphens"),
        ("speaker: mayor", "speaker: The Mayor", "E-ID", "id"),
        ("at: src-1#p1", "at: src-1#p0", "E-AT", "src-1#p8"),
        ("at: src-1#p1", "at: src-1", "E-AT", "src-1#p8"),
        ("https://example.org/dam", "http://example.org/dam", "E-URL", "https://"),
        ("https://example.org/dam", "https://example.org/a dam", "E-URL", "https://"),
        ("https://example.org/dam", "javascript:alert(1)", "E-URL", "https://"),
        ("title: Flood in the valley", f"title: {'x' * 201}", "E-TOO-LONG", "shorten"),
        ("title: Flood in the valley", f"title: {'x' * 200}", "", ""),
        ("quoted: [safe]", f"quoted: [{'x' * 3001}]", "E-TOO-LONG", "shorten"),
        ("refs: [s-mayor]", "refs: []", "E-EMPTY", "add one"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_a_way_out(old: str, new: str, code: str, hint: str) -> None:
    problems = changed(old, new).problems
    assert [problem.code for problem in problems] == [code] * bool(code)
    assert all(hint in problem.hint for problem in problems)


def test_a_checksum_has_its_own_code() -> None:
    archive = "archive: {file: dam.txt, sha256: ABC, roles: {p1: title}}"
    problems = changed("url: 'https://example.org/dam'", archive).problems
    assert [problem.code for problem in problems] == ["E-SHA256", "E-VALUE"]


def test_all_problems_of_a_file_are_said_at_once_in_their_order() -> None:
    text = FLOOD.replace("status: draft", "status: live1").replace("cue: said", "cues: said")
    text = text.replace("language: en", "language: en\nlanguage: fr").replace("#p1", "#1")
    parsed = parse(text.encode(), "flood.yaml")
    assert [problem.code for problem in parsed.problems] == [
        "E-YAML-DUPLICATE-KEY",
        "E-VALUE",
        "E-KEY-UNKNOWN",
        "E-AT",
    ]


def test_what_a_stranger_wrote_is_shown_inert() -> None:
    message = only(changed("kind: mixed", "kind: 'mi\u202exed\u200b'")).message
    assert message.isprintable()
    assert only(changed("status: draft", f"{'x' * 500}: 1\nstatus: draft")).message.isprintable()


def test_a_problem_in_a_part_names_the_item_around_it() -> None:
    problem = only(changed("basis: derived", "basis: guess"))
    assert (problem.item, problem.line) == ("s-mayor", 21)


def test_places_are_known_of_parts_of_their_keys_and_of_the_elements_of_their_lists() -> None:
    parsed = parse(FLOOD.encode(), "flood.yaml")
    statement = brief_of(parsed).statements[0]
    places = parsed.places
    assert places.of(statement) == (14, 3)
    assert places.of(statement, "quoted") == (20, 11)
    assert places.of(statement, "quoted", 0) == (20, 12)
    assert places.of(statement, "venue") == (14, 3)
    assert statement.when
    assert places.of(statement.when, "from") == places.of(statement.when, "from_") == (21, 70)
    assert places.item(statement.when) == "s-mayor"
    assert places.of(brief_of(parsed)) == (1, 1)
    assert places.item(brief_of(parsed)) is None


def test_a_problem_can_be_made_at_any_place() -> None:
    parsed = parse(FLOOD.encode(), "flood.yaml")
    hop = brief_of(parsed).statements[0].via[0]
    problem = parsed.places.problem(hop, "E-HOP", "a message", "a hint", field="as")
    assert str(problem) == "flood.yaml:22:14 s-mayor E-HOP: a message; a hint"


def test_a_broken_element_does_not_move_the_places_of_those_after_it() -> None:
    parsed = changed("quoted: [safe]", "quoted: ['', safe]")
    statement = brief_of(parsed).statements[0]
    assert statement.quoted == ("safe",)
    assert parsed.places.of(statement, "quoted", 0) == (20, 16)


def test_an_id_under_a_mistyped_key_is_known() -> None:
    parsed = changed("- id: s-mayor", "- idd: s-mayor")
    assert only(parsed).hint == "did you mean id?"
    assert parsed.places.item(brief_of(parsed).statements[0]) == "s-mayor"
