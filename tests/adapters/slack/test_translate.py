"""What people type on Slack, as plain words."""

from __future__ import annotations

import pytest

from adapters.slack.translate import command, words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<@UBOT> timeline", "timeline"),
        ("timeline <@UBOT|onrecord>", "timeline"),
        ("<@UBOT>: /brief nk-russia", "/brief nk-russia"),
        ("what did <@U2|kirby> say", "what did kirby say"),
        ("what did <@U2> say", "what did say"),
        ("what did @kirby say", "what did kirby say"),
        ("<#C1|general> timeline", "general timeline"),
        ("<#C1> timeline", "timeline"),
        ("#nk-russia timeline", "nk-russia timeline"),
        ("<https://e.example/x|the story>", "the story"),
        ("<https://e.example/x>", "https://e.example/x"),
        ("<mailto:a@e.example|a@e.example>", "a@e.example"),
        ("<mailto:a@e.example>", "a@e.example"),
        ("<!here> <!channel|channel> <!everyone> help", "help"),
        ("<!subteam^S1|@desk> help", "desk help"),
        ("<!subteam^S1> help", "help"),
        ("<!date^1700000000^{date}|14 Nov> news", "14 Nov news"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;!here&amp;gt;", "&lt;!here&gt;"),
        ("&lt;!here&gt;", "<!here>"),
        ("a < b > c <", "a b c <"),
        ("nk-russia\u00a0 timeline\n", "nk-russia timeline"),
        ("`nk-russia`", "nk-russia"),
        ("*_nk-russia_*", "nk-russia"),
        ("what's *new*", "what's *new*"),
        ("a@b c#d", "a@b c#d"),
        ("", ""),
        ("*", "*"),
    ],
)
def test_marks_become_what_a_reader_sees(typed: str, read: str) -> None:
    assert words(typed, "UBOT") == read


@pytest.mark.parametrize(
    "typed", ["x" * 100_000, "<" * 100_000, "<@U1|" * 30_000, "&lt;" * 50_000, "@ " * 50_000]
)
def test_however_much_is_typed_no_more_than_2000_characters_are_read(typed: str) -> None:
    assert len(words(typed)) <= 2000


@pytest.mark.parametrize(
    ("typed", "line"),
    [("", "/brief"), ("  ", "/brief"), ("nk-russia", "/brief nk-russia"), ("list", "/brief list")],
)
def test_a_slash_command_is_the_same_line_whatever_its_name(typed: str, line: str) -> None:
    assert command(typed) == line
