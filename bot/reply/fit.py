"""Split and shorten a reply so that every message holds what it carries; knows no platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from bot.reply.model import Block, Choices, Claim, Fields, Heading, Notice, Reply
from bot.reply.shorten import shorten


class Cost(NamedTuple):
    """What a block takes of a message: characters and bytes of text, and parts such as components."""

    chars: int
    bytes: int
    parts: int


class Room(msgspec.Struct, frozen=True):
    """What one message holds, or what is left of it."""

    chars: int
    bytes: int
    parts: int

    def holds(self, cost: Cost) -> bool:
        return cost.chars <= self.chars and cost.bytes <= self.bytes and cost.parts <= self.parts

    def without(self, cost: Cost) -> Room:
        return Room(self.chars - cost.chars, self.bytes - cost.bytes, self.parts - cost.parts)


NOTHING = Cost(0, 0, 0)
Unit = tuple[Block, ...]


def total(costs: Iterable[Cost]) -> Cost:
    """The costs of several blocks together."""
    chars, size, parts = 0, 0, 0
    for cost in costs:
        chars, size, parts = chars + cost.chars, size + cost.bytes, parts + cost.parts
    return Cost(chars, size, parts)


def fit(
    reply: Reply, room: Room, cost: Callable[[Block], Cost], *, tail: Cost = NOTHING
) -> tuple[Reply, ...]:
    """`reply` as messages that `room` holds, in sending order; each of several says which it is.

    `tail` is what the last message needs for the actions, which it alone carries. `cost` may name more
    than any room for what a platform cannot show in one block, and the block is then divided or shortened.
    No quote is cut without being marked so, and speaker, cue, label and chain stay with the words. Only
    what cannot be made smaller by these rules may come out larger than the room.
    """
    if not reply.blocks or room.holds(total((*map(cost, reply.blocks), tail))):
        return (reply,)
    packer = _Packer(reply.story, room.without(cost(_where(9999, 9999))), cost)
    parts = packer.pack(reply.blocks, tail)
    if len(parts) == 1:
        return (msgspec.structs.replace(reply, blocks=parts[0]),)
    return tuple(_part(reply, blocks, number, len(parts)) for number, blocks in enumerate(parts, start=1))


def _where(number: int, count: int) -> Notice:
    return Notice(text=f"({number}/{count})")


def _part(reply: Reply, blocks: Unit, number: int, count: int) -> Reply:
    """One of several messages; what to do next, and what is offered, stands on the last."""
    last = number == count
    return msgspec.structs.replace(
        reply,
        blocks=(*blocks, _where(number, count)),
        actions=reply.actions if last else (),
        offer=reply.offer if last else (),
    )


class _Packer:
    """Puts blocks into messages of one size, in order, as many into each as it holds."""

    def __init__(self, story: str | None, room: Room, cost: Callable[[Block], Cost]) -> None:
        self._story = story
        self._room = room
        self._cost = cost

    def pack(self, blocks: Sequence[Block], tail: Cost) -> list[Unit]:
        *units, last = _units(blocks) or [()]
        sized = [piece for unit in units for piece in self._sized(unit, self._room)]
        # Words are not shortened for the sake of buttons, unless they must be shortened anyway.
        whole = self._fits(last, self._room)
        sized += [last] if whole else self._sized(last, self._room.without(tail))
        return self._messages(sized, tail)

    def _messages(self, units: Sequence[Unit], tail: Cost) -> list[Unit]:
        messages: list[list[Unit]] = [[]]
        left = self._room
        for unit in units:
            taken = self._total(unit)
            if messages[-1] and not left.holds(taken):
                messages.append([])
                left = self._room
            messages[-1].append(unit)
            left = left.without(taken)
        if not left.holds(tail) and messages[-1]:
            # The buttons take the last words with them, so that they do not stand alone.
            kept, moved = messages[-1][:-1], messages[-1][-1:]
            alone = not kept or not self._room.without(tail).holds(self._total(moved[0]))
            messages[-1:] = [messages[-1], []] if alone else [kept, moved]
        return [tuple(block for unit in message for block in unit) for message in messages]

    def _sized(self, unit: Unit, room: Room) -> list[Unit]:
        """A unit in pieces that each fit; blocks are parted before words are lost."""
        if self._fits(unit, room):
            return [unit]
        if len(unit) == 1:
            return [(piece,) for piece in self._divided(unit[0], room)]
        main = max(range(len(unit)), key=lambda n: self._cost(unit[n]))
        before, after = unit[:main], unit[main + 1 :]
        inside = room.without(self._total((*before, *after)))
        pieces = [] if self._fits(unit[main : main + 1], room) else self._divided(unit[main], inside)
        if pieces and all(inside.holds(self._cost(piece)) for piece in pieces):
            return _joined(before, pieces, after)
        return [piece for block in unit for piece in self._sized((block,), room)]

    def _divided(self, block: Block, room: Room) -> list[Block]:
        """The block's rows in several blocks of the same item, each shortened where it is still too large."""
        pieces: list[Block] = [block]
        count = len(_rows(block))
        if count > 1 and not room.holds(self._cost(block)):
            pieces = self._by_rows(block, count, room)
        return [shorten(piece, lambda b: room.holds(self._cost(b)), self._story) for piece in pieces]

    def _by_rows(self, block: Block, count: int, room: Room) -> list[Block]:
        pieces, start = [], 0
        while start < count:
            end = start + 1
            while end < count and room.holds(self._cost(_slice(block, start, end + 1))):
                end += 1
            pieces.append(_slice(block, start, end))
            start = end
        return pieces

    def _fits(self, unit: Unit, room: Room) -> bool:
        return room.holds(self._total(unit))

    def _total(self, unit: Unit) -> Cost:
        return total(map(self._cost, unit))


def _units(blocks: Iterable[Block]) -> list[Unit]:
    """What stays together: headings with the block after them, small print with the block before it."""
    units: list[Unit] = []
    heads: Unit = ()
    for block in blocks:
        if isinstance(block, Heading) or (isinstance(block, Notice) and not units):
            heads = (*heads, block)
        elif isinstance(block, Notice) and not heads:
            units[-1] = (*units[-1], block)
        else:
            units.append((*heads, block))
            heads = ()
    return [*units, heads] if heads else units


def _joined(before: Unit, pieces: Sequence[Block], after: Unit) -> list[Unit]:
    if len(pieces) == 1:
        return [(*before, pieces[0], *after)]
    first, *middle, last = pieces
    return [(*before, first), *((piece,) for piece in middle), (last, *after)]


def _rows(block: Block) -> tuple[object, ...]:
    match block:
        case Claim(stands=rows) | Choices(options=rows) | Fields(rows=rows):
            return rows
        case _:
            return ()


def _slice(block: Block, start: int, end: int) -> Block:
    """The same block with some of its rows; a claim's notes stand with the last."""
    match block:
        case Claim(stands=stands, notes=notes):
            kept = notes if end >= len(stands) else ()
            return msgspec.structs.replace(block, stands=stands[start:end], notes=kept)
        case Choices(options=options):
            return msgspec.structs.replace(block, options=options[start:end])
        case Fields(rows=rows):
            return msgspec.structs.replace(block, rows=rows[start:end])
        case _:
            return block
