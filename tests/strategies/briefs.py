"""Any valid brief: hostile texts in every field, sections full and empty, quotes at their bounds."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st

from bot.brief.check import check_bytes
from bot.brief.model import Brief

FRAGMENTS = (
    "peace talks",
    "the minister",
    "1,718 shells",
    "@everyone",
    "@here",
    "<!channel>",
    "<@U024BE7LH>",
    "<@123456789>",
    "<#C024BE7LR>",
    "<!subteam^S1>",
    "**bold**",
    "*it*",
    "_u_",
    "__u__",
    "~~s~~",
    "||spoiler||",
    "`code`",
    "```",
    "# big",
    "## mid",
    "- item",
    "1. one",
    "> cited",
    ">>> all",
    "-# small",
    "[a](https://evil.example)",
    "https://evil.example/x",
    "discord.gg/abc",
    "mailto:a@b.example",
    "<https://evil.example|click>",
    "<t:1:R>",
    "</brief:1>",
    "<:smile:1>",
    ":smile:",
    "&amp;",
    "&lt;b&gt;",
    "<b>x</b>",
    "\\",
    "\\*",
    "\u202e",
    "\u2066",
    "\u200f",
    "\u200d",
    "\u200b",
    "\u00a0",
    "北朝鲜否认",
    "朝鮮が否定した",
    "북한은 부인했다",
    "نفت كوريا",
    "צפון קוריאה",
    "Ελλάδα",
    "İstanbul",
    "👩‍👩‍👧‍👦",
    "🇰🇵",
    "e\u0301",
    "A\u0300\u0301\u0302",
    "$(rm -rf /)",
    "'; DROP TABLE x; --",
    "{0}",
    "%s",
    "[bold]x[/bold]",
    "\t",
    "*" * 40,
    "<" * 30,
    "字" * 60,
)
MARKS = ("“so-called”", "‘deal’", '"quote"', "«guillemets»", "it’s", "the allies’", "’90s")
KINDS = ("direct", "mixed", "indirect", "act")
STANCES = ("asserts", "denies", "doubts", "questions", "supports", "opposes", "declines")


def texts(longest: int = 300, *, marks: bool = False) -> st.SearchStrategy[str]:
    """Text of 1 to `longest` characters that is not blank; with quotation marks only if asked."""
    pieces = FRAGMENTS + MARKS if marks else tuple(piece for piece in FRAGMENTS if "'" not in piece)
    joined = st.lists(st.sampled_from(pieces), min_size=1, max_size=12).map(" ".join)
    return st.tuples(joined, st.integers(1, 40)).map(lambda pair: f"w{pair[0] * pair[1]}"[:longest])


def dates() -> st.SearchStrategy[str | None]:
    return st.sampled_from(
        (None, "2022", "2022-11", "2022-11-08", "[2022-10-31..2022-11-06]", "199X", "2019~")
    )


def whens() -> st.SearchStrategy[dict[str, Any] | None]:
    when = st.fixed_dictionaries({"text": st.none() | texts(60, marks=True), "edtf": dates()}).map(
        lambda when: {**when, "basis": "editor"}
    )
    return st.none() | when


@st.composite
def statements(draw: st.DrawFn, number: int, speakers: int, sources: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    item: dict[str, Any] = {
        "id": f"s-{number}",
        "speaker": f"e-{draw(st.integers(0, speakers - 1))}",
        "kind": kind,
        "cue": draw(texts(60)),
        "gist": draw(texts(400)),
        "at": f"src-{draw(st.integers(0, sources - 1))}#p{draw(st.integers(1, 40))}",
        "when": draw(whens()),
    }
    if kind in ("direct", "mixed"):
        longest = draw(st.sampled_from((40, 300, 3000)))
        item["quoted"] = draw(st.lists(texts(longest, marks=True), min_size=1, max_size=3))
        if draw(st.booleans()):
            item["insertions"] = [draw(st.sampled_from(("(the **ministry**)", "[sic]", "(<!channel>)")))]
            item["quoted"][0] = f"{item['quoted'][0][: longest - 30]} {item['insertions'][0]} w"
    if draw(st.booleans()):
        item["on_behalf_of"] = f"e-{draw(st.integers(0, speakers - 1))}"
    if draw(st.booleans()):
        item["via"] = [{"as": draw(texts(120)), "act": draw(texts(40))}]
        item["venue"] = draw(texts(100, marks=True))
    if number and draw(st.booleans()):
        item[draw(st.sampled_from(("infers_from", "restates")))] = [f"s-{draw(st.integers(0, number - 1))}"]
    return item


@st.composite
def claims(draw: st.DrawFn, number: int, said: list[dict[str, Any]]) -> dict[str, Any]:
    cited = (
        draw(st.lists(st.sampled_from(said), max_size=4, unique_by=lambda item: item["id"])) if said else []
    )
    positions = {}
    for item in cited:
        stance = draw(st.sampled_from(STANCES))
        positions[item["speaker"], stance] = {
            "by": item["speaker"],
            "stance": stance,
            "statements": [item["id"]],
        }
    return {
        "id": f"c-{number}",
        "proposition": draw(texts(500)),
        "type": draw(st.sampled_from(("factual", "prediction", "analysis"))),
        "positions": list(positions.values()),
        "note": draw(st.none() | texts(200, marks=True)),
    }


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A brief as the plain data that YAML holds."""
    speakers, sources = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    said = [draw(statements(number, speakers, sources)) for number in range(draw(st.integers(0, 6)))]
    at = "src-0#p1"
    return {
        "schema": "brief/1",
        "slug": "any-story",
        "title": draw(texts(200, marks=True)),
        "language": "en",
        "status": draw(st.sampled_from(("live", "dormant", "closed"))),
        "revision": {"number": 1, "at": "2026-11-23T16:40:00Z", "note": draw(texts(200, marks=True))},
        "summary": [{"id": "b-1", "text": draw(texts(1000)), "refs": [said[0]["id"] if said else "src-0"]}],
        "sources": [
            {
                "id": f"src-{number}",
                "type": "article",
                "headline": draw(texts(300, marks=True)),
                "url": f"https://news.example/{number}",
                "agency": {"entity": f"e-{draw(st.integers(0, speakers - 1))}", "basis": "editor"},
                "published": {"edtf": "2022-11-08", "basis": "editor"},
                "rights": {"holder": draw(texts(100, marks=True))},
            }
            for number in range(sources)
        ],
        "entities": [
            {
                "id": f"e-{number}",
                "type": "person",
                "name": f"{draw(texts(100))} {number}",
                "role": draw(st.none() | st.fixed_dictionaries({"text": texts(200), "at": st.just(at)})),
                "named": draw(st.booleans()),
            }
            for number in range(speakers)
        ],
        "statements": said,
        "claims": [draw(claims(number, said)) for number in range(draw(st.integers(0, 4)))],
        "facts": [{"id": "f-1", "text": draw(texts(1000, marks=True)), "voice": "reporter", "at": at}],
        "timeline": [
            {
                "id": f"t-{number}",
                "text": draw(texts(500, marks=True)),
                "when": draw(whens()) or {"text": None, "edtf": None},
                "refs": ["f-1"],
            }
            for number in range(draw(st.integers(0, 3)))
        ],
        "glossary": [
            {
                "id": "g-1",
                "term": draw(texts(100, marks=True)),
                "text": draw(texts(500, marks=True)),
                "at": at,
            }
        ],
        "open_questions": [{"id": "oq-1", "text": draw(texts(500, marks=True)), "near": ["f-1"]}],
        "corrections": [
            {
                "id": "k-1",
                "revision": 1,
                "items": ["f-1"],
                "class": "corrected",
                "was": draw(texts(200, marks=True)),
                "now": draw(texts(200, marks=True)),
                "origin": "brief",
            }
        ],
    }


def to_yaml(document: dict[str, Any]) -> bytes:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """A brief that passes every check, as every brief that is served does."""
    checked = check_bytes(to_yaml(draw(documents())), "any-story.yaml")
    assert checked.brief is not None, [str(problem) for problem in checked.problems]
    return checked.brief
