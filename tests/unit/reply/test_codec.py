"""A reply can be kept as JSON and comes back the same."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given

from bot.errors import OnrecordError
from bot.reply.codec import from_json, public, to_json
from bot.reply.model import Action, Heading, Notice, Reply
from bot.reply.plain import plain
from tests.strategies.replies import replies


@given(replies())
def test_a_kept_reply_comes_back_the_same(reply: Reply) -> None:
    assert from_json(to_json(reply)) == reply
    assert b"\n" not in to_json(reply)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1",
        b"\xff",
        b'{"kind":"view","blocks":[{"type":"hologram","text":"x"}]}',
        b'{"kind":"view","blocks":[{"type":"notice"}]}',
    ],
)
def test_what_no_version_wrote_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(OnrecordError, match="the stored reply cannot be read") as caught:
        from_json(data)
    assert "\n" not in str(caught.value)


def test_half_a_character_cannot_be_kept() -> None:
    with pytest.raises(OnrecordError, match="half a character"):
        to_json(Reply(kind="view", blocks=(Notice(text="\ud83d"),)))


def test_the_public_form_has_the_promised_keys() -> None:
    reply = Reply(
        kind="view",
        blocks=(Heading(text="Glass", item="i-1"),),
        story="glass",
        revision=2,
        view="summary",
        actions=(Action(label="Timeline", command="/brief glass timeline"),),
    )
    assert public(reply) == {
        "kind": "view",
        "story": "glass",
        "revision": 2,
        "view": "summary",
        "items": ["i-1"],
        "blocks": [{"type": "heading", "text": "Glass", "item": "i-1"}],
        "text": plain(reply),
        "actions": [{"label": "Timeline", "command": "/brief glass timeline"}],
        "offer": [],
        "tone": "",
        "private": False,
    }


@given(replies())
def test_the_public_form_is_plain_json(reply: Reply) -> None:
    assert json.loads(msgspec.json.encode(public(reply)))["items"] == list(reply.items)
