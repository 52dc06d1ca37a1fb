"""The house style that a linter does not hold: small modules, small functions, a word about each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(path for room in ("bot", "adapters") for path in (ROOT / room).rglob("*.py"))
LONGEST_MODULE = 250
LONGEST_FUNCTION = 40


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert ast.get_docstring(tree) or not tree.body, "a docstring of one line is missing"
    long = [each.name for each in functions(tree) if (each.end_lineno or 0) - each.lineno >= LONGEST_FUNCTION]
    assert long == [], f"longer than {LONGEST_FUNCTION} lines"


def test_there_is_no_grab_bag() -> None:
    assert [name(path) for path in MODULES if path.stem in {"utils", "helpers", "common", "misc"}] == []
