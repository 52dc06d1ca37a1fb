"""What is installed is whole, pinned, hashed, and named without an address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"^([a-z0-9.-]+)==\S+( ; .+)? \\$")


def normal(name: str) -> str:
    """A package's name as packaging tools compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=;\[ ]", name)[0]).lower()


def pinned(file: str) -> set[str]:
    lines = (ROOT / "requirements" / file).read_text().splitlines()
    return {found[1] for line in lines if (found := PINNED.match(line))}


@pytest.mark.parametrize("file", ["run.txt", "dev.txt"])
def test_every_line_is_a_pin_a_hash_or_a_comment(file: str) -> None:
    lines = (ROOT / "requirements" / file).read_text().splitlines()
    hashed = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
    assert [
        line for line in lines if not (PINNED.match(line) or hashed.match(line) or line.startswith("#"))
    ] == []


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    run = {normal(each) for each in project["dependencies"]}
    dev = {normal(each) for each in project["optional-dependencies"]["dev"]}
    assert run | {"setuptools"} <= pinned("run.txt")
    assert run | dev | {"setuptools"} <= pinned("dev.txt")


def test_every_file_of_data_is_installed_with_its_package() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"][
        "bot"
    ]
    installed = {path for pattern in patterns for path in (ROOT / "bot").glob(pattern)}
    assert {path for path in (ROOT / "bot").rglob("*") if path.suffix in {".toml", ".typed"}} == installed
