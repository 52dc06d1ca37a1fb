"""Every public message keeps room for a note of correction, and uses it when there is one."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from adapters.discord.render import messages, parts, whole
from bot.reply.model import Action, Heading, Paragraph, Plain, Quote, Reply, Statement, Strong
from tests.strategies.replies import long_words, replies
from tests.support.payloads import check_discord

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOTES = tuple(
    Paragraph(words=(Strong(text="Corrected as of revision 12:"), Plain(text=" " + "x" * 250)))
    for _ in range(2)
)
BUTTONS = (
    Action(label="As it is now", command="/brief x s-1"),
    Action(label="History", command="/brief x history"),
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


@SLOW
@given(replies(20) | replies(20, spoken=long_words))
def test_every_part_is_one_message_and_the_parts_are_the_messages(reply: Reply) -> None:
    bodies = []
    for part in parts(reply):
        message = whole(part)
        assert message is not None
        assert message.items == part.items
        bodies.append(message.body)
    assert bodies == [message.body for message in messages(reply)]


@SLOW
@given(replies(20) | replies(20, spoken=long_words))
def test_a_note_always_fits_over_a_part_later(reply: Reply) -> None:
    for part in parts(reply):
        noted = corrected(part)
        message = whole(noted)
        assert message is not None
        check_discord(message.body)
        assert len(parts(noted)) == 1


def test_a_long_reply_is_several_parts_and_each_takes_a_note() -> None:
    made = parts(long(40))
    assert len(made) > 1
    assert all(whole(corrected(part)) is not None for part in made)


def test_what_is_longer_than_one_message_is_not_one() -> None:
    assert whole(long(40)) is None
