"""A reply on a terminal: words told apart from paraphrase, numbers to type, nothing that steers it."""

from __future__ import annotations

import re
from io import StringIO

from hypothesis import HealthCheck, given, settings
from rich.console import Console

from adapters.console.numbers import numbered
from adapters.console.render import render
from bot.reply.inert import marked
from bot.reply.model import (
    Action,
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
from tests.strategies.replies import replies

STYLE = re.compile(r"\x1b\[[0-9;]*m")
SAID = Statement(
    item="s-1",
    speaker="Ann Lee",
    cue="said",
    label="partly quoted",
    words=(Paraphrase(text="Lee said it was "), Quote(text="rather quiet")),
    detail="Post ¶3",
)


def drawn(reply: Reply, width: int = 80, *, colour: bool = True) -> str:
    """What the terminal gets, without the spaces at the ends of lines."""
    file = StringIO()
    console = Console(
        file=file, width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(render(reply, width))
    return re.sub(r" +$", "", file.getvalue(), flags=re.MULTILINE)


def view(*blocks: object, actions: tuple[Action, ...] = ()) -> Reply:
    return Reply(kind="view", blocks=blocks, actions=actions)  # type: ignore[arg-type]


def test_a_reply_reads_at_a_glance() -> None:
    stand = Stand(by="Ann Lee", stance="asserts", items=("s-1",), words=SAID.words, detail="Post ¶3")
    reply = view(
        Heading(text="The lake", badge="live"),
        Point(words=(Plain(text="It was quiet."),), detail="Post ¶2"),
        Heading(text="Ann Lee", level=2, detail="warden"),
        SAID,
        Claim(item="c-1", proposition="It is quiet", status="contested", stands=(stand,), notes=("of fact",)),
        Fields(rows=(("Read it", (Link(text="The lake", url="https://example.org/"),)),)),
        Paragraph(words=(Plain(text="A sentence."),)),
        Choices(prompt="Which?", options=(Action(label="This", command="/brief this"),)),
        Notice(text="As of revision 1."),
        actions=(
            Action(label="Timeline", command="/brief lake timeline"),
            Action(label="Help", command="/help"),
        ),
    )
    assert drawn(reply, colour=False).splitlines() == [
        "The lake  [live]",
        "• It was quiet.",
        "  Post ¶2",
        "",
        "Ann Lee · warden",
        "• Ann Lee · said (partly quoted)",
        "  Lee said it was “rather quiet”",
        "  Post ¶3",
        "• It is quiet  [contested]",
        "  – Ann Lee asserts: Lee said it was “rather quiet”",
        "    Post ¶3",
        "  of fact",
        "  Read it: The lake (https://example.org/)",
        "A sentence.",
        "",
        "Which?",
        "  [1] This",
        "",
        "As of revision 1.",
        "",
        "[2] Timeline   [3] Help",
    ]


def test_quotes_and_paraphrase_look_different() -> None:
    text = drawn(view(SAID))
    assert "\x1b[2;3mLee said it was \x1b[0m" in text
    assert "\x1b[1m“rather quiet”\x1b[0m" in text


def test_the_status_has_its_colour() -> None:
    assert "\x1b[32m[live]" in drawn(view(Heading(text="Lake", badge="live")))
    assert "\x1b[31m[withdrawn]" in drawn(view(Heading(text="Lake", badge="withdrawn")))


def test_numbers_stand_for_choices_and_then_actions_and_none_twice() -> None:
    this, that = Action(label="This", command="/brief this"), Action(label="That", command="/brief that")
    reply = view(
        Choices(prompt="Which?", options=(this, that)), actions=(that, Action(label="Help", command="/help"))
    )
    assert [action.command for action in numbered(reply)] == ["/brief this", "/brief that", "/help"]
    text = drawn(reply, colour=False)
    assert "[2] That" in text
    assert text.rstrip().endswith("[3] Help")
    assert text.count("That") == 1


def test_markup_and_escapes_in_a_brief_are_shown_and_do_nothing() -> None:
    text = drawn(
        view(
            Point(words=(Plain(text="[red]x[/red] [link=https://e.example]y[/link] \x1b[31mz\x1b]8;;a\x07"),))
        )
    )
    assert "[red]x[/red] [link=https://e.example]y[/link] [31mz]8;;a" in text
    assert "\x1b" not in text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(replies(most=4))
def test_only_styles_of_ours_reach_the_terminal_and_quotes_are_unchanged(reply: Reply) -> None:
    text = STYLE.sub("", drawn(reply, width=100))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    flat = re.sub(r"\s+", "", text)
    for block in reply.blocks:
        if isinstance(block, Statement):
            for word in block.words:
                assert not isinstance(word, Quote) or re.sub(r"\s+", "", marked(word)) in flat


def test_no_way_onward_is_broken_over_two_lines() -> None:
    actions = tuple(Action(label=f"Open questions {n}", command=f"/brief x {n}") for n in range(1, 12))
    for width in range(30, 100):
        lines = drawn(view(actions=actions), width, colour=False).splitlines()
        assert all(any(f"[{n}] Open questions {n}" in line for line in lines) for n in range(1, 12))
