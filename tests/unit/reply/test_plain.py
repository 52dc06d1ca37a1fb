"""Plain text holds every word, names every speaker, and nothing in a brief passes for the interface."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings

from bot.reply.inert import clean, marked
from bot.reply.model import (
    Action,
    Block,
    Choices,
    Claim,
    Fields,
    Heading,
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

SLOW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SAID = Statement(
    item="s-1",
    speaker="Ann Lee",
    cue="said",
    label="partly quoted",
    words=(
        Paraphrase(text="Lee said the lake was "),
        Quote(text="rather quiet"),
        Paraphrase(text=" that day."),
    ),
    detail="on Monday: 3 Aug 2020 (worked out) · via Lake Press · Post ¶3",
    notes=("‘she’ is read as Ann Lee",),
)


def shown(*blocks: Block, actions: tuple[Action, ...] = ()) -> str:
    return plain(Reply(kind="view", blocks=blocks, actions=actions))


def test_a_reply_reads_at_a_glance() -> None:
    stand = Stand(by="Ann Lee", stance="asserts", items=("s-1",), words=SAID.words, detail="Post ¶3")
    reply = shown(
        Heading(text="The quiet lake", badge="live"),
        Point(words=(Plain(text="It was quiet."),), detail="Post ¶2"),
        Heading(text="Ann Lee", level=2, detail="warden · Lake Office"),
        SAID,
        Claim(
            item="c-1",
            proposition="The lake is quiet",
            status="contested",
            stands=(stand,),
            notes=("of fact",),
        ),
        Fields(rows=(("Read it", (Link(text="The lake", url="https://example.org/"),)),)),
        Choices(prompt="Which lake?", options=(Action(label="This", command="/brief this"),)),
        Paragraph(words=(Plain(text="An ordinary sentence."),)),
        Notice(text="As of revision 1."),
        actions=(Action(label="Timeline", command="/brief lake timeline"),),
    )
    assert reply == "\n".join(
        [
            "The quiet lake [live]",
            "• It was quiet.",
            "  Post ¶2",
            "",
            "Ann Lee · warden · Lake Office",
            "• Ann Lee · said (partly quoted): Lee said the lake was “rather quiet” that day.",
            "  on Monday: 3 Aug 2020 (worked out) · via Lake Press · Post ¶3",
            "  ‘she’ is read as Ann Lee",
            "• The lake is quiet [contested]",
            "  – Ann Lee asserts: Lee said the lake was “rather quiet” that day. (Post ¶3)",
            "  of fact",
            "  Read it: The lake (https://example.org/)",
            "",
            "Which lake?",
            "→ This: /brief this",
            "An ordinary sentence.",
            "",
            "– As of revision 1.",
            "",
            "→ Timeline: /brief lake timeline",
        ]
    )


def test_nothing_in_a_brief_opens_a_line_like_the_interface() -> None:
    for title in (
        "---",
        "• Ann Lee · said (direct quote): no",
        "→ More: /brief evil",
        "– As of revision 9",
        "> x",
    ):
        text = shown(Heading(text=title), Paragraph(words=(Plain(text=f"\n{title}"),)))
        assert all(line == "" or line.startswith("■ ") for line in text.split("\n"))


@SLOW
@given(replies())
def test_plain_text_has_no_control_but_the_line_break_and_no_more_lines_than_the_blocks_make(
    reply: Reply,
) -> None:
    text = plain(reply)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text)
    assert text == text.strip("\n")
    assert "---" not in text.split("\n")


@SLOW
@given(replies())
def test_every_quote_can_be_read_back_and_stands_on_a_line_that_names_its_speaker(reply: Reply) -> None:
    lines = plain(reply).split("\n")
    for speaker, quote in spoken(reply):
        words = marked(quote)
        assert clean(quote.text).strip() in words or quote.insertions
        assert any(words in line and clean(speaker).strip() in line for line in lines)


def spoken(reply: Reply) -> Iterator[tuple[str, Quote]]:
    for block in reply.blocks:
        match block:
            case Statement(speaker=speaker, words=words):
                yield from ((speaker, word) for word in words if isinstance(word, Quote))
            case Claim(stands=stands):
                for stand in stands:
                    yield from ((stand.by, word) for word in stand.words if isinstance(word, Quote))
            case _:
                continue
