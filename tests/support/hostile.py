"""Words that would like to be more than words, and replies made of them."""

from __future__ import annotations

from typing import TypeVar

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

T = TypeVar("T")

PAYLOADS = (
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
    "北朝鮮はロシアに武器を供給していないと述べた",
    "قال المتحدث إن الشحنات مستمرة",
    "הדובר אמר שאין לכך יסוד",
    "👩‍👩‍👧‍👦 🇰🇵 ❤️",
    "\u202egnorw\u202c",
    "two\nlines\r\nor\u2028three",
)

words = st.one_of(
    st.sampled_from(PAYLOADS),
    st.lists(st.sampled_from(PAYLOADS), min_size=2, max_size=4).map(" ".join),
    st.text(st.sampled_from("ab \\*_~`|<>@#:/.[]()-+1&!“”"), min_size=1, max_size=40),
    st.builds("{}{}".format, st.just("x"), st.text(max_size=60)),
).filter(str.strip)

# At the limit of what a brief may quote, in scripts of one to four bytes and in nothing but markup.
long_words = st.builds(
    lambda unit, size: (unit * size)[:size],
    st.sampled_from(["*", "<", "a word ", "消息", "خبر ", "😀", "_&>", "\\"]),
    st.integers(1, 3000),
)


inlines: st.SearchStrategy[Inline] = st.one_of(
    words.map(lambda text: Plain(text=text)),
    words.map(lambda text: Strong(text=text)),
    words.map(lambda text: Paraphrase(text=text)),
    st.builds(Link, text=words, url=words.map(lambda text: f"https://e.example/{text}") | words),
)
rows: st.SearchStrategy[Words] = st.lists(inlines, min_size=1, max_size=4).map(tuple)
actions = st.builds(Action, label=words, command=words)


def several(each: st.SearchStrategy[T], most: int, least: int = 0) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(each, min_size=least, max_size=most).map(tuple)


def quoting(quotes: st.SearchStrategy[str]) -> st.SearchStrategy[Words]:
    """A quote, and sometimes more beside it."""
    quote = quotes.map(lambda text: Quote(text=text))
    return st.builds(lambda quote, rest: (quote, Plain(text=" "), *rest), quote, several(inlines, 1))


def statements(quotes: st.SearchStrategy[str]) -> st.SearchStrategy[Statement]:
    small = {"detail": words, "notes": several(words, 2)}
    named = {"item": st.just("s-1"), "speaker": words, "cue": words, "label": words}
    return st.builds(Statement, words=quoting(quotes), **named, **small)


def blocks(quotes: st.SearchStrategy[str]) -> st.SearchStrategy[Block]:
    stand = st.builds(
        Stand, by=words, stance=words, items=st.just(("s-1",)), words=quoting(quotes), detail=words
    )
    claim = {"item": st.just("c-1"), "proposition": words, "status": words, "notes": several(words, 2)}
    return st.one_of(
        statements(quotes),
        st.builds(Heading, text=words, level=st.sampled_from([1, 2]), badge=words, detail=words),
        st.builds(Paragraph, words=rows),
        st.builds(Point, words=rows, detail=words),
        st.builds(Claim, stands=several(stand, 4), **claim),
        st.builds(Fields, rows=several(st.tuples(words, rows), 6, 1)),
        st.builds(Notice, text=words),
        st.builds(Choices, prompt=words, options=several(actions, 30, 1)),
    )


def replies(quotes: st.SearchStrategy[str]) -> st.SearchStrategy[Reply]:
    """Replies of every kind of block, whose quotes are drawn from `quotes`."""
    return st.builds(
        Reply,
        kind=st.sampled_from(["view", "error", "choice"]),
        blocks=several(blocks(quotes), 25, 1),
        actions=several(actions, 40),
        tone=st.sampled_from(["live", "hold", "withdrawn", ""]),
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
