"""A reply as plain embeds, for the places where Components V2 cannot go."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from adapters.discord import controls
from adapters.discord.blocks import Draw, draw, paragraphs, state
from adapters.discord.limits import EMBED_DESCRIPTION, EMBED_TITLE, LEGACY_ROWS, ROW_BUTTONS, TEXT_BYTES
from adapters.discord.markdown import text
from adapters.discord.render import NOTE, colour
from adapters.onward import settle, unique
from bot.reply.fit import Cost, Room, fit
from bot.reply.model import Action, Block, Choices, Heading, Reply

Body = dict[str, Any]

# One row is left to the choices of a reply, and one to a note of correction.
_BUTTONS = (LEGACY_ROWS - 2) * ROW_BUTTONS
_GAP = 2


def render_embeds(reply: Reply) -> list[Body]:
    """Request bodies for `POST /channels/{id}/messages`, in sending order: one embed each, and rows.

    The V2 flag cannot be taken back, and a message with content or embeds cannot get it (Discord docs:
    Message resource), so an old post stays in its form.
    """
    settled = settle(reply, controls.holds(_BUTTONS))
    room = Room(EMBED_DESCRIPTION, TEXT_BYTES, LEGACY_ROWS).without(NOTE._replace(parts=1))
    drawn = cache(draw)
    parts = fit(settled, room, cache(partial(_cost, drawn)), tail=_tail(settled.actions))
    return [_body(part, drawn) for part in parts if part.blocks or part.actions]


def _cost(drawn: Draw, block: Block) -> Cost:
    """Of one block: characters and bytes of the description, and rows."""
    words = drawn(block)
    size = len(words.encode(errors="replace")) + _GAP
    return Cost(len(words) + _GAP, size, 1 if isinstance(block, Choices) else 0)


def _tail(actions: Iterable[Action]) -> Cost:
    return Cost(0, 0, -(-len(tuple(actions)) // ROW_BUTTONS))


def _body(reply: Reply, drawn: Draw) -> Body:
    rows = _rows(reply)
    body: Body = {"embeds": [_embed(reply, drawn)], "allowed_mentions": {"parse": []}}
    return {**body, "components": rows} if rows else body


def _embed(reply: Reply, drawn: Draw) -> dict[str, Any]:
    """The title in its own place where it fits; everything else is the description."""
    title, rest = _title(reply.blocks, drawn)
    # Discord refuses an embed without any words, even over buttons.
    embed = {"title": title, "description": rest or ("" if title else "…"), "color": colour(reply)}
    return {key: value for key, value in embed.items() if value != ""}


def _title(blocks: tuple[Block, ...], drawn: Draw) -> tuple[str, str]:
    match blocks:
        case (Heading(level=1, text=words) as heading, *rest) if len(title := text(words)) <= EMBED_TITLE:
            return title, "\n\n".join(part for part in (state(heading), paragraphs(rest, drawn)) if part)
        case _:
            return "", paragraphs(blocks, drawn)


def _rows(reply: Reply) -> list[controls.Component]:
    choices = [block for block in reply.blocks if isinstance(block, Choices)]
    taken: set[str] = set()
    rows: list[controls.Component] = []
    for number, block in enumerate(choices):
        rows += controls.choice(block, number, taken)
        taken |= controls.commands(rows)
    return rows + controls.rows(unique(reply.actions, taken))
