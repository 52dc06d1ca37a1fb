"""A reply in several messages: every word there or marked as missing, every word with its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.reply.fit import Cost, Room, fit, total
from bot.reply.inert import clean
from bot.reply.model import (
    Action,
    Block,
    Choices,
    Claim,
    Fields,
    Heading,
    Inline,
    Link,
    Notice,
    Paragraph,
    Paraphrase,
    Plain,
    Point,
    Quote,
    Reply,
    Stand,
    Statement,
)
from bot.reply.plain import plain
from tests.strategies.replies import replies

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WHERE = re.compile(r"\((\d+)/(\d+)\)")
SENTENCE = "The lake was said to be quiet in the morning and louder later on. "


def cost(block: Block) -> Cost:
    text = plain(Reply(kind="view", blocks=(block,)))
    return Cost(len(text) + 2, len(text.encode()) + 2, 1)


def room(chars: int, parts: int = 40) -> Room:
    return Room(chars, chars * 4, parts)


def quotes(reply: Reply) -> Iterator[Quote]:
    for block in reply.blocks:
        match block:
            case Paragraph(words=words) | Point(words=words) | Statement(words=words):
                groups = [words]
            case Claim(stands=stands):
                groups = [stand.words for stand in stands]
            case Fields(rows=rows):
                groups = [words for _, words in rows]
            case _:
                groups = []
        yield from (word for group in groups for word in group if isinstance(word, Quote))


def statement(*words: Inline, **rest: str) -> Statement:
    given = {
        "item": "s-1",
        "speaker": "Ann Lee",
        "cue": "said",
        "label": "partly quoted",
        "detail": "Post ¶3",
    }
    return Statement(words=words, **(given | rest))  # type: ignore[arg-type]


def reply(*blocks: Block, actions: tuple[Action, ...] = ()) -> Reply:
    return Reply(
        kind="view", story="lake", revision=1, view="claims", blocks=blocks, actions=actions, tone="live"
    )


@SLOW
@given(replies(), st.integers(2000, 4000), st.integers(4, 40))
def test_no_message_is_larger_than_its_room(whole: Reply, chars: int, parts: int) -> None:
    # 2,000 characters hold the names, labels and small print that are never shortened, however hostile.
    tail = Cost(100, 100, 2)
    messages = fit(whole, room(chars, parts), cost, tail=tail)
    for number, message in enumerate(messages, start=1):
        used = total((*map(cost, message.blocks), tail if number == len(messages) else Cost(0, 0, 0)))
        assert room(chars, parts).holds(used) or not shortenable(message, chars)


def shortenable(message: Reply, chars: int) -> bool:
    """Whether the fixed words of the largest block leave room: names may fill a message on their own."""
    return max(map(fixed, message.blocks)) < chars // 2


def fixed(block: Block) -> int:
    match block:
        case Statement():
            return len(block.speaker) + len(block.cue) + len(block.label) + uncut(block.words)
        case Claim(stands=stands):
            return 150 + sum(len(s.by) + len(s.stance) + uncut(s.words) for s in stands)
        case Fields(rows=rows):
            return sum(len(name) + uncut(words) for name, words in rows)
        case Choices(options=options):
            return sum(len(option.label) + len(option.command) for option in options)
        case Paragraph(words=words) | Point(words=words):
            return 150 + uncut(words)
        case _:
            return 300


def uncut(words: Iterable[Inline]) -> int:
    """What at most stays of each piece, and addresses whole."""
    return sum(150 + (len(word.url) if isinstance(word, Link) else 0) for word in words)


@SLOW
@given(replies(), st.integers(400, 3000))
def test_items_are_the_same_in_the_same_order(whole: Reply, chars: int) -> None:
    messages = fit(whole, room(chars), cost)
    assert tuple(dict.fromkeys(item for message in messages for item in message.items)) == whole.items


@SLOW
@given(replies(), st.integers(400, 3000))
def test_a_quote_is_whole_or_its_beginning_marked_as_cut(whole: Reply, chars: int) -> None:
    originals = list(quotes(whole))
    shown = [quote for message in fit(whole, room(chars), cost) for quote in quotes(message)]
    assert len(shown) == len(originals)
    for quote, original in zip(shown, originals, strict=True):
        words, full = clean(quote.text).strip(), clean(original.text).strip()
        assert full.startswith(words)
        assert quote == original if words == full else quote.cut


@SLOW
@given(replies(), st.integers(400, 3000))
def test_only_the_last_message_has_actions_and_all_say_where_they_are(whole: Reply, chars: int) -> None:
    messages = fit(whole, room(chars), cost)
    assert messages[-1].actions == whole.actions
    assert messages[-1].offer == whole.offer
    for number, message in enumerate(messages, start=1):
        same = replace(message, blocks=whole.blocks, actions=whole.actions, offer=whole.offer)
        assert same == whole
        assert number == len(messages) or not (message.actions or message.offer)
        if len(messages) > 1:
            assert message.blocks[-1] == Notice(text=f"({number}/{len(messages)})")


def test_what_fits_is_left_alone() -> None:
    whole = reply(Heading(text="Lake"), Notice(text="As of revision 1"))
    assert fit(whole, room(200), cost) == (whole,)
    assert fit(reply(), room(0), cost, tail=Cost(9, 9, 9)) == (reply(),)


def test_whole_blocks_move_and_a_heading_goes_with_the_block_after_it() -> None:
    ann = statement(Paraphrase(text=SENTENCE * 3))
    whole = reply(
        ann, Heading(text="Bo", level=2), replace(ann, speaker="Bo"), Notice(text="As of revision 1")
    )
    first, second = fit(whole, room(350), cost)
    assert first.blocks[:-1] == whole.blocks[:1]
    assert second.blocks[:-1] == whole.blocks[1:]


def test_small_print_at_the_end_has_something_before_it() -> None:
    ann = statement(Paraphrase(text=SENTENCE))
    whole = reply(ann, ann, Notice(text="As of revision 1, which is a long line of small print"))
    *_, last = fit(whole, room(220), cost)
    assert last.blocks[:-1] == whole.blocks[1:]


def test_our_own_words_give_way_before_a_quote_does() -> None:
    quote = Quote(text="quiet in the morning, " * 5 + "and louder")
    whole = reply(statement(Paraphrase(text=SENTENCE * 8), quote, notes=(SENTENCE * 8,)))  # type: ignore[arg-type]
    (message,) = fit(whole, room(500), cost)
    assert list(quotes(message)) == [quote]
    assert "…" in plain(message)
    assert "/brief lake s-1" in plain(message)
    assert len(plain(message)) > 400


def test_an_over_long_quote_is_cut_at_a_words_end_and_names_the_way_to_the_whole() -> None:
    (message,) = fit(reply(statement(Quote(text=SENTENCE * 40))), room(500), cost)
    text = plain(message)
    (quote,) = quotes(message)
    assert SENTENCE.strip().startswith(quote.text.split(". ")[-1])
    assert f"{quote.text} […]”" in text
    assert "Ann Lee · said (partly quoted)" in text
    assert "Post ¶3" in text
    assert "the whole: /brief lake s-1" in text


def test_an_insertion_is_not_cut_in_two() -> None:
    for chars in range(200, 300):
        text = "word " * 20 + "(an insertion of several words by the reporter) " + "word " * 40
        quote = Quote(text=text, insertions=("(an insertion of several words by the reporter)",))
        (message,) = fit(reply(statement(quote)), room(chars), cost)
        assert ("an insertion" in plain(message)) == ("by the reporter]" in plain(message))


def test_a_claim_with_many_stands_is_split_and_repeats_its_proposition() -> None:
    stands = tuple(
        Stand(by=f"Speaker {n}", stance="denies", items=(f"s-{n}",), words=(Plain(text=SENTENCE),))
        for n in range(30)
    )
    claim = Claim(
        item="c-1", proposition="The lake is quiet", status="contested", stands=stands, notes=("of fact",)
    )
    messages = fit(reply(Heading(text="Lake"), claim), room(800), cost)
    parts = [block for message in messages for block in message.blocks if isinstance(block, Claim)]
    assert len(parts) > 2
    assert tuple(stand for part in parts for stand in part.stands) == stands
    assert {part.proposition for part in parts} == {"The lake is quiet"}
    assert [part.notes for part in parts] == [()] * (len(parts) - 1) + [("of fact",)]


def test_options_are_split_over_messages_and_repeat_the_prompt() -> None:
    options = tuple(Action(label=f"Story {n}", command=f"/brief story-{n}") for n in range(60))
    messages = fit(reply(Choices(prompt="Which story?", options=options)), room(500), cost)
    parts = [block for message in messages for block in message.blocks if isinstance(block, Choices)]
    assert tuple(option for part in parts for option in part.options) == options
    assert all(part.prompt == "Which story?" for part in parts)


def test_buttons_that_do_not_fit_take_the_last_words_with_them() -> None:
    ann = statement(Paraphrase(text=SENTENCE))
    whole = reply(ann, ann, actions=(Action(label="Help", command="/help"),))
    first, second = fit(whole, room(2 * cost(ann).chars + 40), cost, tail=Cost(60, 60, 1))
    assert [len(first.blocks), len(second.blocks)] == [2, 2]
    assert second.actions == whole.actions


def test_a_whole_block_is_not_shortened_for_the_sake_of_buttons() -> None:
    ann = statement(Quote(text=SENTENCE * 4))
    whole = reply(ann, actions=(Action(label="Help", command="/help"),))
    first, second = fit(whole, room(cost(ann).chars + 20), cost, tail=Cost(60, 60, 1))
    assert first.blocks[0] == ann
    assert second.actions == whole.actions


@pytest.mark.parametrize(
    "unit", ["👩‍👩‍👧‍👦", "🇰🇵", "👍🏽", "n\u0303", "ก\u0e34\u0e49", "क\u094dष", "\u1112\u1161\u11ab", "𝒳"]
)
def test_no_character_is_cut_in_two(unit: str) -> None:
    for chars in range(150, 190):
        for kind in (Quote, Paraphrase):
            (message,) = fit(reply(statement(kind(text=unit * 300))), room(chars), cost)
            (block,) = (block for block in message.blocks if isinstance(block, Statement))
            assert re.fullmatch(f"(?:{unit})*…?", block.words[0].text)


def test_neither_an_address_nor_checked_words_are_shown_in_part() -> None:
    for chars in range(150, 300):
        text = "See https://example.org/" + "a" * 60 + " and “the checked words” of it " * 5
        (message,) = fit(reply(statement(Plain(text=text))), room(chars), cost)
        shown = plain(message)
        assert shown.count("“") == shown.count("”")
        assert set(re.findall(r"https://\S+", shown)) <= {"https://example.org/" + "a" * 60}


def test_a_thousand_blocks_are_split_in_time() -> None:
    calls = 0

    def counting(block: Block) -> Cost:
        nonlocal calls
        calls += 1
        return cost(block)

    ann = statement(Quote(text=SENTENCE * 2))
    blocks: list[Block] = [Heading(text="Ann", level=2), ann] * 500
    messages = fit(reply(*blocks), room(2000), counting)
    assert sum(block == ann for message in messages for block in message.blocks) == 500
    assert calls < 10_000
