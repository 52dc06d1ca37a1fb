"""The list of the briefs, as a reader sees it."""

from __future__ import annotations

from msgspec.structs import replace

from bot.query.views.briefs import briefs
from bot.reply.plain import plain
from tests.support.ferry import ferry_brief, index_of


def lines(*times: str, page: int = 1) -> list[str]:
    """The list of one brief for each time at which it was learned of, as a reader sees it."""
    brief = ferry_brief()
    made = [
        replace(brief, slug=f"ferry-{n:02}", title=f"Ferry {n}", revision=replace(brief.revision, at=at))
        for n, at in enumerate(times)
    ]
    return plain(briefs(index_of(*made), page)).splitlines()


def test_a_brief_says_its_state_its_revision_and_how_much_is_contested() -> None:
    listed = plain(briefs(index_of(ferry_brief()), 1)).splitlines()
    assert listed[1:3] == [
        "• The ‘Gull’ stays in port",
        "  dormant · revision 3, 6 Mar 2026, 08:30 UTC · 2 contested · ferry",
    ]


def test_a_brief_in_which_nothing_is_contested_says_nothing_of_it() -> None:
    assert "contested" not in plain(briefs(index_of(replace(ferry_brief(), claims=())), 1))


def test_the_brief_learned_of_last_comes_first_wherever_the_clock_hung() -> None:
    listed = lines("2026-03-06T09:30:00+01:00", "2026-03-06T09:00:00Z", "2026-03-06T08:30:00Z")
    assert [line for line in listed if line.startswith("•")] == ["• Ferry 1", "• Ferry 0", "• Ferry 2"]


def test_many_briefs_are_paged() -> None:
    listed = lines(*["2026-03-06T09:00:00Z"] * 21, page=2)
    assert "– Page 2 of 2: 21 to 21 of 21." in listed
    assert "→ Previous page: /brief list page 1" in listed
    assert "→ Ferry 20: /brief ferry-20" in listed
    assert not any(line.startswith("– Page") for line in lines("2026-03-06T09:00:00Z"))


def test_an_empty_library_says_so() -> None:
    assert "There are no briefs here yet." in lines()


def test_the_label_of_a_long_title_is_cut() -> None:
    listed = plain(briefs(index_of(replace(ferry_brief(), title="Sea " * 40)), 1)).splitlines()
    assert f"→ {'Sea ' * 18}Se…: /brief ferry" in listed
