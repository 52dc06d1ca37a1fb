"""Evidence: what a brief quotes and attributes stands in its sources, or the right thing is named."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.brief.evidence import Verified, verify
from bot.brief.evidence.nearest import Nearest
from bot.brief.parse import parse

TEXT = """\
Harbour town argues over its ferry

LOW QUAY — Mayor Ines Roth said on Friday the ferry “never ran ‘empty trips’ to the island” last winter.
She called the council’s figures illegal and said she has “no plan to stop it.”
A council spokesman said the 12,000 trips cost “more than the bridge – and the light”, and “nobody counts”.
The ferry is legal, he added.
"""
WORDS = "never ran ‘empty trips’ to the island"
BRIEF = """\
schema: brief/1
slug: ferry
title: A ferry
language: en
status: live
revision: {{number: 1, at: '2026-01-01T00:00:00Z'}}
summary: [{{id: b-one, text: The mayor defends the ferry., refs: [s-never]}}]
sources:
- id: src-1
  type: article
  headline: Harbour town argues over its ferry
  dateline: {{text: LOW QUAY, at: src-1#p2}}
  archive: {{file: ferry/src-1.txt, sha256: {sha256}}}
entities:
- {{id: roth, type: person, name: Ines Roth, aliases: [Roth], role: {{text: Mayor, at: src-1#p2}}}}
- {{id: spokesman, type: person, name: A council spokesman, named: false}}
statements:
- id: s-never
  speaker: roth
  kind: mixed
  cue: said
  gist: The mayor said the ferry never ran without passengers.
  quoted:
  - {words}
  at: src-1#p2
  when: {{text: on Friday, edtf: null}}
- id: s-plan
  speaker: roth
  resolved_from: {{mention: she}}
  kind: mixed
  cue: said
  gist: The mayor said she would go on.
  quoted:
  - no plan to stop it.
  at: src-1#p3
- id: s-cost
  speaker: spokesman
  kind: mixed
  cue: said
  gist: The spokesman spoke of the costs.
  quoted:
  - more than the bridge – and the light
  - nobody counts
  at: src-1#p4
timeline:
- id: t-friday
  text: The mayor speaks.
  when: {{text: on Friday, edtf: null}}
  refs: [s-never]
"""
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
GOOD = BRIEF.format(sha256=SHA256, words=WORDS)
SHOWN = "briefs/ferry.yaml"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "ferry").mkdir()
    (folder / "ferry" / "src-1.txt").write_bytes(TEXT.encode())
    return folder


def run(text: str, archive: Path, lock: bytes | None = None) -> Verified:
    parsed = parse(text.encode(), SHOWN)
    assert parsed.brief is not None
    assert parsed.complete, parsed.problems
    return verify(parsed.brief, parsed.places, shown=SHOWN, archive=archive, lock=lock)


def said(verified: Verified) -> list[str]:
    return [str(problem) for problem in verified.problems]


def codes(verified: Verified) -> list[tuple[str | None, str]]:
    return [(problem.item, problem.code) for problem in verified.problems]


def test_a_good_brief_is_verified_and_its_lock_stands_in_for_the_archive(
    archive: Path, tmp_path: Path
) -> None:
    verified = run(GOOD, archive)
    assert (said(verified), verified.how) == ([], "archive")
    assert verified.lock is not None
    assert run(GOOD, archive).lock == verified.lock
    alone = run(GOOD, tmp_path, verified.lock)
    assert (said(alone), alone.how, alone.lock) == ([], "lock", verified.lock)


def test_the_lock_says_where_the_words_stand_as_archived(archive: Path) -> None:
    lock = run(GOOD, archive).lock or b""
    start = TEXT.splitlines()[2].index(WORDS)
    assert f'"at":"src-1#p2","start":{start},"end":{start + len(WORDS)},"text":"{WORDS}"' in lock.decode()


@pytest.mark.parametrize(
    ("was", "now", "end"),
    [
        (
            WORDS,
            "never ran 'empty trips' to the island",
            f"not in src-1 p2; nearest: “{WORDS}” (straight quotes used)",
        ),
        (WORDS, WORDS.replace("trips", "trip"), f"nearest: “{WORDS}” (one word changed: trip’ for trips’)"),
        (WORDS, WORDS.title(), "(capital letters differ)"),
        (WORDS, "no plan to stop it.", "not in src-1 p2; found in src-1 p3: write at: src-1#p3"),
        (WORDS, "last winter", "in src-1 p2, but outside quotation marks; these are the reporter's words"),
        (WORDS, "island” last", "it runs over quotation marks"),
        (WORDS, "ever ran ‘empty", "it begins or ends inside a word"),
        (WORDS, "zzz qqq xxx", "nothing like it stands there"),
        ("the bridge – and", "the bridge - and", "(other dashes used)"),
        ("- nobody counts", "- light”, and “nobody counts", "runs over quotation marks"),
    ],
)
def test_a_quotation_that_is_not_exact_is_refused_with_the_reason(
    archive: Path, was: str, now: str, end: str
) -> None:
    verified = run(GOOD.replace(was, now), archive)
    assert len(verified.problems) == 1
    assert end in said(verified)[0]
    assert verified.lock is None


def test_a_problem_stands_at_the_quoted_string(archive: Path) -> None:
    [problem] = run(GOOD.replace("- nobody counts", "- nobody count"), archive).problems
    line = GOOD.splitlines().index("  - nobody counts") + 1
    assert (problem.line, problem.column, problem.item) == (line, 5, "s-cost")


@pytest.mark.parametrize(
    ("was", "now", "item", "code"),
    [
        (
            "cue: said\n  gist: The mayor said the",
            "cue: claimed\n  gist: The mayor said the",
            "s-never",
            "E-CUE",
        ),
        ("mention: she", "mention: it’s", "s-plan", "E-MENTION"),
        ("speaker: spokesman", "speaker: roth", "s-cost", "E-SPEAKER"),
        ("text: Mayor", "text: Mayo", "roth", "E-ROLE"),
        ("{text: LOW QUAY", "{text: HIGH QUAY", "src-1", "E-TEXT"),
        ("refs: [s-never]\n", "refs: [s-plan]\n", "t-friday", "E-TEXT"),
        ("at: src-1#p4", "at: src-1#p40", "s-cost", "E-PARAGRAPH"),
        (SHA256, "a" * 64, "src-1", "E-ARCHIVE-SHA256"),
        ("ferry/src-1.txt", "../src-1.txt", "src-1", "E-ARCHIVE-PATH"),
        ("ferry/src-1.txt", "ferry", "src-1", "E-ARCHIVE-PATH"),
    ],
)
def test_whatever_does_not_hold_is_named(archive: Path, was: str, now: str, item: str, code: str) -> None:
    head, found, tail = GOOD.rpartition(was)
    assert found
    named = codes(run(head + now + tail, archive))
    assert (named[0][0], named[0][1].startswith(code)) == (item, True)


def test_legal_is_not_quoted_out_of_illegal_nor_a_figure_out_of_a_longer_one(tmp_path: Path) -> None:
    text = "Ines Roth said “it is illegal, 12,000 times; we can’t; non-lethal”. ‘no, 아니라고’ said Roth."
    (tmp_path / "ferry").mkdir()
    (tmp_path / "ferry/src-1.txt").write_text(text)
    for words, good in {
        "legal": False,
        "12": False,
        "can": False,
        "lethal": False,
        "non-lethal": True,
        "illegal": True,
        "아니": True,
    }.items():
        brief = GOOD[: GOOD.index("- id: s-plan")].replace(WORDS, f"'{words}'").replace("#p2", "#p1")
        found = {code for _, code in codes(run(brief, tmp_path))}
        assert ("E-QUOTE-NOT-FOUND" not in found) is good


def test_a_withdrawn_statement_is_not_checked(archive: Path) -> None:
    wrong = GOOD.replace(WORDS, "words nobody said").replace(
        "- id: s-never", "- id: s-never\n  withdrawn: true"
    )
    assert said(run(wrong, archive)) == []


def test_without_the_archive_and_a_lock_a_quotation_cannot_be_verified(tmp_path: Path) -> None:
    [problem] = run(GOOD, tmp_path).problems
    assert problem.code == "E-LOCK-MISSING"
    assert problem.hint == f"put ferry/src-1.txt into the archive folder and run onrecord verify {SHOWN}"
    [problem] = run(GOOD, tmp_path, b"not a lock").problems
    assert problem.code == "E-LOCK-INVALID"


def test_quoting_a_source_with_no_archived_text_is_refused(archive: Path) -> None:
    bare = GOOD.replace(f"archive: {{file: ferry/src-1.txt, sha256: {SHA256}}}", "url: https://example.org/")
    assert {code for _, code in codes(run(bare, archive))} == {"E-ARCHIVE-MISSING"}


def test_a_lock_cannot_stand_in_for_a_text_that_was_never_archived(archive: Path, tmp_path: Path) -> None:
    lock = run(GOOD, archive).lock
    bare = GOOD.replace(f"archive: {{file: ferry/src-1.txt, sha256: {SHA256}}}", "url: https://example.org/")
    assert {code for _, code in codes(run(bare, tmp_path, lock))} == {"E-ARCHIVE-MISSING"}


def test_a_speaker_is_not_mixed_up_with_a_later_entity_of_the_same_id(archive: Path) -> None:
    twice = GOOD.replace("\nstatements:", "\n- {id: roth, type: person, name: Nobody}\nstatements:", 1)
    assert twice != GOOD
    assert said(run(twice, archive)) == []


def test_what_came_near_is_not_looked_up_for_ever() -> None:
    near, words = Nearest(), "mark " * 500
    found = [near(words, words[:-5] + "hark") for _ in range(12)]
    assert found[0]
    assert found[-1] is None


def test_a_path_out_of_the_archive_is_the_one_problem_named(archive: Path) -> None:
    lock = run(GOOD, archive).lock
    for file in ("../ferry/src-1.txt", "/etc/hostname"):
        assert codes(run(GOOD.replace("ferry/src-1.txt", file), archive, lock)) == [
            ("src-1", "E-ARCHIVE-PATH")
        ]


@pytest.mark.parametrize(
    ("was", "now", "item"),
    [
        ("nobody counts", "nobody count", "s-cost"),
        ("at: src-1#p4", "at: src-1#p3", "s-cost"),
        ("cue: said", "cue: called", "s-never"),
        ("speaker: spokesman", "speaker: roth", "s-cost"),
        (SHA256, "a" * 64, "src-1"),
    ],
)
def test_an_edit_since_the_lock_was_written_is_an_error(
    archive: Path, tmp_path: Path, was: str, now: str, item: str
) -> None:
    lock = run(GOOD, archive).lock
    verified = run(GOOD.replace(was, now, 1), tmp_path, lock)
    assert (item, "E-LOCK-STALE") in codes(verified)
    assert verified.lock is None


def test_a_paragraph_that_is_not_there_is_known_from_the_lock_too(archive: Path, tmp_path: Path) -> None:
    lock = run(GOOD, archive).lock
    verified = run(GOOD.replace("at: src-1#p4", "at: src-1#p99"), tmp_path, lock)
    assert ("s-cost", "E-PARAGRAPH") in codes(verified)


def test_a_brief_that_quotes_nothing_needs_no_lock(tmp_path: Path) -> None:
    verified = run(GOOD[: GOOD.index("statements:")].replace("s-never", "src-1"), tmp_path)
    assert (said(verified), verified.lock, verified.how) == ([], None, "nothing quoted")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    at=st.integers(0, len(WORDS) - 1),
    character=st.characters(min_codepoint=33, exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]),
)
def test_one_altered_character_is_always_refused(archive: Path, at: int, character: str) -> None:
    altered = WORDS[:at] + character + WORDS[at + 1 :]
    lock = run(GOOD, archive).lock
    if altered == WORDS:
        return
    quoting = GOOD.replace(WORDS, "'" + altered.replace("'", "''") + "'")
    parsed = parse(quoting.encode(), SHOWN)
    if parsed.brief is None or not parsed.complete:
        return
    for folder, evidence in ((archive, None), (archive / "none", lock)):
        found = verify(parsed.brief, parsed.places, shown=SHOWN, archive=folder, lock=evidence)
        assert [problem.item for problem in found.problems] == ["s-never"]
        assert found.lock is None
