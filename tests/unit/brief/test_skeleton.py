"""A new brief is sound from its first line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.brief.check import check
from bot.brief.editing.schema import MODELINE
from bot.brief.editing.skeleton import skeleton
from bot.brief.parse import parse

SLUGS = ["flood", "flood-in-the-valley", "2019", "2019-01-01", "1e3", "no", "null", "0x10", "a" * 60]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_new_brief_passes_all_checks_as_a_draft(slug: str, tmp_path: Path) -> None:
    path = tmp_path / f"{slug}.yaml"
    path.write_text(skeleton(slug, "2026-11-23"), encoding="utf-8")
    checked = check(path, path.name)
    assert checked.problems == ()
    assert checked.brief
    assert checked.brief.status == "draft"
    assert checked.brief.slug == slug


def test_a_new_brief_tells_the_editors_tools_where_its_schema_is() -> None:
    assert skeleton("flood", "2026-11-23").splitlines()[0] == MODELINE


def test_a_new_brief_is_dated_today() -> None:
    brief = parse(skeleton("flood", "2026-11-23").encode(), "flood.yaml").brief
    assert brief
    assert brief.revision.at == "2026-11-23T00:00:00Z"
    assert brief.revision.number == 1
