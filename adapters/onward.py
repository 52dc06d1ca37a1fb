"""Which ways onward a platform can show as buttons and menus, and which are written out to be typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from bot.reply.inert import clean
from bot.reply.model import Action, Block, Choices, Notice, Paragraph, Reply, Strong


class Holds(Struct, frozen=True):
    """What a platform holds: options of a menu, buttons of a message, and which commands each can carry."""

    options: int
    buttons: int
    in_option: Callable[[str], bool]
    in_button: Callable[[str], bool]


def settle(reply: Reply, holds: Holds) -> Reply:
    """The same reply with nothing too long or too many for a control: the rest becomes small print."""
    shown, typed = _share(reply.actions, holds.buttons, holds.in_button)
    blocks = tuple(settled for block in reply.blocks for settled in _settle(block, holds))
    return replace(reply, blocks=(*blocks, *map(_typed, typed)), actions=tuple(shown))


def _settle(block: Block, holds: Holds) -> Iterator[Block]:
    if not isinstance(block, Choices):
        yield block
        return
    shown, typed = _share(block.options, holds.options, holds.in_option)
    yield replace(block, options=tuple(shown))
    yield from map(_typed, typed)


def _share(
    actions: Iterable[Action], most: int, carries: Callable[[str], bool]
) -> tuple[list[Action], list[Action]]:
    """Controls and the rest; the same command twice would be one control twice, which platforms refuse."""
    shown: list[Action] = []
    typed: list[Action] = []
    for action in unique(actions):
        fits = len(shown) < most and carries(action.command)
        (shown if fits else typed).append(action)
    return shown, typed


def noted(reply: Reply) -> bool:
    """Whether a note of correction stands over it: bold words that show no item, before anything else."""
    match reply.blocks:
        case (Paragraph(words=(Strong(), *_), items=()), *_):
            return True
        case _:
            return False


def unique(actions: Iterable[Action], taken: Iterable[str] = ()) -> list[Action]:
    """The first action of each command, without those whose command is `taken`."""
    seen = set(taken)
    first: list[Action] = []
    for action in actions:
        if action.command not in seen:
            seen.add(action.command)
            first.append(action)
    return first


def _typed(action: Action) -> Notice:
    return Notice(text=f"{action.label}: type {action.command}")


def label(action: Action, most: int) -> str:
    """What stands on a control, in at most `most` characters and never empty."""
    return shorten(clean(action.label).strip() or clean(action.command).strip() or "…", most)


def shorten(words: str, most: int) -> str:
    """At most `most` characters; what is cut ends at a word's end with an ellipsis."""
    if len(words) <= most:
        return words
    head = words[: most - 1]
    return (head.rsplit(" ", 1)[0].rstrip() or head) + "…"
