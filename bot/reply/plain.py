"""A reply as complete plain text, for screen readers, pipes and JSON: one item a bullet, no markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.reply.inert import clean, marked
from bot.reply.model import (
    Action,
    Block,
    Choices,
    Claim,
    Fields,
    Heading,
    Inline,
    Link,
    Notice,
    Paragraph,
    Point,
    Quote,
    Reply,
    Statement,
    Words,
)

BULLET, INDENT, SMALL, ONWARD = "• ", "  ", "– ", "→ "
DOT = " · "
# A line that opens with foreign words opens like words; our own elements all open with a sign or a space.
_OPENERS = frozenset("“‘’¿¡#$€£¥(&…")
_SIGN = "■ "


def plain(reply: Reply) -> str:
    """Every word of the reply, without a line break at the end.

    Each statement and stance names its speaker on the line of its words. Checked words, and they alone,
    stand in “ ”; a paraphrase has no marks and is announced by the statement's label.
    """
    lines: list[str] = []
    before: Block | None = None
    for block in reply.blocks:
        if lines and _apart(block, before):
            lines.append("")
        lines += _lines(block)
        before = block
    if reply.actions:
        lines += ["", *_onward(reply.actions)] if lines else _onward(reply.actions)
    return "\n".join(lines)


def one_line(words: Words) -> str:
    """Inline words as one line of text."""
    return "".join(map(_inline, words)).strip()


def _inline(word: Inline) -> str:
    match word:
        case Quote():
            return marked(word)
        case Link(text=text, url=url):
            return f"{clean(text)} ({clean(url)})"
        case _:
            return clean(word.text)


def _apart(block: Block, before: Block | None) -> bool:
    """Whether an empty line stands before the block."""
    match block:
        case Heading() | Choices():
            return True
        case Notice():
            return not isinstance(before, Notice)
        case _:
            return isinstance(before, Notice)


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text, badge=badge, detail=detail):
            state = f" [{_text(badge)}]" if badge else ""
            yield _opened(_dotted(f"{_text(text)}{state}", _text(detail)))
        case Paragraph(words=words):
            yield _opened(one_line(words))
        case Point(words=words, detail=detail):
            yield f"{BULLET}{one_line(words)}"
            yield from _small(detail)
        case Statement():
            yield from _statement(block)
        case Claim():
            yield from _claim(block)
        case Fields(rows=rows):
            yield from (f"{INDENT}{_text(name)}: {one_line(words)}" for name, words in rows)
        case Notice(text=text):
            yield f"{SMALL}{_text(text)}"
        case Choices(prompt=prompt, options=options):
            yield _opened(_text(prompt))
            yield from _onward(options)


def _statement(block: Statement) -> Iterator[str]:
    who = _dotted(_text(block.speaker), f"{_text(block.cue)} ({_text(block.label)})")
    yield f"{BULLET}{who}: {one_line(block.words)}"
    yield from _small(block.detail, *block.notes)


def _claim(block: Claim) -> Iterator[str]:
    yield f"{BULLET}{_text(block.proposition)} [{_text(block.status)}]"
    for stand in block.stands:
        words = one_line(stand.words)
        detail = f" ({_text(stand.detail)})" if stand.detail else ""
        yield f"{INDENT}{SMALL}{_text(stand.by)} {_text(stand.stance)}{f': {words}' if words else ''}{detail}"
    yield from _small(*block.notes)


def _small(*texts: str) -> Iterator[str]:
    return (f"{INDENT}{line}" for line in map(_text, texts) if line)


def _onward(actions: Iterable[Action]) -> list[str]:
    return [f"{ONWARD}{_text(action.label)}: {_text(action.command)}" for action in actions]


def _text(text: str) -> str:
    return clean(text).strip()


def _dotted(*parts: str) -> str:
    return DOT.join(part for part in parts if part)


def _opened(line: str) -> str:
    """The line, behind a sign of ours if it would otherwise look like an element of the interface."""
    return line if not line or line[0].isalnum() or line[0] in _OPENERS else f"{_SIGN}{line}"
