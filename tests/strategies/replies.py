"""Replies of every kind of block, made of words that would like to be more than words."""

from __future__ import annotations

from hypothesis import strategies as st

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
    Strong,
    Words,
)

HOSTILE = (
    "@everyone <!channel> <@123> **x** [a](https://evil.example) `c`",
    "\x1b[31mred\x1b]8;;https://evil.example\x07link\x9b2J",
    "\u202eturned round\u202c \u2066isolated\u2069 \u200ehidden\u200b\ufeff\u2060",
    "z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030dalgo",
    "\u0338struck \U000e0041\U000e0042 tag \ufe0f\ufe0f",
    "two\nlines\r\n\u2028• Somebody · said (direct quote): “no”\n---",
    "---",
    "→ More: /brief evil",
    "北朝鮮はロシアに武器を供給していないと述べた",
    "قال المتحدث إن الشحنات مستمرة\u200f ولم \u200cيتوقف",
    "हिन्दी में क्ष त्र ज्ञ \u0e19\u0e49\u0e33 한국어 \u1112\u1161\u11ab",
    "👩‍👩‍👧‍👦 🇰🇵🇷🇺 ❤️ 👍🏽 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 1️⃣",
    "https://example.org/" + "a" * 200,
    "a plain sentence of some ordinary words, with ‘nested’ marks and a (parenthesis) in it",
)

texts: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=3).map(" ".join),
    st.text(max_size=60),
    st.builds(lambda text, times: text * times, st.sampled_from(HOSTILE), st.integers(2, 20)),
)
names = st.one_of(st.sampled_from(HOSTILE).map(lambda text: text[:120]), st.text(min_size=1, max_size=30))
ids = st.from_regex(r"[a-z]-[a-z0-9]{1,6}", fullmatch=True)
# What the evidence allows in a quote: no “ ” of its own.
spoken = texts.map(lambda text: text.replace("“", "‘").replace("”", "’")).filter(str.strip)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """Checked words, at times with parts of them marked as a reporter's."""
    text = draw(spoken)
    start = draw(st.integers(0, len(text)))
    part = text[start : start + draw(st.integers(0, 20))]
    insertions = draw(st.sampled_from([(), (part,), (part, "(not there)"), (part, part[1:])]))
    return Quote(text=text, insertions=insertions)


inlines: st.SearchStrategy[Inline] = st.one_of(
    st.builds(Plain, text=texts),
    st.builds(Strong, text=texts),
    st.builds(Paraphrase, text=texts),
    quotes(),
    st.builds(Link, text=texts, url=st.just("https://example.org/a_(b)")),
)
words: st.SearchStrategy[Words] = st.lists(inlines, min_size=1, max_size=4).map(tuple)
actions = st.builds(Action, label=names.map(lambda name: name[:75]), command=names)
notes = st.lists(texts, max_size=2).map(tuple)
items = st.lists(ids, min_size=1, max_size=3).map(tuple)

statements = st.builds(
    Statement, item=ids, speaker=names, cue=names, label=names, words=words, detail=texts, notes=notes
)
stands = st.builds(Stand, by=names, stance=names, items=items, words=words, detail=texts)
headings = st.builds(
    Heading, text=names, level=st.sampled_from([1, 2]), item=st.none() | ids, badge=names, detail=texts
)
blocks: st.SearchStrategy[Block] = st.one_of(
    headings,
    st.builds(Paragraph, words=words, items=st.just(()) | items),
    st.builds(Point, words=words, item=st.none() | ids, detail=texts),
    statements,
    st.builds(
        Claim,
        item=ids,
        proposition=texts,
        status=names,
        stands=st.lists(stands, max_size=6).map(tuple),
        notes=notes,
    ),
    st.builds(
        Fields,
        rows=st.lists(st.tuples(names, words), min_size=1, max_size=6).map(tuple),
        item=st.none() | ids,
    ),
    st.builds(Notice, text=texts),
    st.builds(Choices, prompt=texts, options=st.lists(actions, min_size=1, max_size=12).map(tuple)),
)


@st.composite
def replies(draw: st.DrawFn, most: int = 8) -> Reply:
    """A reply of up to `most` blocks."""
    return Reply(
        kind=draw(st.sampled_from(["view", "answer", "nearest", "abstention", "choice", "error", "update"])),
        blocks=tuple(draw(st.lists(blocks, max_size=most))),
        story=draw(st.none() | st.just("nk-russia")),
        revision=draw(st.none() | st.integers(1, 9)),
        view=draw(st.none() | st.just("claims")),
        actions=tuple(draw(st.lists(actions, max_size=4))),
        tone=draw(st.sampled_from(["", "live", "withdrawn"])),
        private=draw(st.booleans()),
        offer=draw(st.just(()) | items),
    )
