"""A long quote in parts: nothing lost, nothing cut in two, and never more than a platform can show."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.markdown import escape
from bot.reply.cut import in_parts
from bot.reply.inert import clean
from bot.reply.model import Quote
from tests.strategies.replies import quotes

MOST = 400


@given(quotes(), st.integers(20, MOST))
def test_the_parts_are_the_whole_in_order(quote: Quote, most: int) -> None:
    joined = "".join(part.text for part in in_parts(quote, most))
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", clean(quote.text))


@pytest.mark.parametrize("unit", ["a word ", "&", "<", "*_", "消息", "خبر ", "👩‍👩‍👧‍👦", "क्षि"])
def test_no_platform_makes_a_part_longer_than_it_may_be(unit: str) -> None:
    for part in in_parts(Quote(text=unit * 1000), MOST):
        assert max(len(escape(part.text)), len(html.escape(part.text, quote=False))) <= MOST


def test_what_a_reporter_put_in_is_never_parted_from_its_brackets() -> None:
    inside = "(put in by the reporter)"
    for before in range(60, 100):
        quote = Quote(text="w" * before + f" {inside} and more words" * 5, insertions=(inside,))
        assert sum(part.text.count(inside) for part in in_parts(quote, 100)) == 5
