"""A statement's words: what is checked stands in “ ”, the rest is visibly our paraphrase."""

from __future__ import annotations

import pytest

from bot.query.words import spoken_words
from bot.reply.model import Inline, Paraphrase, Plain, Quote
from bot.reply.plain import one_line
from tests.support.ferry import ferry


def words(statement: str) -> tuple[Inline, ...]:
    return spoken_words(ferry().statements[statement])


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("s-safe", "“It [the Gull] is not safe” … “Nobody sails”"),
        ("s-sound", "Every plate was “as sound as a bell”."),
        ("s-plan", "“our own yard” … “by May” — The company would mend the hull “by May”."),
        ("s-clerk", "The money may run out."),
        ("s-lund", "Lund rejects the higher fares."),
    ],
)
def test_quotes_stand_apart_and_the_gist_beside_them_only_where_it_says_more(
    statement: str, line: str
) -> None:
    assert one_line(words(statement)) == line


def test_what_is_not_quoted_is_marked_as_a_paraphrase() -> None:
    assert words("s-clerk") == (Paraphrase(text="The money may run out."),)
    assert words("s-sound") == (
        Paraphrase(text="Every plate was "),
        Quote(text="as sound as a bell"),
        Plain(text="."),
    )
