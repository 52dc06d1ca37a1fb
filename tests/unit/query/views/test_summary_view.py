"""The summary, as a reader of the ferry's brief sees it."""

from __future__ import annotations

from msgspec.structs import replace

from tests.support.ferry import body, ferry, ferry_brief, reply, under


def test_each_point_says_where_it_stands_and_on_what_it_rests() -> None:
    lines = body("summary")
    assert lines[: lines.index("Contested")] == [
        "• Mara Holt calls the ferry “not safe”.",
        "  Nordpress (supplied by the editor) ¶3; Sandholm Council ¶2",
        "• The island waits.",
        "  Nordpress (supplied by the editor) ¶10 · supplied by the editor",
    ]


def test_what_is_contested_names_the_sides_their_doubts_and_who_asserts_the_contrary() -> None:
    lines = body("summary")
    assert lines[lines.index("Contested") : lines.index("Sources")] == [
        "Contested",
        "• The ferry is “not safe”.",
        "  asserts: Mara Holt, Sandholm Council (as possible) · denies: Grey Line (supplied by the editor)"
        " · asserts the contrary: Jon Pike (as probable)",
        "• Any ferry of the line is sound.",
        "  asserts: Jon Pike (as probable) · asserts the contrary: Mara Holt, Sandholm Council (as possible)",
    ]


def test_whoever_takes_a_stand_on_both_of_two_rivals_is_not_said_to_assert_the_contrary() -> None:
    safe, sound, *rest = ferry_brief().claims
    both = replace(safe.positions[0], statements=("s-reads",))
    claims = (safe, replace(sound, positions=(*sound.positions, both)), *rest)
    [sides] = under("• The ferry is “not safe”.", body("summary", ferry(claims=claims)))
    assert sides.endswith("asserts the contrary: Jon Pike (as probable)")


def test_many_names_are_counted() -> None:
    safe, *_ = ferry_brief().claims
    parties = [
        replace(each, id=f"e-{n}", name=f"Islander {n}")
        for n, each in enumerate(ferry_brief().entities[:1] * 10)
    ]
    many = [replace(safe.positions[0], by=each.id, certainty="unstated") for each in parties]
    entities = (*ferry_brief().entities, *parties)
    claims = (replace(safe, contradicts=(), positions=(*many, safe.positions[1])),)
    [sides] = under("• The ferry is “not safe”.", body("summary", ferry(entities=entities, claims=claims)))
    assert "Islander 7 and 2 more · denies: Grey Line" in sides


def test_a_contested_claim_that_an_editor_supplied_is_labelled() -> None:
    claims = [replace(claim, basis="editor") for claim in ferry_brief().claims]
    [small] = under("• Any ferry of the line is sound.", body("summary", ferry(claims=tuple(claims))))
    assert small.endswith(" · supplied by the editor")


def test_the_sources_end_it_without_the_withdrawn_one() -> None:
    lines = body("summary")
    assert lines[lines.index("Sources") :] == [
        "Sources",
        "• Ferry ‘not safe to sail’",
        "  Nordpress (supplied by the editor), published by Sandholm Post"
        " · 3 Mar 2026 (supplied by the editor)",
        "• Minutes of the council",
        "  published by Sandholm Council · 5 Mar 2026 · supplied by the editor",
    ]


def test_long_lists_are_cut_and_say_how_many_more_there_are() -> None:
    brief = ferry_brief()
    claims = [replace(brief.claims[0], id=f"c-{n}", contradicts=()) for n in range(11)]
    sources = [replace(brief.sources[1], id=f"more-{n}") for n in range(7)]
    lines = body("summary", ferry(claims=tuple(claims), sources=(*brief.sources, *sources)))
    assert "• and 3 more, in the view claims" in lines
    assert "• and 4 more, in the view sources" in lines


def test_no_way_leads_to_an_empty_view() -> None:
    bare = ferry(statements=(), claims=(), timeline=(), glossary=(), open_questions=())
    labels = [action.label for action in reply("summary", bare).actions]
    assert labels == ["Sources", "History", "All briefs"]


def test_the_ways_onward_lead_to_the_views_that_hold_something() -> None:
    labels = [action.label for action in reply("summary", ferry(glossary=(), timeline=())).actions]
    assert labels == [
        "Who said what",
        "Claims",
        "Sources",
        "Open questions",
        "History",
        "All briefs",
    ]
