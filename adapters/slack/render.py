"""A reply as Slack messages: complete text for screen readers, and blocks for everybody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from adapters.onward import noted, settle
from adapters.slack.blocks import Draw, SlackBlock, draw, length
from adapters.slack.controls import HOLDS, ROW, Controls
from adapters.slack.limits import BLOCKS, TEXT, TEXT_OBJECT
from adapters.slack.text import escape
from bot.reply.fit import Cost, Room, fit, total
from bot.reply.model import Action, Block, Choices, Reply
from bot.reply.plain import plain

Body = dict[str, Any]

_GAP = 2
# Slack counts characters, never bytes.
_UNBOUNDED = 1 << 30
_WHOLE = Room(TEXT, _UNBOUNDED, BLOCKS)
# A post may need a note of what was wrong with it, and a row of buttons with that: every one keeps room.
NOTE = Cost(850, 0, 3)


class Message(NamedTuple):
    """One request body, and the ids of the items that it shows."""

    body: Body
    items: tuple[str, ...]


def render(reply: Reply) -> list[Body]:
    """The bodies of `messages` alone."""
    return [message.body for message in messages(reply)]


def messages(reply: Reply) -> list[Message]:
    """Request bodies for `chat.postMessage` without `channel`, in sending order.

    Slack has nothing like allowed mentions: foreign words stay out of mrkdwn, `text` is escaped and
    not parsed (source: Slack docs, chat.postMessage, `parse`, `link_names`, `mrkdwn`).
    """
    drawn = cache(draw)
    return [message for _, message in _made(reply, drawn)]


def parts(reply: Reply) -> list[Reply]:
    """The reply in what one message holds each; every part keeps room for a note of correction, and one
    that stands under such a note already uses it."""
    return [part for part, _ in _made(reply, cache(draw))]


def whole(part: Reply) -> Message | None:
    """One part as one message, the room for notes used too; None where it does not fit, or shows nothing."""
    drawn = cache(draw)
    settled = settle(part, HOLDS)
    if not _holds(settled, drawn):
        return None
    body = _body(settled, drawn)
    return Message(body, part.items) if body["blocks"] else None


def _made(reply: Reply, drawn: Draw) -> Iterator[tuple[Reply, Message]]:
    """The parts with their messages; without those that show nothing."""
    settled = settle(reply, HOLDS)
    if noted(reply) and _holds(settled, drawn):
        fitting: tuple[Reply, ...] = (settled,)
    else:
        cost = cache(partial(_cost, drawn))
        fitting = fit(settled, _WHOLE.without(NOTE), cost, tail=_tail(settled.actions))
    for part in fitting:
        body = _body(part, drawn)
        if body["blocks"]:
            yield part, Message(body, part.items)


def _holds(settled: Reply, drawn: Draw) -> bool:
    taken = total((*map(partial(_cost, drawn), settled.blocks), _tail(settled.actions)))
    return _WHOLE.holds(taken)


def _cost(drawn: Draw, block: Block) -> Cost:
    """Of one block: characters of its text or its blocks, whichever are more, and blocks."""
    blocks = drawn(block)
    spoken = escape(plain(Reply(kind="view", blocks=(block,))))
    size = max(len(spoken), length(blocks)) + _GAP
    if any(length((each,)) > TEXT_OBJECT for each in blocks):
        size += TEXT  # no message holds it: `fit` has to shorten the words
    return Cost(size, 0, len(blocks) + (_rows(len(block.options)) if isinstance(block, Choices) else 0))


def _tail(actions: Sequence[Action]) -> Cost:
    spoken = escape(plain(Reply(kind="view", blocks=(), actions=tuple(actions))))
    return Cost(len(spoken) + _GAP, 0, _rows(len(actions)))


def _rows(count: int) -> int:
    return -(-count // ROW)


def _body(reply: Reply, drawn: Draw) -> Body:
    return {
        "text": escape(plain(reply)),
        "blocks": _blocks(reply, drawn),
        "mrkdwn": False,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _blocks(reply: Reply, drawn: Draw) -> list[SlackBlock]:
    controls = Controls()
    return [*_merged(_flow(reply.blocks, drawn, controls)), *controls.rows(reply.actions)]


def _flow(blocks: Iterable[Block], drawn: Draw, controls: Controls) -> Iterator[SlackBlock]:
    for block in blocks:
        yield from drawn(block)
        if isinstance(block, Choices):
            yield from controls.choice(block)


def _merged(blocks: Iterable[SlackBlock]) -> Iterator[SlackBlock]:
    """The same blocks with bullets that follow each other in one list, as a reader expects them."""
    last: SlackBlock | None = None
    for block in blocks:
        if last is not None and _joins(last, block):
            last = _with_bullets(last, block)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _joins(last: SlackBlock, block: SlackBlock) -> bool:
    return _only_list(last) and _only_list(block) and length((last, block)) <= TEXT_OBJECT


def _only_list(block: SlackBlock) -> bool:
    return block["type"] == "rich_text" and [e["type"] for e in block["elements"]] == ["rich_text_list"]


def _with_bullets(last: SlackBlock, block: SlackBlock) -> SlackBlock:
    (first,), (second,) = last["elements"], block["elements"]
    return {"type": "rich_text", "elements": [{**first, "elements": first["elements"] + second["elements"]}]}
