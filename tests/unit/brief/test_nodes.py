"""YAML is read within its bounds, and what is refused is refused where it stands."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from bot.brief.parse.characters import MAX_BYTES
from bot.brief.parse.nodes import Composed, compose, read_bounded, scalar_type


@pytest.fixture(params=["libyaml", "PyYAML alone"])
def scanner(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both scanners: the one of libyaml, and the one for where that is not installed."""
    if request.param != "libyaml":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def composed(text: str | bytes) -> Composed:
    return compose(text.encode() if isinstance(text, str) else text, "story.yaml")


def found(text: str | bytes) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.line, problem.column) for problem in composed(text).problems]


def test_a_tree_has_the_places_of_its_nodes() -> None:
    root, problems = composed("a: x\nb:\n- y\n- {c: 'z'}\n")
    assert not problems
    assert root
    key, value = root.entries["b"]
    assert (key.line, key.column) == (2, 1)
    assert [(node.kind, node.line, node.column) for node in value.elements] == [
        ("scalar", 3, 3),
        ("mapping", 4, 3),
    ]
    assert value.elements[1].entries["c"][1].text == "z"


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa: x\n", b"a: x\r\n\r\n", b"\xef\xbb\xbf\r\na: x\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_fine(data: bytes) -> None:
    root, problems = composed(data)
    assert not problems
    assert root
    assert root.entries["a"][1].text == "x"


def test_columns_count_characters_and_lines_count_windows_line_ends_once() -> None:
    assert found("'\U0001f600é': {a: 1, a: 2}\r\n") == [("E-YAML-DUPLICATE-KEY", 1, 14)]
    assert found("a: b\r\nc: d\r\na: e\r\n") == [("E-YAML-DUPLICATE-KEY", 3, 1)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2022-11-08", "timestamp"),
        ("2019", "int"),
        ("no", "bool"),
        ("~", "null"),
        ("1.5", "float"),
        ("word", "str"),
        ("'2019'", "str"),
        ('"no"', "str"),
    ],
)
def test_a_scalar_is_what_yaml_says(text: str, kind: str) -> None:
    root = composed(text).root
    assert root
    assert scalar_type(root) == kind


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "E-YAML-EMPTY", 1, 1),
        ("# only a comment\n", "E-YAML-EMPTY", 1, 1),
        ("---\n", "E-YAML-EMPTY", 1, 1),
        ("a: b\nc: d: e\n", "E-YAML-SYNTAX", 2, 5),
        ("a: [b\n", "E-YAML-SYNTAX", 2, 1),
        ("a: &x b\n", "E-YAML-ALIAS", 1, 4),
        ("a: *x\n", "E-YAML-ALIAS", 1, 4),
        ("a: !!python/object:os.system b\n", "E-YAML-TAG", 1, 4),
        ("a: !x [b]\n", "E-YAML-TAG", 1, 4),
        ("%TAG ! tag:x,2000:\n---\na: !b c\n", "E-YAML-TAG", 3, 4),
        ("%YAML 9.9\n---\na: b\n", "E-YAML-SYNTAX", 1, 1),
        ("a: b\na: c\n", "E-YAML-DUPLICATE-KEY", 2, 1),
        ("a: b\n---\nc: d\n", "E-YAML-DOCUMENTS", 2, 1),
        ("? [a]\n: b\n", "E-YAML-KEY", 1, 3),
        ("1: b\n", "E-YAML-KEY", 1, 1),
        ("no: b\n", "E-YAML-KEY", 1, 1),
        ("<<: {a: b}\n", "E-YAML-KEY", 1, 1),
        ("a: " + "[" * 20 + "]" * 20, "E-YAML-DEPTH", 1, 23),
    ],
)
def test_what_is_not_wanted_is_refused_where_it_stands(text: str, code: str, line: int, column: int) -> None:
    assert found(text)[0] == (code, line, column)


def test_twenty_levels_are_allowed() -> None:
    assert found("[" * 20 + "a" + "]" * 20) == []


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("raw", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\r", "\u2028"])
def test_a_control_character_is_refused_where_it_stands_and_the_rest_is_read(raw: str) -> None:
    root, problems = composed(f"a: b\nc: d{raw}e\n")
    assert [(problem.code, problem.line, problem.column) for problem in problems] == [
        ("E-CONTROL-CHARACTER", 2, 5)
    ]
    assert root
    assert root.entries["c"][1].text == "d e"


@pytest.mark.usefixtures("scanner")
@pytest.mark.parametrize("escape", [r"\0", r"\a", r"\e", r"\x1b", r"\N", r"\L", r"\u0085", r"\r", r"\ud800"])
def test_an_escape_that_makes_a_control_character_is_refused(escape: str) -> None:
    assert found(f'a: b\nc: "d{escape}e"\n')[0][:2] == ("E-CONTROL-CHARACTER", 2)


@pytest.mark.parametrize("text", ["\u200c", "\u200d", "\u200e", "\u200f", "\u061c", "\u202e", "\u2066", "\t"])
def test_joiners_and_direction_marks_are_text(text: str) -> None:
    root, problems = composed(f"a: 'b{text}c'\n")
    assert not problems
    assert root
    assert root.entries["a"][1].text == f"b{text}c"


@pytest.mark.parametrize("data", [b"a: \xff", b"a: \xc3", "a: b".encode("utf-16"), "a: b".encode("utf-32")])
def test_what_is_not_utf_8_is_refused(data: bytes) -> None:
    assert [problem.code for problem in composed(data).problems] == ["E-ENCODING"]


def test_utf_16_without_its_mark_is_refused() -> None:
    assert {problem.code for problem in composed("a: b".encode("utf-16-le")).problems} == {
        "E-CONTROL-CHARACTER"
    }


def test_a_file_larger_than_the_bound_is_neither_read_nor_decoded(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"\xff" * (MAX_BYTES + 100))
    data = read_bounded(path)
    assert len(data) == MAX_BYTES + 1
    assert [problem.code for problem in composed(data).problems] == ["E-FILE-SIZE"]


def test_a_file_of_exactly_the_bound_is_read() -> None:
    assert composed(b"a: " + b"b" * (MAX_BYTES - 3)).problems == []


LAUGHS = b"a: &a [x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 10))
    for name in range(ord("b"), ord("k"))
)
BOMBS = {
    "billion laughs": (LAUGHS, "E-YAML-ALIAS"),
    "100,000 brackets": (b"[" * 100_000 + b"]" * 100_000, "E-YAML-DEPTH"),
    "1 MiB of brackets": (b"[" * MAX_BYTES, "E-YAML-DEPTH"),
    "1 MiB of braces": (b"{" * MAX_BYTES, "E-YAML-DEPTH"),
    "1 MiB of hyphens": (b"- " * (MAX_BYTES // 2), "E-YAML-DEPTH"),
    "1 MiB of questions": (b"? " * (MAX_BYTES // 2), "E-YAML-DEPTH"),
    "1 MiB key": (b"a" * (MAX_BYTES - 3) + b": b", "E-YAML-SYNTAX"),
    "1 MiB of elements": (b"[" + b"a," * (MAX_BYTES // 2 - 1), "E-YAML-SIZE"),
    "1 MiB of NUL": (b"\0" * MAX_BYTES, "E-CONTROL-CHARACTER"),
    "1 MiB of carriage returns": (b"\r" * MAX_BYTES, "E-CONTROL-CHARACTER"),
    "documents": (b"---\n" * (MAX_BYTES // 4), "E-YAML-DOCUMENTS"),
    "anchors": (b"[" + b"&a b," * (MAX_BYTES // 6) + b"]", "E-YAML-ALIAS"),
    "tags": (b"[" + b"!a b," * (MAX_BYTES // 6) + b"]", "E-YAML-TAG"),
}


@pytest.mark.parametrize(("data", "code"), BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_before_time_is_spent(data: bytes, code: str) -> None:
    begun = time.process_time()
    problems = composed(data).problems
    assert time.process_time() - begun < 5  # about half a second at most on a slow machine
    assert code in {problem.code for problem in problems}
    assert len(problems) <= 200
