"""How each block of a reply looks in Slack's Block Kit. Foreign words never pass through mrkdwn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from adapters.slack.limits import CONTEXT_ELEMENTS, HEADER, TEXT_OBJECT
from adapters.slack.text import Element, bold, inline, plain_text, run, text
from bot.reply.model import Block, Choices, Claim, Fields, Heading, Notice, Paragraph, Point, Stand, Statement

SlackBlock = dict[str, Any]
Draw = Callable[[Block], Sequence[SlackBlock]]


def draw(block: Block) -> list[SlackBlock]:
    """The Block Kit blocks of one block of a reply, without its controls."""
    return [
        drawn for drawn in _drawn(block) if drawn == _line() or drawn.get("elements") or drawn.get("text")
    ]


def length(blocks: Iterable[SlackBlock]) -> int:
    """Characters of all text in blocks, in the way that Slack's sum of a message is reckoned here."""
    return sum(_length(block) for block in blocks)


def _drawn(block: Block) -> Iterator[SlackBlock]:
    match block:
        case Heading():
            yield from _heading(block)
        case Paragraph(words=words):
            yield _rich(_section(inline(words)))
        case Point(words=words, detail=detail):
            yield _rich(_bullets([inline(words)]))
            yield context(detail)
        case Statement():
            yield from _statement(block)
        case Claim():
            yield from _claim(block)
        case Fields(rows=rows):
            yield from (_rich(_section([*bold(label), *run(": "), *inline(words)])) for label, words in rows)
        case Notice(text=words):
            yield context(words)
        case Choices(prompt=prompt):
            yield _rich(_section(run(text(prompt))))


def _heading(block: Heading) -> Iterator[SlackBlock]:
    title = text(block.text).strip()
    if block.level == 1 and 0 < len(title) <= HEADER:
        yield {"type": "header", "text": plain_text(title)}
    else:
        if block.level == 2:
            yield _line()
        yield _rich(_section(bold(title)))
    yield context(" · ".join(part for part in (block.badge, block.detail) if part))


def _statement(block: Statement) -> Iterator[SlackBlock]:
    """Who, how much of it is their words, the words behind a bar, and where they stand."""
    said = " · ".join(part for part in (text(block.cue), text(block.label)) if part)
    who = _section([*bold(block.speaker), *run(f" {said}")])
    yield _rich(who, {"type": "rich_text_quote", "elements": list(inline(block.words))})
    yield context(block.detail, *block.notes)


def _claim(block: Claim) -> Iterator[SlackBlock]:
    status = text(block.status)
    yield _rich(_section([*bold(block.proposition), *run(f" · {status}" if status else "")]))
    if block.stands:
        yield _rich(_bullets(map(_stand, block.stands)))
    yield context(*block.notes)


def _stand(stand: Stand) -> Iterator[Element]:
    yield from bold(stand.by)
    yield from run(f" {text(stand.stance)}")
    if stand.words:
        yield from run(": ")
        yield from inline(stand.words)
    if stand.detail:
        yield from run(f" ({text(stand.detail)})")


def context(*lines: str) -> SlackBlock:
    """Small print, a line each; lines beyond the ten that Slack holds share the last place."""
    shown = [line for line in map(text, lines) if line.strip()]
    last = CONTEXT_ELEMENTS - 1
    kept = [*shown[:last], *(["\n".join(shown[last:])] if shown[last:] else [])]
    pieces = [line[n : n + TEXT_OBJECT] for line in kept for n in range(0, len(line), TEXT_OBJECT)]
    return {"type": "context", "elements": [plain_text(piece) for piece in pieces]}


def _line() -> SlackBlock:
    return {"type": "divider"}


def _rich(*elements: Element) -> SlackBlock:
    return {"type": "rich_text", "elements": [each for each in elements if each["elements"]]}


def _section(elements: Iterable[Element]) -> Element:
    return {"type": "rich_text_section", "elements": list(elements)}


def _bullets(items: Iterable[Iterable[Element]]) -> Element:
    sections = [section for item in items if (section := _section(item))["elements"]]
    return {"type": "rich_text_list", "style": "bullet", "elements": sections}


def _length(part: Any) -> int:
    match part:
        case {"text": str(words)}:
            return len(words)
        case {"text": dict(inner)}:
            return _length(inner)
        case {"elements": list(parts)}:
            return sum(map(_length, parts))
        case _:
            return 0
