"""The catalogue of problem codes is whole, and each code is raised where its example says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.brief.check import check
from bot.brief.editing.codes import codes, explain, near

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "tests" / "data" / "problems").glob("E-*.yaml"))
CODE = re.compile(r'"(E-[A-Z0-9][A-Z0-9-]+)"')
# Shown elsewhere: they need a large file, another file, what was published, or the archive.
WITHOUT_EXAMPLE = re.compile(
    "E-(FILE-.*|GUARD-.*|YAML-SIZE|PROBLEMS|SLUG-FILE|SLUG-TAKEN|ARCHIVE-(?!PATH).*|LOCK-.*"
    "|PARAGRAPH|QUOTE-.*|.*-NOT-FOUND)"
)
EXPECT = re.compile(r"# expect: line (\d+)(?: item ([a-z0-9-]+))?\s")


def raised() -> Iterator[str]:
    for folder in ("bot", "adapters"):
        for module in (ROOT / folder).rglob("*.py"):
            yield from CODE.findall(module.read_text(encoding="utf-8"))


def test_every_code_that_is_raised_is_explained() -> None:
    assert not set(raised()) - set(codes())


def test_every_code_that_is_explained_is_raised_somewhere() -> None:
    assert not set(codes()) - set(raised())


@pytest.mark.parametrize("code", codes())
def test_an_explanation_says_something_in_every_part(code: str) -> None:
    explanation = codes()[code]
    assert re.fullmatch("E(-[A-Z0-9]+)+", code)
    for part in (explanation.meaning, explanation.example, explanation.cure):
        assert part.strip() == part != ""
    assert explanation.meaning.endswith(".")
    assert explanation.cure.endswith(".")


def test_every_code_that_one_small_file_can_show_has_an_example() -> None:
    shown = {example.stem for example in EXAMPLES}
    assert shown == {code for code in codes() if not WITHOUT_EXAMPLE.fullmatch(code)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: str(path.stem))
def test_the_example_of_a_code_has_that_problem_in_that_place(example: Path, tmp_path: Path) -> None:
    data = example.read_bytes()
    slug = re.search(rb"\bslug: ([a-z0-9-]+)", data)
    assert slug
    brief = tmp_path / f"{slug[1].decode()}.yaml"
    brief.write_bytes(data)
    problems = check(brief, brief.name).problems
    assert {problem.code for problem in problems} == {example.stem}
    if expected := EXPECT.match(data.decode("utf-8", "replace")):
        assert [(problem.line, problem.item) for problem in problems] == [(int(expected[1]), expected[2])]


@pytest.mark.parametrize("spelling", ["E-AT", "e-at", " at ", "AT"])
def test_a_code_is_found_however_it_is_typed(spelling: str) -> None:
    explanation = explain(spelling)
    assert explanation
    assert explanation.code == "E-AT"


def test_a_mistyped_code_leads_to_the_nearest_ones() -> None:
    assert explain("E-QUOTE-NOTFOUND") is None
    assert near("E-QUOTE-NOTFOUND")[0] == "E-QUOTE-NOT-FOUND"
    assert near("zzzzzz") == ()
