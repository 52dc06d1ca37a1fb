"""Whatever a reply holds, Slack takes it, nobody is pinged and no quote is changed."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack.render import render
from bot.reply.inert import marked
from bot.reply.model import Reply
from tests.strategies.replies import long_words, numbered, quotes_of, replies, words
from tests.support.payloads import check_slack
from tests.support.slack_payload import texts

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(replies(20) | replies(20, spoken=long_words))
def test_every_message_is_within_every_limit(reply: Reply) -> None:
    for body in render(reply):
        check_slack(body)


@SLOW
@given(replies(20, texts=words, spoken=words))
def test_every_quote_can_be_read_back_unchanged(reply: Reply) -> None:
    bodies = render(reply)
    shown = "\n".join(text for body in bodies for text in texts(body))
    plain = re.sub(r"&lt;(?=[!@#])", "<", shown)
    spoken = "\n".join(body["text"] for body in bodies)
    heard = spoken.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for quote in quotes_of(reply):
        as_shown = re.sub(r"&lt;(?=[!@#])", "<", marked(quote))
        assert as_shown in plain
        assert marked(quote) in heard


@SLOW
@given(st.lists(st.integers(0, 220), min_size=1, max_size=30))
def test_words_never_travel_without_their_speaker_and_place(sizes: list[int]) -> None:
    bodies = render(numbered(sizes))
    for n in range(len(sizes)):
        (shown,) = [text for body in bodies if f"“Quote {n}." in (text := "\n".join(texts(body)))]
        assert f"Speaker {n}." in shown
        assert f"Place {n}." in shown
