"""The checker of outgoing messages refuses what Slack would refuse, and what could ping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from adapters.slack.render import render
from bot.reply.model import Action, Heading, Notice, Paragraph, Plain, Reply
from tests.support.payloads import check_slack

Body = dict[str, Any]


def body() -> Body:
    blocks = (Heading(text="Title"), Paragraph(words=(Plain(text="Words."),)), Notice(text="Small."))
    (sent,) = render(Reply(kind="view", blocks=blocks, actions=(Action(label="More", command="brief x"),)))
    return sent


def block(number: int, **change: Any) -> Callable[[Body], object]:
    return lambda sent: sent["blocks"][number].update(change)


def plain(text: str, **change: Any) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False, **change}


def test_a_proper_body_passes() -> None:
    check_slack(body())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sent: sent.update(attachments=[]),
        lambda sent: sent.update(unfurl_links=True),
        lambda sent: sent.update(text="<!channel>"),
        lambda sent: sent.update(text="a & b"),
        lambda sent: sent.update(text=""),
        lambda sent: sent.update(text="x" * 4001),
        lambda sent: sent["blocks"].extend(sent["blocks"] * 20),
        lambda sent: sent["blocks"].append(sent["blocks"][3]),
        block(0, text=plain("x" * 151)),
        block(0, text=plain("<!here>")),
        block(0, text=plain("Title", emoji=True)),
        block(0, style="loud"),
        block(1, elements=[]),
        block(2, elements=[{"type": "mrkdwn", "text": "Small."}]),
        block(2, elements=[plain("x")] * 11),
        block(3, elements=[{"type": "button", "text": plain("x" * 76), "value": "x", "action_id": "1"}]),
        block(3, elements=[{"type": "button", "text": plain("x"), "value": "x" * 2001, "action_id": "1"}]),
        block(3, elements=[{"type": "button", "text": plain("x"), "value": "x", "action_id": "x" * 256}]),
        lambda sent: sent["blocks"].append({"type": "section", "text": {"type": "mrkdwn", "text": "*x*"}}),
        lambda sent: sent["blocks"][1]["elements"][0]["elements"].append({"type": "user", "user_id": "U1"}),
        lambda sent: sent["blocks"][1]["elements"][0]["elements"].append(
            {"type": "text", "text": "x" * 3001}
        ),
    ],
)
def test_an_improper_body_is_refused(spoil: Callable[[Body], object]) -> None:
    sent = body()
    spoil(sent)
    with pytest.raises((AssertionError, KeyError)):
        check_slack(sent)


def test_the_models_of_slack_sdk_refuse_a_bad_block_by_themselves() -> None:
    parsed = Block.parse({"type": "header", "text": plain("x" * 151)})
    assert parsed is not None
    with pytest.raises(SlackObjectFormationError):
        parsed.to_dict()
