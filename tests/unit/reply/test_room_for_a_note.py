"""Every public message keeps room for a note of correction, and uses it when there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from adapters.discord import render as on_discord
from adapters.slack import render as on_slack
from bot.reply.model import Action, Heading, Paragraph, Plain, Quote, Reply, Statement, Strong
from tests.strategies.replies import long_words, replies
from tests.support.payloads import check_discord, check_slack

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOTES = tuple(
    Paragraph(words=(Strong(text="Corrected as of revision 12:"), Plain(text=" " + "x" * 250)))
    for _ in range(2)
)
BUTTONS = (
    Action(label="As it is now", command="/brief x s-1"),
    Action(label="History", command="/brief x history"),
)


BOTH = pytest.mark.parametrize(
    ("render", "check"), [(on_discord, check_discord), (on_slack, check_slack)], ids=["discord", "slack"]
)


def long(count: int) -> Reply:
    said = (
        Statement(
            item=f"s-{n}",
            speaker="Speaker",
            cue="said",
            label="direct quote",
            words=(Quote(text="Words. " * 20),),
            detail="p1",
        )
        for n in range(count)
    )
    return Reply(kind="view", blocks=(Heading(text="Long"), *said))


def corrected(part: Reply) -> Reply:
    return replace(part, blocks=(*NOTES, *part.blocks), actions=(*BUTTONS, *part.actions))


@BOTH
@SLOW
@given(replies(20) | replies(20, spoken=long_words))
def test_every_part_is_one_message_and_the_parts_are_the_messages(
    render: Any, check: Callable[[Any], None], reply: Reply
) -> None:
    bodies = []
    for part in render.parts(reply):
        message = render.whole(part)
        assert message is not None
        assert message.items == part.items
        bodies.append(message.body)
    assert bodies == [message.body for message in render.messages(reply)]


@BOTH
@SLOW
@given(replies(20) | replies(20, spoken=long_words))
def test_a_note_always_fits_over_a_part_later(
    render: Any, check: Callable[[Any], None], reply: Reply
) -> None:
    for part in render.parts(reply):
        noted = corrected(part)
        message = render.whole(noted)
        assert message is not None
        check(message.body)
        assert len(render.parts(noted)) == 1


@BOTH
def test_a_long_reply_is_several_parts_and_each_takes_a_note(render: Any, check: Any) -> None:
    made = render.parts(long(40))
    assert len(made) > 1
    assert all(render.whole(corrected(part)) is not None for part in made)


@BOTH
def test_what_is_longer_than_one_message_is_not_one(render: Any, check: Any) -> None:
    assert render.whole(long(40)) is None
