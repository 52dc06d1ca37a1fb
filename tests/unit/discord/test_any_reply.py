"""Whatever a reply holds, Discord takes it, nobody is pinged and no quote is changed."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord.embeds import render_embeds
from adapters.discord.render import render
from bot.reply.inert import marked
from bot.reply.model import Reply
from tests.strategies.replies import long_words, numbered, quotes_of, replies, words
from tests.support.discord_payload import read
from tests.support.payloads import check_discord

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(replies(20) | replies(20, spoken=long_words))
def test_every_message_is_within_every_limit(reply: Reply) -> None:
    for body in render(reply):
        check_discord(body)


@SLOW
@given(replies(20) | replies(20, spoken=long_words))
def test_every_embed_is_within_every_limit(reply: Reply) -> None:
    for body in render_embeds(reply):
        check_discord(body)


@SLOW
@given(replies(20, texts=words, spoken=words))
def test_every_quote_can_be_read_back_unchanged_in_both_forms(reply: Reply) -> None:
    for bodies in (render(reply), render_embeds(reply)):
        shown = "\n".join(map(read, bodies))
        for quote in quotes_of(reply):
            assert marked(quote) in shown


@SLOW
@given(st.lists(st.integers(0, 220), min_size=1, max_size=30))
def test_words_never_travel_without_their_speaker_and_place(sizes: list[int]) -> None:
    bodies = render(numbered(sizes))
    for n in range(len(sizes)):
        (shown,) = [text for body in bodies if f"“Quote {n}." in (text := read(body))]
        assert f"Speaker {n}." in shown
        assert f"Place {n}." in shown
