"""Foreign text cannot hide, turn round, steer a terminal or pass for checked words."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reply.inert import clean, inserted, marked, single_marks
from bot.reply.model import Quote
from tests.strategies.replies import quotes, texts

DANGEROUS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\u200b\u2060-\u2064\ufeff\u00ad\ud800-\udfff]"
)


@given(texts | st.text(st.characters(), max_size=80))
def test_cleaned_text_holds_nothing_dangerous_and_stays_as_it_is_when_cleaned_again(text: str) -> None:
    cleaned = clean(text)
    assert not DANGEROUS.search(cleaned)
    assert not re.search(r"\s\s|[^\S ]", cleaned)
    assert clean(cleaned) == cleaned
    assert clean(cleaned.strip()).strip() == cleaned.strip()


@pytest.mark.parametrize(
    "text",
    [
        "A plain sentence, with 100 % of its signs: <b> *x* @all.",
        "‘Déjà vu’ – naïve coöperation costs €5 → see ¶8",
        "الأمين\u200cالعام \u200f(الأمم المتحدة)\u200e وقال",
        "הַדּוֹבֵר אָמַר שֶׁאֵין לְכָךְ יְסוֹד",
        "क्षत्रिय श्र\u200dी हिन्दी",
        "ที่นี่น้ำ",
        "Việt Nam: phở, Nguyễn".encode().decode(),
        unicodedata.normalize("NFD", "Nguyễn Ngọc Ngạn"),
        "한국어 \u1112\u1161\u11ab",
        "བསྒྲུབས་",
        "👩‍👩‍👧‍👦 👍🏽 ❤️ 🇰🇵 1️⃣ 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "葛\U000e0100飾区",
    ],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("one\r\n two\t\u00a0\u2028three", "one two three"),
        (" a piece ", " a piece "),
        ("\x1b[31mred\x07", "[31mred"),
        ("ab\u202egnorw\u202c", "abgnorw"),
        ("pay\u200bload\ufeff\u2060", "payload"),
        ("\U000e0068\U000e0069 tags", " tags"),
        ("x\ufe0f\ufe0f\ufe0e y \ufe0f", "x\ufe0f y "),
        ("half \ud83d a character", "half a character"),
        ("\u0338 struck", " struck"),
        (" \u200d\u0338x", " \u200dx"),
        ("z" + "\u0301" * 40 + "!", "z" + "\u0301" * 8 + "!"),
        ("a" + "\u200d" * 3000 + "b", "a" + "\u200d" * 8 + "b"),
    ],
)
def test_what_hides_or_spoofs_is_dropped(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "insertions", "shown"),
    [
        (
            "of the (U.N. Security Council) against",
            ("(U.N. Security Council)",),
            "of the [U.N. Security Council] against",
        ),
        ("the [North] said", ("[North]",), "the [North] said"),
        ("he (Kim) and he (Kim)", ("(Kim)",), "he [Kim] and he [Kim]"),
        ("he (Kim Jong Un) came", ("(Kim", "(Kim Jong Un)"), "he [Kim Jong Un] came"),
        ("nothing of it", ("(absent)", ""), "nothing of it"),
        ("over two (U.N.\u00a0 Council) lines", ("(U.N. Council)",), "over two [U.N. Council] lines"),
    ],
)
def test_an_insertion_is_shown_in_brackets(text: str, insertions: tuple[str, ...], shown: str) -> None:
    quote = Quote(text=text, insertions=insertions)
    assert marked(quote) == f"“{shown}”"
    assert "".join(segment.text for segment in inserted(quote)) == shown


@given(quotes())
def test_without_its_insertions_a_quote_is_the_speakers_words_in_order(quote: Quote) -> None:
    rest = clean(quote.text).strip()
    for segment in inserted(quote):
        if not segment.insertion:
            assert segment.text in rest
            rest = rest[rest.index(segment.text) + len(segment.text) :]


def test_a_cut_quote_says_so_inside_its_marks() -> None:
    assert marked(Quote(text="never had ", cut=True)) == "“never had […]”"
    assert marked(Quote(text="", cut=True)) == "“[…]”"


def test_a_platforms_escape_sees_the_brackets_too() -> None:
    quote = Quote(text="the (a)(https://evil.example)", insertions=("(a)",))
    assert marked(quote, lambda text: text.replace("[", r"\[")) == r"“the \[a](https://evil.example)”"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("he “said” it", "he ‘said’ it"),
        ('he "said" it', "he ‘said’ it"),
        ("„ja“, sagt er", "‘ja’, sagt er"),
        ("»ja«", "‘ja’"),
        ("« oui » et", "‘ oui ’ et"),
        ("(“x”)", "(‘x’)"),
        ("it’s ‘fine’", "it’s ‘fine’"),
        ("”", "’"),
    ],
)
def test_marks_round_unchecked_words_are_single(text: str, shown: str) -> None:
    assert single_marks(text) == shown


@given(texts)
def test_no_double_mark_survives(text: str) -> None:
    assert not set('“”„‟«»"＂') & set(single_marks(text))
