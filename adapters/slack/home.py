"""The app's home: a reply as a view, with a way back to all briefs."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from adapters.slack.blocks import SlackBlock
from adapters.slack.ids import button_id, menu_id
from adapters.slack.limits import VIEW_BLOCKS
from adapters.slack.render import render
from bot.query.refusals import BRIEFS
from bot.query.request import Place
from bot.reply.model import Reply


def home(reply: Reply, place: Place) -> dict[str, Any]:
    """The body of `views.publish`'s `view`: up to 100 blocks (Slack docs: views.publish). A click on it does
    not tell of which conversation with the bot it is the home, so that it carries that itself."""
    if reply.view != "briefs" and BRIEFS not in reply.actions:
        reply = replace(reply, actions=(*reply.actions, BRIEFS))
    blocks = [block for body in render(reply) for block in body["blocks"]]
    return {"type": "home", "private_metadata": place.channel, "blocks": _numbered(_within(blocks))}


def beneath(reply: Reply, more: Reply) -> Reply:
    """One reply with another under it, the buttons of both at the end."""
    known = {action.command for action in reply.actions}
    actions = (*reply.actions, *(each for each in more.actions if each.command not in known))
    return replace(reply, blocks=(*reply.blocks, *more.blocks), actions=actions)


def _within(blocks: list[SlackBlock]) -> list[SlackBlock]:
    """At most 100; the way back, which stands last, is kept."""
    return blocks if len(blocks) <= VIEW_BLOCKS else [*blocks[: VIEW_BLOCKS - 1], blocks[-1]]


def _numbered(blocks: list[SlackBlock]) -> list[SlackBlock]:
    """The same with the controls numbered anew: what were several messages is one view."""
    number = 0
    fresh: list[SlackBlock] = []
    for block in blocks:
        if block["type"] == "actions":
            elements = []
            for element in block["elements"]:
                named = button_id if element["type"] == "button" else menu_id
                elements.append({**element, "action_id": named(number)})
                number += 1
            block = {**block, "elements": elements}
        fresh.append(block)
    return fresh
