"""For any two valid briefs: the changes, the guard and the message hold what they promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from itertools import chain
from typing import Any

import msgspec
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from adapters.discord.render import render as render_discord
from adapters.slack.render import render as render_slack
from bot.brief.check import check_bytes
from bot.brief.model import Brief
from bot.brief.parse.places import Places
from bot.brief.quotation import normalise
from bot.brief.story import Story, all_items
from bot.query.resolve import Call
from bot.query.views import show
from bot.query.views.amend import amended
from bot.query.views.update import update_reply
from bot.reply.codec import from_json, to_json
from bot.reply.model import Claim, Paragraph, Point, Quote, Reply, Statement
from bot.revision.changes import diff
from bot.revision.delta import delta, same
from bot.revision.guard import guard
from tests.strategies.briefs import briefs, documents, texts, to_yaml
from tests.support.payloads import check_discord, check_slack

# A pair that fails is large, and making it smaller takes minutes: the failure is shown as it was found.
any_pair = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
Pair = tuple[Brief, Brief]
EDITED = ("statements", "claims", "facts", "timeline", "summary", "sources")


@st.composite
def revisions(draw: st.DrawFn) -> Pair:
    """A brief, and the same with some items reworded, withdrawn, gone, or corrected, as an editor would."""
    old = draw(documents())
    new = deepcopy(old)
    items: list[dict[str, Any]] = [item for section in EDITED for item in new[section]]
    for item in draw(st.lists(st.sampled_from(items), max_size=6, unique_by=lambda item: item["id"])):
        _edit(draw, item)
    named = draw(st.lists(st.sampled_from([item["id"] for item in items]), max_size=3, unique=True))
    if named:
        class_ = draw(st.sampled_from(("corrected", "clarified", "refiled", "withdrawn")))
        told = {"was": "This", "now": draw(st.none() | texts(100)), "origin": "brief"}
        new["corrections"].append({"id": "k-9", "revision": 2, "items": named, "class": class_, **told})
    new["revision"] = {"number": draw(st.integers(1, 3)), "at": "2026-11-24T16:40:00Z", "note": "Next."}
    new["status"] = draw(st.sampled_from(("live", "hold", "closed", "withdrawn")))
    one, other = (check_bytes(to_yaml(each), "any-story.yaml").brief for each in (old, new))
    assume(one is not None and other is not None)
    assert one is not None
    assert other is not None
    return one, other


def _edit(draw: st.DrawFn, item: dict[str, Any]) -> None:
    field = next(name for name in ("gist", "proposition", "text", "headline") if name in item)
    match draw(st.sampled_from(("reword", "withdraw", "words", "stance"))):
        case "reword":
            item[field] = draw(texts(200))
        case "words" if item.get("quoted"):
            item["quoted"] = [draw(texts(100, marks=True))]
            item.pop("insertions", None)
        case "stance" if item.get("positions"):
            item["positions"][0]["stance"] = draw(st.sampled_from(("asserts", "denies")))
        case _:
            item["withdrawn"] = True


pairs = revisions() | st.tuples(briefs(), briefs())


def quotes(reply: Reply) -> Iterator[Quote]:
    for block in reply.blocks:
        match block:
            case Statement(words=words) | Point(words=words) | Paragraph(words=words):
                yield from (word for word in words if isinstance(word, Quote))
            case Claim(stands=stands):
                yield from (word for stand in stands for word in stand.words if isinstance(word, Quote))


@any_pair
@given(briefs())
def test_a_brief_does_not_differ_from_itself(brief: Brief) -> None:
    copy = msgspec.msgpack.decode(msgspec.msgpack.encode(brief), type=Brief)
    assert same(brief, copy)
    assert diff(brief, copy) == ()
    assert guard(brief, copy, Places("any-story.yaml")) == ()


@any_pair
@given(pairs)
def test_every_item_that_differs_is_one_change(pair: Pair) -> None:
    old, new = pair
    told = Counter(change.item for change in diff(old, new))
    assert not told or max(told.values()) == 1
    before, after = ({item.id: item for item in all_items(brief)} for brief in pair)
    assert {id for id in before.keys() | after.keys() if before.get(id) != after.get(id)} <= told.keys()
    assert told.keys() <= before.keys() | after.keys() | {None}


@any_pair
@given(pairs)
def test_what_is_gone_or_was_wrong_edits_its_posts_and_what_is_never_told_is_no_news(pair: Pair) -> None:
    for change in diff(*pair):
        if change.kind not in ("correction", "brief") and change.label == "WITHDRAWN":
            assert (change.notify, change.edit) == ("at once", True) or change.was is None
        if change.label == "REFILED":
            assert change.notify == "never"
    assert all(change.notify != "never" for change in delta(*pair).changes)


@any_pair
@given(pairs)
def test_the_guard_speaks_of_changes_only_and_only_of_those_that_nothing_excuses(pair: Pair) -> None:
    old, parsed = pair[0], check_bytes(msgspec.yaml.encode(pair[1]), "any-story.yaml")
    assert parsed.brief
    new = parsed.brief
    problems = guard(old, new, parsed.places)
    by_item = {change.item: change for change in diff(old, new)}
    codes = {problem.code for problem in problems}
    assert ("E-GUARD-NUMBER" in codes) == (not same(old, new) and new.revision.number <= old.revision.number)
    known = {item.id for item in all_items(old)}
    gone = {problem.item for problem in problems if problem.code == "E-GUARD-VANISHED"}
    assert gone == known - {item.id for item in all_items(new)}
    for problem in problems:
        if problem.code == "E-GUARD-SILENT":
            assert problem.item in known
            assert by_item[problem.item].correction is None


@any_pair
@given(pairs)
def test_the_message_quotes_nothing_that_is_not_quoted_in_one_of_the_two_and_fits_every_platform(
    pair: Pair,
) -> None:
    before, after = map(Story, pair)
    reply = update_reply(before, after, diff(*pair))
    assert from_json(to_json(reply)) == reply
    said = chain.from_iterable(statement.quoted for brief in pair for statement in brief.statements)
    quoted = {normalise(words) for words in said}
    assert {normalise(quote.text) for quote in quotes(reply)} <= quoted
    for body in render_discord(reply):
        check_discord(body)
    for body in render_slack(reply):
        check_slack(body)


@any_pair
@given(pairs)
def test_an_earlier_post_keeps_all_that_it_said(pair: Pair) -> None:
    before, after = map(Story, pair)
    for view in ("summary", "who-said-what", "claims"):
        post = show(Call(view=view, story=before))
        now = amended(post, before, after, diff(*pair))
        assert now.blocks[len(now.blocks) - len(post.blocks) :] == post.blocks
        assert {action.command for action in post.actions} <= {action.command for action in now.actions}
        for body in (*render_discord(now), *render_slack(now)):
            (check_discord if "flags" in body else check_slack)(body)
