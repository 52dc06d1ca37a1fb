"""Words that would like to be more than words, and replies of every kind of block made of them."""

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
    "@everyone",
    "@here look",
    "<@123456789012345678>",
    "<@&42>",
    "<#42>",
    "</brief:1>",
    "<t:1700000000:R>",
    "<:e:1>",
    "<a:e:1>",
    "<!channel>",
    "<!subteam^S1>",
    "<https://evil.example|click>",
    "https://evil.example/a_b",
    "steam://run/1",
    "discord.gg/abc",
    "discord.com/invite/abc",
    "[click](https://evil.example)",
    ":smile: :joy:",
    "# big",
    "-# small",
    "> quoted",
    ">>> all quoted",
    "- a point",
    "+ a point",
    "1. first",
    "12) twelfth",
    "||hidden||",
    "```\nfence\n```",
    "`code`",
    "**bold** __under__ ~~gone~~ _it_ *it*",
    "¯\\_(ツ)_/¯",
    "ends with a backslash \\",
    "&lt;!channel&gt; & < >",
    "“not checked”",
    "قال المتحدث إن الشحنات مستمرة",
    "הדובר אמר שאין לכך יסוד",
    "👩‍👩‍👧‍👦 🇰🇵 ❤️",
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

# Short enough that no platform has to shorten a block of them.
words = st.one_of(
    st.sampled_from(HOSTILE).filter(lambda text: len(text) < 100),
    st.text(st.sampled_from("ab \\*_~`|<>@#:/.[]()-+1&!“”"), min_size=1, max_size=40),
    st.builds("x{}".format, st.text(max_size=60)),
).filter(str.strip)
# At the limit of what a brief may quote, in scripts of one to four bytes and in nothing but markup.
long_words = st.builds(
    lambda unit, size: (unit * size)[:size],
    st.sampled_from(["*", "<", "a word ", "消息", "خبر ", "😀", "_&>", "\\"]),
    st.integers(1, 3000),
)
texts: st.SearchStrategy[str] = st.one_of(
    words,
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=3).map(" ".join),
    st.text(max_size=60),
    st.builds(lambda text, times: text * times, st.sampled_from(HOSTILE), st.integers(2, 20)),
)
names = st.one_of(st.sampled_from(HOSTILE).map(lambda text: text[:120]), st.text(min_size=1, max_size=30))
ids = st.from_regex(r"[a-z]-[a-z0-9]{1,6}", fullmatch=True)
actions = st.builds(Action, label=names.map(lambda name: name[:75]), command=names)
items = st.lists(ids, min_size=1, max_size=3).map(tuple)


@st.composite
def quotes(draw: st.DrawFn, spoken: st.SearchStrategy[str] = texts) -> Quote:
    """Checked words, with no “ ” of their own, at times with parts of them marked as a reporter's."""
    text = draw(spoken.map(lambda text: text.replace("“", "‘").replace("”", "’")).filter(str.strip))
    start = draw(st.integers(0, len(text)))
    part = text[start : start + draw(st.integers(0, 20))]
    insertions = draw(st.sampled_from([(), (part,), (part, "(not there)"), (part, part[1:])]))
    return Quote(text=text, insertions=insertions)


def inlines(texts: st.SearchStrategy[str], quote: st.SearchStrategy[Quote]) -> st.SearchStrategy[Words]:
    one: st.SearchStrategy[Inline] = st.one_of(
        st.builds(Plain, text=texts),
        st.builds(Strong, text=texts),
        st.builds(Paraphrase, text=texts),
        quote,
        st.builds(
            Link, text=texts, url=st.just("https://example.org/a_(b)") | texts.map(lambda url: url[:2048])
        ),
    )
    return st.lists(one, min_size=1, max_size=4).map(tuple)


def blocks(texts: st.SearchStrategy[str], quote: st.SearchStrategy[Quote]) -> st.SearchStrategy[Block]:
    said = inlines(texts, quote)
    notes = st.lists(texts, max_size=2).map(tuple)
    item = st.none() | ids
    stands = st.builds(Stand, by=names, stance=names, items=items, words=said, detail=texts)
    shown = {"speaker": names, "cue": names, "label": names, "words": said, "detail": texts}
    claim = {"proposition": texts, "status": names, "stands": st.lists(stands, max_size=6).map(tuple)}
    rows = st.lists(st.tuples(names, said), min_size=1, max_size=6).map(tuple)
    options = st.lists(actions, min_size=1, max_size=30).map(tuple)
    return st.one_of(
        st.builds(Statement, item=ids, notes=notes, **shown),
        st.builds(Claim, item=ids, notes=notes, **claim),
        st.builds(Heading, text=names, level=st.sampled_from([1, 2]), item=item, badge=names, detail=texts),
        st.builds(Paragraph, words=said, items=st.just(()) | items),
        st.builds(Point, words=said, item=item, detail=texts),
        st.builds(Fields, rows=rows, item=item),
        st.builds(Notice, text=texts),
        st.builds(Choices, prompt=texts, options=options),
    )


@st.composite
def replies(
    draw: st.DrawFn,
    most: int = 8,
    texts: st.SearchStrategy[str] = texts,
    spoken: st.SearchStrategy[str] = texts,
) -> Reply:
    """A reply of up to `most` blocks of `texts`, in which people say what is drawn from `spoken`."""
    return Reply(
        kind=draw(st.sampled_from(["view", "answer", "nearest", "abstention", "choice", "error", "update"])),
        blocks=tuple(draw(st.lists(blocks(texts, quotes(spoken)), max_size=most))),
        story=draw(st.none() | st.just("nk-russia")),
        revision=draw(st.none() | st.integers(1, 9)),
        view=draw(st.none() | st.just("claims")),
        actions=tuple(draw(st.lists(actions, max_size=40))),
        tone=draw(st.sampled_from(["", "live", "withdrawn"])),
        private=draw(st.booleans()),
        offer=draw(st.just(()) | items),
    )


def quotes_of(reply: Reply) -> list[Quote]:
    """Every quote of a reply, in order."""
    found: list[Inline] = []
    for block in reply.blocks:
        found += block.words if isinstance(block, Statement) else ()
        found += (word for s in block.stands for word in s.words) if isinstance(block, Claim) else ()
    return [word for word in found if isinstance(word, Quote)]


def numbered(sizes: list[int]) -> Reply:
    """Statements that can be told apart: the n-th speaker says words marked n, of the n-th size."""
    return Reply(
        kind="view",
        blocks=tuple(
            Statement(
                item=f"s-{n}",
                speaker=f"Speaker {n}.",
                cue="said",
                label="direct quote",
                words=(Quote(text=f"Quote {n}. " + "words * and < " * size),),
                detail=f"Place {n}.",
            )
            for n, size in enumerate(sizes)
        ),
    )
