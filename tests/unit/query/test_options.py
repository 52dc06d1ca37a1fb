"""Words about how and when to be told, and what a line about following is taken for."""

from __future__ import annotations

import pytest

from bot.query.grammar import read
from bot.query.options import scan


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("daily at 8:00 corrections only", {"when": "daily", "at": "8:00", "changes": "corrections"}),
        ("once a day at 8 pm", {"when": "daily", "at": "8 pm"}),
        ("every hour, and all changes", {"when": "hourly", "changes": "all"}),
        ("at once", {"when": "instantly"}),
        ("quiet hours from 10 pm to 7 am in Asia/Tokyo", {"quiet": "10 pm to 7 am", "zone": "Asia/Tokyo"}),
        ("no quiet hours", {"quiet": "none"}),
        ("quiet 22-7 UTC", {"quiet": "22-7", "zone": "UTC"}),
        (
            "by John Kirby, Kim Jong Un and Cha hourly",
            {"changes": "John Kirby, Kim Jong Un and Cha", "when": "hourly"},
        ),
        ("time zone Berlin", {"zone": "Berlin"}),
    ],
)
def test_each_option_takes_its_words(words: str, options: dict[str, str]) -> None:
    scanned = scan(tuple(words.split()))
    assert (scanned.before, scanned.options, scanned.left) == ((), options, ())


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("daily weekly", ("weekly",)),
        ("daily hourly", ("hourly",)),
        ("hourly quiet", ("quiet",)),
        ("hourly at", ("at",)),
        ("hourly by", ("by",)),
    ],
)
def test_what_is_not_understood_is_left_over(words: str, left: tuple[str, ...]) -> None:
    assert scan(tuple(words.split())).left == left


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("/brief new", "whats-new"),
        ("/brief new nk-russia", "whats-new"),
        ("/whats-new nk-russia", "whats-new"),
        ("what’s new?", "whats-new"),
        ("What is new in nk-russia since Monday?", "whats-new"),
        ("nk-russia what's new", "whats-new"),
        ("/brief nk-russia new", "whats-new"),
        ("new", "whats-new"),
        ("new since last week", "whats-new"),
        ("follow nk-russia", "subscribe"),
        ("please subscribe to nk-russia", "subscribe"),
        ("/brief nk-russia subscribe daily", "subscribe"),
        ("unfollow nk-russia", "unsubscribe"),
        ("stop following nk-russia", "unsubscribe"),
        ("/brief subscriptions", "subscriptions"),
        ("settings nk-russia", "settings"),
        ("timeline nk-russia", "brief"),
        ("/brief nk-russia", "brief"),
        ("/who-said-what nk-russia Kirby about settings", "who-said-what"),
        ("what did Kirby say about anything new", "who-said-what"),
    ],
)
def test_a_line_is_taken_for_what_it_says(line: str, command: str) -> None:
    typed = read(line)
    assert typed is not None
    assert typed.command == command


@pytest.mark.parametrize("line", ["new evidence of shells", "is that new", "the settings differ"])
def test_a_sentence_is_no_command(line: str) -> None:
    assert read(line) is None
