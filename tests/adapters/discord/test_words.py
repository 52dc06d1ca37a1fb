"""What is read out of a message."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from adapters.discord.words import words
from tests.support.discord_room import Room, shown

ME = 42


def message(content: str) -> Any:
    user = SimpleNamespace(id=7, display_name="Ann Lee")
    role = SimpleNamespace(id=8, name="Editors")
    channel = SimpleNamespace(id=9, name="general")
    return SimpleNamespace(content=content, mentions=[user], role_mentions=[role], channel_mentions=[channel])


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ("<@42> brief nk-russia", "brief nk-russia"),
        ("<@!42>brief  nk-russia", "brief nk-russia"),
        ("brief <@42> nk-russia", "brief nk-russia"),
        ("<@42>", ""),
        ("what did <@7> say", "what did Ann Lee say"),
        ("what did <@1234> say", "what did say"),
        ("<@&8> in <#9>", "Editors in general"),
        ("<:ship:123> <a:party:124>", "ship party"),
        ("</brief:99> nk-russia", "brief nk-russia"),
        ("since <t:1668000000:R> <id:customize>", "since"),
        ("see https://example.org/a?b=c now", "see example.org now"),
        ("see <https://example.org/a> now", "see example.org now"),
        ("http://[::1", ""),
        ("<@42> @everyone @here briefs", "briefs"),
        ("mail@heresy.example @herewith", "mail@heresy.example @herewith"),
        ("a < b > c <@x> <", "a < b > c <@x> <"),
        ("line\nline\ttab", "line line tab"),
    ],
)
def test_forms_of_discord_become_words(content: str, read: str) -> None:
    assert words(message(content), ME) == read


HOSTILE = [
    "x" * 100_000,
    "<@" * 20_000,
    "@everyone @here <@&1> <#2>",
    "**bold** [a](https://evil.example) `code` ||x|| # h",
    "\u202ereversed\u2066 \u200b\u200d\x00\x07",
    "brief " + "a " * 5_000,
    "\ud83d" * 10,
    "</brief:1>" * 1000,
    "https://" * 3000,
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_is_written_to_the_bot_gets_a_harmless_answer(room: Room, text: str) -> None:
    """The recorder then looks at what went out: nothing that pings, nothing over a limit."""
    in_channel = await room.ann.send(room.channel, room.me)
    in_person = await room.ann.send_dm("help")
    await room.deliver(in_channel, id="1", content=f"{room.me} {text}")
    await room.deliver(in_person, id="2", content=text)
    _, answer = room.posted()
    assert shown(answer)
    assert len(room.ann.user.dm_channel.history()) == 3


@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_is_typed_into_a_command_gets_a_harmless_answer(room: Room, text: str) -> None:
    text = text.encode(errors="replace").decode()[:6000]
    for option in ("story", "speaker", "about"):
        options = {"story": "nk-russia", option: text}
        result = await room.ann.slash(room.channel, "who-said-what", **options)
        assert shown(result.response)
