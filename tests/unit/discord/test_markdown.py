"""No character of foreign words acts in Discord's Markdown, and none is lost."""

from __future__ import annotations

import pytest
from hypothesis import given

from adapters.discord.markdown import escape, inline
from bot.reply.model import Link, Paraphrase, Plain, Quote, Strong
from tests.strategies.replies import words
from tests.support.discord_payload import unescape


@given(words)
def test_taking_the_backslashes_away_gives_the_words_back(text: str) -> None:
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("hostile", "inert"),
    [
        ("@everyone", r"\@everyone"),
        ("<@123>", r"\<\@123>"),
        ("<#1> </brief:1> <t:1:R>", r"\<#1> \</brief:1> \<t\:1:R>"),
        ("*a* _b_ ~~c~~ `d` ||e||", r"\*a\* \_b\_ \~\~c\~\~ \`d\` \|\|e\|\|"),
        ("# title", r"\# title"),
        ("-# small", r"\-# small"),
        ("- point", r"\- point"),
        (">>> all", r"\>>> all"),
        ("12. twelfth", r"12\. twelfth"),
        ("see https://x.example", r"see https\://x.example"),
        ("join discord.gg/abc", r"join discord\.gg/abc"),
        (":smile:", r"\:smile:"),
        ("a\\*b", r"a\\\*b"),
        ("first\n# second", "first\n\\# second"),
    ],
)
def test_markup_in_foreign_words_is_shown_as_it_is(hostile: str, inert: str) -> None:
    assert escape(hostile) == inert


@pytest.mark.parametrize(
    "harmless", ["never had ‘arms dealings’", "5 > 3", "a-b, 3.5 m: yes", "北朝鮮は否定した"]
)
def test_ordinary_words_are_left_alone(harmless: str) -> None:
    assert escape(harmless) == harmless


def test_quote_paraphrase_and_emphasis_look_different() -> None:
    row = (Quote(text="yes"), Plain(text=" and "), Paraphrase(text="no"), Plain(text=" "), Strong(text="so"))
    assert inline(row) == "“yes” and *no* **so**"


def test_marks_that_touch_are_kept_apart() -> None:
    assert inline((Strong(text="a"), Paraphrase(text="b "), Plain(text="c"))) == "**a** *b* c"


def test_a_link_cannot_be_broken_out_of() -> None:
    shown = inline((Link(text="a](x)", url="https://e.example/>)[click](https://evil.example)"),))
    assert shown == r"[a\](x)](<https://e.example/%3E%29%5Bclick%5D%28https://evil.example%29>)"


@pytest.mark.parametrize(
    "url", ["http://e.example", "javascript:alert(1)", "https://e.example/" + "a" * 3000]
)
def test_an_address_that_may_not_be_a_link_leaves_its_words(url: str) -> None:
    assert inline((Link(text="source", url=url),)) == "source"
