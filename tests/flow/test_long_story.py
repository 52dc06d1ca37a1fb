"""A story at the limits: pages of a few messages, and a way to the whole of every long quote."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.discord.embeds import render_embeds
from adapters.discord.render import render as render_discord
from adapters.slack.render import render as render_slack
from bot.brief.model import Hop
from bot.brief.parse import parse
from bot.brief.story import Story
from bot.query.resolve import Call
from bot.query.views import show
from bot.reply.model import Reply
from tests.support.briefs import brief
from tests.support.discord_payload import read
from tests.support.slack_payload import texts

MESSAGES = 5
Show = Callable[[Reply], list[str]]
SURFACES: list[Show] = [
    lambda reply: [read(body) for body in render_discord(reply)],
    lambda reply: [read(body) for body in render_embeds(reply)],
    lambda reply: ["\n".join(texts(body)) for body in render_slack(reply)],
]
UNITS = ("a word ", "消息", "خبر ", "👩‍👩‍👧‍👦", "*_`|")


def story(unit: str, **changes: Any) -> Story:
    """Statements that are all quotes of 3,000 characters."""
    parsed = parse(brief("norrhamn").encode(), "norrhamn.yaml").brief
    assert parsed is not None
    quoted = ((unit * 3000)[:3000].strip(),)
    said = [replace(each, kind="direct", quoted=quoted, **changes) for each in parsed.statements]
    return Story(replace(parsed, statements=tuple(said)))


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("view", ["who-said-what", "claims"])
def test_a_page_is_a_few_messages(view: str, surface: Show, unit: str) -> None:
    long = story(unit)
    page, found = 1, list[str]()
    while True:
        reply = show(Call(view=view, story=long, page=page))
        assert len(surface(reply)) <= MESSAGES
        found += reply.items
        if not any(action.label == "Next page" for action in reply.actions):
            break
        page += 1
    assert page > 1
    assert set(found) >= set(long.statements if view == "who-said-what" else long.claims)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("hops", [0, 20])
def test_an_item_by_itself_is_shown_whole_with_its_speaker(hops: int, surface: Show, unit: str) -> None:
    via = tuple(
        Hop(as_=f"the wire {number} {'w' * 100}", act="carried by cable and by post")
        for number in range(hops)
    )
    long = story(unit, via=via)
    messages = surface(show(Call(view="item", story=long, item="s-0")))
    shown = "\n".join(messages)
    words = "".join(re.findall(r"“([^”]*)”", shown))
    assert re.sub(r"\s", "", words) == re.sub(r"\s", "", long.statements["s-0"].quoted[0])
    assert all("Ada Lindqvist" in message for message in messages if "“" in message)
    assert shown.count("w" * 100) == hops * shown.count("via the wire")


def test_a_long_quote_in_a_claim_is_whole_at_its_statement() -> None:
    long = story("*_`|")
    shown = "\n".join(map(read, render_discord(show(Call(view="claims", story=long)))))
    assert "shortened; the whole: /brief norrhamn s-0" in shown
