"""A file is a brief or all of its problems at once, whatever it holds."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.brief.check import brief_files, check, check_bytes, check_together
from bot.brief.checks.loops import find_loops
from bot.errors import UsageError

BRIEF = """\
schema: brief/1
slug: flood
aliases: [high-water]
title: Flood in the valley
language: en
timezone: Europe/Berlin
status: draft
revision:
  number: 1
  at: '2026-01-02T03:04:05Z'
sources:
- id: src-1
  type: statement
  headline: The dam holds
  archive: {file: flood/src-1.txt, sha256: SHA, roles: {p1: headline}}
  language: en-GB
  agency: {entity: town, at: src-1#p1}
  published: {edtf: '2026-01-01', basis: editor}
summary:
- {id: b-dam, text: The mayor called the dam “safe”., refs: [s-safe, c-dam]}
entities:
- id: mayor
  type: person
  name: The mayor
  aliases: [Smith]
  affiliation: town
  role: {text: mayor, at: src-1#p1}
- {id: town, type: place, name: The town}
statements:
- id: s-safe
  speaker: mayor
  on_behalf_of: town
  kind: mixed
  cue: said
  gist: The mayor called the dam “safe”.
  quoted: [safe (the old one)]
  insertions: [(the old one)]
  at: src-1#p2
  when: {text: yesterday, edtf: '2025-12-31', basis: derived, from: [src-1.published]}
  via: [{entity: town, act: published}]
  cites: [{as: a gauge}]
- {id: s-wet, speaker: mayor, kind: indirect, cue: said, gist: It is wet., at: src-1#p3, restates: [s-safe]}
claims:
- id: c-dam
  proposition: The dam is safe.
  type: factual
  positions:
  - {by: mayor, stance: asserts, statements: [s-safe]}
  contradicts: [c-leak]
  verdict: {status: confirmed, by: town, at: src-1#p4}
- {id: c-leak, proposition: The dam leaks., type: factual, positions: [], contradicts: [c-dam]}
facts:
- {id: f-dam, text: The dam is old., voice: document, at: src-1#p5}
timeline:
- {id: t-dam, text: The dam is built., when: {text: in 1990, edtf: '1990'}, refs: [f-dam]}
glossary:
- {id: g-dam, term: dam, text: It holds water., aliases: [weir], at: src-1#p5}
open_questions:
- {id: q-dam, text: 'Does it hold?', near: [s-safe], answered_by: [c-dam]}
corrections:
- {id: k-1, revision: 1, items: [f-dam], class: clarified, was: It is new., now: It is old., origin: brief}
""".replace("SHA", "ab" * 32)


def codes(*changes: tuple[str, str], name: str = "flood.yaml") -> list[str]:
    written = BRIEF
    for old, new in changes:
        assert old in written
        written = written.replace(old, new, 1)
    return [problem.code for problem in check_bytes(written.encode(), name).problems]


def test_a_whole_brief_passes() -> None:
    checked = check_bytes(BRIEF.encode(), "briefs/flood.yaml")
    assert checked.problems == ()
    assert checked.brief is not None
    assert checked.brief.slug == "flood"


def test_ten_mistakes_are_reported_at_once_each_in_its_line() -> None:
    mistakes = {
        "aliases: [high-water]": ("aliases: [timeline]", "E-SLUG-RESERVED"),
        "language: en\n": ("language: english\n", "E-LANGUAGE"),
        "  at: '2026-01-02T03:04:05Z'": ("  at: '2026-02-30T03:04:05Z'", "E-TIMESTAMP"),
        "flood/src-1.txt": ("/etc/passwd", "E-ARCHIVE-PATH"),
        "agency: {entity: town": ("agency: {entity: twon", "E-REF-UNKNOWN"),
        "refs: [s-safe, c-dam]": ("refs: [s-wet]", "E-MARKS"),
        "aliases: [Smith]": ("aliases: [the town]", "E-ALIAS-SHARED"),
        "insertions: [(the old one)]": ("insertions: [(the new one)]", "E-INSERTION"),
        "cites: [{as: a gauge}]": ("cites: [{act: read}]", "E-HOP"),
        "edtf: '1990'": ("edtf: '1990-13'", "E-EDTF"),
    }
    written = BRIEF
    for old, (new, _) in mistakes.items():
        written = written.replace(old, new, 1)
    lines = written.splitlines()
    # A shared name is told at the second entity that bears it.
    places = {"E-ALIAS-SHARED": "- {id: town,"}
    expected = {
        code: next(n for n, line in enumerate(lines, 1) if places.get(code, new.strip()) in line)
        for new, code in mistakes.values()
    }
    problems = check_bytes(written.encode(), "flood.yaml").problems
    assert {problem.code: problem.line for problem in problems} == expected
    assert len(problems) == 10
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)


def test_a_misspelt_reference_is_answered_with_the_nearest_id_of_the_right_kind() -> None:
    written = BRIEF.replace("speaker: mayor", "speaker: mayro", 1)
    (problem, *_) = check_bytes(written.encode(), "flood.yaml").problems
    assert problem.item == "s-safe"
    assert "mayro" in problem.message
    assert problem.hint == "did you mean mayor?"


def test_an_item_that_could_not_be_read_is_not_missed_by_those_that_name_it() -> None:
    assert codes(("  speaker: mayor\n", "")) == ["E-KEY-MISSING"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("speaker: mayor\n", "speaker: mayro\n", "E-REF-UNKNOWN"),
        ("refs: [s-safe, c-dam]", "refs: [s-saef]", "E-REF-UNKNOWN"),
        ("entities:\n", "entities: {mayor: {}, town: {}}\nwas:\n", "E-TYPE"),
        (BRIEF[BRIEF.index("sources:") : BRIEF.index("summary:")], "sources: []\n", "E-EMPTY"),
    ],
)
def test_one_mistake_is_one_problem(old: str, new: str, code: str) -> None:
    assert [found for found in codes((old, new)) if found != "E-KEY-UNKNOWN"] == [code]


@pytest.mark.parametrize(
    "alias", ["SMITH", "Smith\u200b", "Sm\u00adith", "Smith\u200f", "\uff33mith", "\u00a0Smith"]
)
def test_a_name_that_reads_like_anothers_is_shared(alias: str) -> None:
    town = "- {id: town, type: place, name: The town}"
    assert codes((town, town.replace("}", f', aliases: ["{alias}"]}}'))) == ["E-ALIAS-SHARED"]


@pytest.mark.parametrize("name", ["floods.yaml", "flood.yml", "briefs/Flood.yaml", "flood"])
def test_the_file_is_called_after_the_slug(name: str) -> None:
    assert codes(name=name) == ["E-SLUG-FILE"]


@pytest.mark.parametrize(
    "key",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "Europe/../Europe/Berlin",
        "America",
        "tzdata.zi",
        "Europe\\Berlin",
        "posixrules/",
        "..",
        "Mars/Olympus",
        "x" * 60,
    ],
)
def test_what_is_no_time_zone_is_refused_and_no_path_is_followed(key: str) -> None:
    assert codes(("Europe/Berlin", f"'{key}'")) == ["E-TIMEZONE"]


@pytest.mark.parametrize("key", ["UTC", "Asia/Seoul", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_time_zones_are_known_by_their_iana_names(key: str) -> None:
    assert codes(("Europe/Berlin", key)) == []


@pytest.mark.parametrize(
    "tag", ["de", "pt-BR", "zh-Hant-TW", "sr-Latn", "es-419", "sl-rozaj", "x-klingon", "zh-yue"]
)
def test_language_tags_need_only_be_well_formed(tag: str) -> None:
    assert codes(("language: en\n", f"language: {tag}\n")) == []


@pytest.mark.parametrize("tag", ["english", "en_GB", "e", "en-", "-en", "pt BR", "en-GB-"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    assert codes(("language: en\n", f"language: '{tag}'\n")) == ["E-LANGUAGE"]


@pytest.mark.parametrize("at", ["2026-01-02T03:04:05.123+09:00", "2024-02-29T00:00:00Z"])
def test_the_revision_bears_a_time_with_its_zone(at: str) -> None:
    assert codes(("2026-01-02T03:04:05Z", at)) == []


@pytest.mark.parametrize(
    "at", ["2026-01-02", "2026-01-02T03:04:05", "2026-02-29T00:00:00Z", "0001-01-01T00:00:00+14:00", "now"]
)
def test_a_time_without_zone_or_that_does_not_exist_is_refused(at: str) -> None:
    assert codes(("2026-01-02T03:04:05Z", at)) == ["E-TIMESTAMP"]


@pytest.mark.parametrize("status", ["hold", "withdrawn"])
def test_a_brief_that_is_not_served_says_why(status: str) -> None:
    assert codes(("draft", status)) == ["E-NOTE-REQUIRED"]
    assert codes(("draft", status), ("  number: 1", "  number: 1\n  note: The dam is being looked at.")) == []


@pytest.mark.parametrize(
    "file",
    ["/flood.txt", "../flood.txt", "a/../../b", "C:/flood.txt", "a\\..\\b", "a/", ".", "..", "C:flood"],
)
def test_a_path_that_leaves_the_archive_is_refused(file: str) -> None:
    assert codes(("flood/src-1.txt", f"'{file}'")) == ["E-ARCHIVE-PATH"]


@pytest.mark.parametrize("file", ["flood.txt", "a/b/c d.txt", "./flood.txt", "洪水/一.txt", "a..b/c...txt"])
def test_a_path_within_the_archive_may_have_any_name(file: str) -> None:
    assert codes(("flood/src-1.txt", f"'{file}'")) == []


def test_an_id_is_unique_over_all_sections() -> None:
    assert codes(("id: g-dam", "id: f-dam")) == ["E-ID-DUPLICATE"]


def test_a_slug_or_alias_is_taken_once_in_the_library() -> None:
    other = BRIEF.replace("slug: flood", "slug: high-water").replace(
        "aliases: [high-water]", "aliases: [tide]"
    )
    third = BRIEF.replace("slug: flood", "slug: storm").replace(
        "aliases: [high-water]", "aliases: [wind, tide]"
    )
    checked = [
        check_bytes(BRIEF.encode(), "flood.yaml"),
        check_bytes(other.encode(), "high-water.yaml"),
        check_bytes(b"slug: flood", "broken.yaml"),
        check_bytes(third.encode(), "storm.yaml"),
    ]
    problems = check_together(checked)
    assert [(problem.file, problem.line, problem.code) for problem in problems] == [
        ("high-water.yaml", 2, "E-SLUG-TAKEN"),
        ("storm.yaml", 3, "E-SLUG-TAKEN"),
    ]
    assert "flood.yaml" in problems[0].message
    assert "high-water.yaml" in problems[1].message


def test_what_cannot_be_read_is_a_problem_of_that_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.yaml"):
        checked = check(path, "flood.yaml")
        assert checked.brief is None
        assert [problem.code for problem in checked.problems] == ["E-FILE-UNREADABLE"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "flood.yaml")
    (problem,) = check(tmp_path / "flood.yaml", "flood.yaml").problems
    assert str(problem) == "flood.yaml:1:1 E-FILE-UNREADABLE: cannot be read: it is not a file"


def test_a_device_is_no_brief() -> None:
    (problem,) = check(Path(os.devnull), "flood.yaml").problems
    assert problem.code == "E-FILE-UNREADABLE"


def test_a_folder_means_its_briefs_without_their_locks(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", "a.lock.yaml", "notes.txt", ".a.yaml"):
        (tmp_path / name).touch()
    (tmp_path / ".#b.yaml").symlink_to("nobody@nowhere.1")  # as Emacs marks what is being edited
    (tmp_path / "folder.yaml").mkdir()
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"
    assert brief_files([tmp_path]) == [a, b]
    assert brief_files([b, tmp_path]) == [b, a]
    with pytest.raises(UsageError, match="gone"):
        brief_files([tmp_path / "gone"])


def test_loops_are_found_in_a_chain_of_any_length() -> None:
    chain = {str(n): [str(n + 1)] for n in range(20_000)}
    assert list(find_loops(chain)) == []
    (loop,) = find_loops({**chain, "20000": ["15000"]})
    assert len(loop) == 5001
    assert list(find_loops({"a": ["a"], "b": ["a"], "c": ["missing"]})) == [["a"]]


WHOLE: dict[str, Any] = yaml.safe_load(BRIEF)
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 9),
    st.sampled_from(
        ["", "x", "src-1", "mayor", "s-safe", "c-dam", "f-dam", "src-1#p1", "2022-02-30", "“x”", "../"]
    ),
    st.text(max_size=8),
    st.lists(st.sampled_from(["src-1", "s-wet", "nobody", ""]), max_size=3),
    st.dictionaries(st.sampled_from(["id", "text", "at", "edtf"]), st.text(max_size=4), max_size=2),
)


def spots(node: Any) -> list[tuple[Any, Any]]:
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [spot for key in keys for spot in [(node, key), *spots(node[key])]]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damage_to_a_brief_makes_the_check_raise(data: st.DataObject) -> None:
    damaged = copy.deepcopy(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        places = spots(damaged)
        holder, key = places[data.draw(st.integers(0, len(places) - 1))]
        if data.draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = data.draw(JUNK)
    written = yaml.safe_dump(damaged, allow_unicode=True, sort_keys=False).encode()
    checked = check_bytes(written, "flood.yaml")
    assert (checked.brief is None) == bool(checked.problems)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in checked.problems)
