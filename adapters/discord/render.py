"""A reply as Discord messages with Components V2: one container, coloured by the story's status."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from adapters.discord import controls
from adapters.discord.blocks import Draw, draw, paragraphs
from adapters.discord.controls import Component
from adapters.discord.limits import COMPONENTS, IS_COMPONENTS_V2, ROW_BUTTONS, TEXT, TEXT_BYTES
from adapters.onward import noted, settle, unique
from bot.reply.fit import Cost, Room, fit, total
from bot.reply.model import Action, Block, Choices, Heading, Reply

Body = dict[str, Any]

_COLOURS = {
    "live": 0x2E8B57,
    "hold": 0xD98E04,
    "dormant": 0x6B7A8F,
    "closed": 0x4F545C,
    "withdrawn": 0xB3261E,
    "error": 0xB3261E,
    "choice": 0x3B6FB6,
}
_NEUTRAL = 0x6B7A8F

_TEXT_DISPLAY, _SEPARATOR, _CONTAINER = 10, 14, 17
_BUTTONS = 25
_GAP = 2
_WHOLE = Room(TEXT, TEXT_BYTES, COMPONENTS - 2)  # the container and its first text
# A post may need a note of what was wrong with it, and two buttons with that: every one keeps room.
NOTE = Cost(700, 1500, 3)


class Message(NamedTuple):
    """One request body, and the ids of the items that it shows."""

    body: Body
    items: tuple[str, ...]


def render(reply: Reply) -> list[Body]:
    """The bodies of `messages` alone."""
    return [message.body for message in messages(reply)]


def messages(reply: Reply) -> list[Message]:
    """Request bodies for `POST /channels/{id}/messages`, in sending order.

    Nobody is ever pinged (Discord docs: Message resource, "Allowed mentions object").
    `reply.private` changes nothing here: the EPHEMERAL flag (64) exists in interactions only, so
    whoever answers one adds it to `flags`.
    """
    drawn = cache(draw)
    return [message for _, message in _made(reply, drawn)]


def parts(reply: Reply) -> list[Reply]:
    """The reply in what one message holds each; every part keeps room for a note of correction, and one
    that stands under such a note already uses it."""
    return [part for part, _ in _made(reply, cache(draw))]


def whole(part: Reply) -> Message | None:
    """One part as one message, the room for notes used too; None where it does not fit."""
    drawn = cache(draw)
    settled = settle(part, controls.holds(_BUTTONS))
    return _message(settled, drawn) if _WHOLE.holds(_taken(settled, drawn)) else None


def _made(reply: Reply, drawn: Draw) -> Iterator[tuple[Reply, Message]]:
    """The parts with their messages; without those that show nothing."""
    settled = settle(reply, controls.holds(_BUTTONS))
    cost = cache(partial(_cost, drawn))
    if noted(reply) and _WHOLE.holds(_taken(settled, drawn)):
        fitting: tuple[Reply, ...] = (settled,)
    else:
        fitting = fit(settled, _WHOLE.without(NOTE), cost, tail=_tail(settled.actions))
    for part in fitting:
        message = _message(part, drawn)
        if message.body["components"]:
            yield part, message


def _taken(settled: Reply, drawn: Draw) -> Cost:
    return total((*map(partial(_cost, drawn), settled.blocks), _tail(settled.actions)))


def colour(reply: Reply) -> int:
    """The accent of a reply (RGB): errors and choices have their own, else it is the story's status."""
    return _COLOURS.get(reply.kind) or _COLOURS.get(reply.tone, _NEUTRAL)


def _cost(drawn: Draw, block: Block) -> Cost:
    """Of one block: its text, and components for a new group, a row or a menu."""
    text = drawn(block)
    size = len(text.encode(errors="replace")) + _GAP
    if not isinstance(block, Choices):
        return Cost(len(text) + _GAP, size, 2 if _opens_group(block) else 0)
    few = len(block.options) <= ROW_BUTTONS
    labels = sum(len(option.label.encode(errors="replace")) for option in block.options)
    return Cost(len(text) + _GAP, 2 * size + labels, 1 + (controls.parts(len(block.options)) if few else 2))


def _tail(actions: Iterable[Action]) -> Cost:
    labels = [len(action.label.encode(errors="replace")) for action in actions]
    return Cost(0, sum(labels), controls.parts(len(labels)))


def _message(part: Reply, drawn: Draw) -> Message:
    inside = list(_inside(part.blocks, drawn))
    under = controls.rows(unique(part.actions, controls.commands(inside)))
    container = {"type": _CONTAINER, "accent_color": colour(part), "components": inside}
    components = [*([container] if inside else []), *under]
    body = {"flags": IS_COMPONENTS_V2, "components": components, "allowed_mentions": {"parse": []}}
    return Message(body, part.items)


def _inside(blocks: Iterable[Block], drawn: Draw) -> Iterator[Component]:
    """Texts in groups, a thin line between two groups, and each choice's controls under its prompt."""
    taken: set[str] = set()
    for number, group in enumerate(_groups(blocks)):
        content = paragraphs(group, drawn)
        if content and number and _opens_group(group[0]):
            yield {"type": _SEPARATOR, "divider": True, "spacing": 1}
        if content:
            yield {"type": _TEXT_DISPLAY, "content": content}
        if isinstance(last := group[-1], Choices):
            rows = controls.choice(last, number, taken)
            taken |= controls.commands(rows)
            yield from rows


def _groups(blocks: Iterable[Block]) -> list[list[Block]]:
    """What shares a text: a group begins at a heading of level 2 and ends with a choice."""
    groups: list[list[Block]] = []
    for block in blocks:
        if not groups or _opens_group(block) or isinstance(groups[-1][-1], Choices):
            groups.append([])
        groups[-1].append(block)
    return groups


def _opens_group(block: Block) -> bool:
    return isinstance(block, Heading) and block.level == 2
