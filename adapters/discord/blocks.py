"""How each block of a reply looks in Discord's Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from adapters.discord.markdown import bold, inline, small, text
from bot.reply.model import Block, Choices, Claim, Fields, Heading, Notice, Paragraph, Point, Stand, Statement

Draw = Callable[[Block], str]


def draw(block: Block) -> str:
    """The Markdown of one block, without a line break at its end; empty when there is nothing to show."""
    return "\n".join(line for line in _lines(block) if line)


def state(heading: Heading) -> str:
    """The small print under a title: its badge, which says in words what the colour says, and its detail."""
    parts = [bold(heading.badge), text(heading.detail)]
    shown = " · ".join(part for part in parts if part.strip())
    return f"-# {shown}" if shown else ""


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=words):
            yield _led("## " if block.level == 1 else "### ", text(words).strip())
            yield state(block)
        case Paragraph(words=words):
            yield inline(words)
        case Point(words=words, detail=detail):
            yield _led("- ", inline(words))
            yield small(detail)
        case Statement():
            yield from _statement(block)
        case Claim():
            yield from _claim(block)
        case Fields(rows=rows):
            yield from (f"{bold(label)}: {inline(words)}" for label, words in rows)
        case Notice(text=words):
            yield small(words)
        case Choices(prompt=prompt):
            yield text(prompt)


def _statement(block: Statement) -> Iterator[str]:
    """Who, how much of it is their words, the words on a line with a bar, and where they stand."""
    yield _joined(f"{bold(block.speaker)} {text(block.cue)}", text(block.label))
    yield _led("> ", inline(block.words))
    yield from map(small, (block.detail, *block.notes))


def _claim(block: Claim) -> Iterator[str]:
    yield _joined(bold(block.proposition), text(block.status))
    for stand in block.stands:
        yield from _stand(stand)
    yield from map(small, block.notes)


def _stand(stand: Stand) -> Iterator[str]:
    words = inline(stand.words)
    yield f"- {bold(stand.by)} {text(stand.stance)}" + (f": {words}" if words else "")
    yield small(stand.detail)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part.strip())


def _led(mark: str, words: str) -> str:
    return mark + words if words else ""


def paragraphs(blocks: Iterable[Block], draw: Draw) -> str:
    """Blocks under each other: bullets close together, everything else with a line between."""
    drawn = ""
    before: Block | None = None
    for block in blocks:
        piece = draw(block)
        if not piece:
            continue
        drawn += (_gap(before, block) if before else "") + piece
        before = block
    return drawn


def _gap(before: Block, block: Block) -> str:
    """What stands between two blocks; Discord leaves room round headings and lists by itself."""
    tight = isinstance(before, Heading | Choices) or (isinstance(before, Point) and isinstance(block, Point))
    return "\n" if tight else "\n\n"
