"""A reply for a terminal: rich `Text` objects only, so that no word of a brief is markup or an escape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from adapters.console.numbers import numbered
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
    Paraphrase,
    Plain,
    Point,
    Quote,
    Reply,
    Stand,
    Statement,
    Strong,
    Words,
)

STATUS_STYLES = {
    "live": "green",
    "hold": "yellow",
    "withdrawn": "red",
    "contested": "yellow",
    "denied": "yellow",
    "questioned": "yellow",
    "confirmed": "green",
    "refuted": "red",
}
# Their words bright, ours slanted and faint: the two are told apart without reading the marks.
INLINE_STYLES: dict[type[Inline], str] = {
    Quote: "bold",
    Paraphrase: "italic dim",
    Strong: "bold",
    Link: "",
    Plain: "",
}
WIDEST = 100
BETWEEN = "   "
BULLET, DASH = "• ", "  – "
Line = tuple[str, Text]  # what stands before a line, to which its further rows are indented


def render(reply: Reply, width: int = WIDEST) -> RenderableType:
    """The reply, numbered ways onward at its end; at most `width` columns, which the eye can follow."""
    onward = numbered(reply)
    numbers = {action.command: number for number, action in enumerate(onward, start=1)}
    lines = [line for block in reply.blocks for line in _block(block, numbers)]
    offered = _offered(reply)
    below = [action for action in onward if action.command not in offered]
    if below:
        lines += [("", Text()), *(("", row) for row in _rows(below, numbers, min(width, WIDEST)))]
    while lines and not lines[0][1].plain:
        del lines[0]
    return Constrain(Group(*(_hung(*line) for line in lines)), min(width, WIDEST))


def _hung(before: str, text: Text) -> RenderableType:
    if not before.strip():
        return Padding(text, (0, 0, 0, len(before)))
    grid = Table.grid()
    grid.add_column(width=len(before))
    grid.add_row(before, text)
    return grid


def _offered(reply: Reply) -> set[str]:
    """Commands that stand under a choice already."""
    options = (block.options for block in reply.blocks if isinstance(block, Choices))
    return {action.command for group in options for action in group}


def _block(block: Block, numbers: Mapping[str, int]) -> Iterator[Line]:
    match block:
        case Heading():
            yield from (("", Text()), ("", _heading(block)))
        case Paragraph(words=words):
            yield "", _words(words)
        case Point(words=words, detail=detail):
            yield BULLET, _words(words)
            yield from _small("  ", detail)
        case Statement():
            yield from _statement(block)
        case Claim():
            yield from _claim(block)
        case Fields(rows=rows):
            yield from (("  ", _join(_text(name, "dim"), ": ", _words(words))) for name, words in rows)
        case Notice(text=text):
            yield from (("", Text()), *_small("", text))
        case Choices(prompt=prompt, options=options):
            yield from (("", Text()), ("", _text(prompt)))
            yield from (("  ", _option(action, numbers)) for action in options)


def _heading(block: Heading) -> Text:
    style = "bold underline" if block.level == 1 else "bold cyan"
    badge = _join("  ", _status(block.badge)) if block.badge else ""
    detail = _text(f" · {block.detail}", "dim") if block.detail else ""
    return _join(_text(block.text, style), badge, detail)


def _statement(block: Statement) -> Iterator[Line]:
    how = _text(f" · {block.cue} ({block.label})", "dim")
    yield BULLET, _join(_text(block.speaker, "bold cyan"), how)
    yield "  ", _words(block.words)
    yield from _small("  ", block.detail, *block.notes)


def _claim(block: Claim) -> Iterator[Line]:
    yield BULLET, _join(_text(block.proposition, "bold"), "  ", _status(block.status))
    for stand in block.stands:
        yield DASH, _stand(stand)
        yield from _small("    ", stand.detail)
    yield from _small("  ", *block.notes)


def _stand(stand: Stand) -> Text:
    words = _join(": ", _words(stand.words)) if stand.words else ""
    return _join(_text(stand.by, "cyan"), " ", _text(stand.stance), words)


def _words(words: Words) -> Text:
    return _join(*map(_inline, words))


def _inline(word: Inline) -> Text:
    style = INLINE_STYLES[type(word)]
    match word:
        case Quote():
            return Text(marked(word), style)
        case Link(text=text, url=url):
            return Text(f"{clean(text)} ({clean(url)})", style)
        case _:
            return Text(clean(word.text), style)


def _small(indent: str, *texts: str) -> Iterator[Line]:
    return ((indent, _text(text, "dim")) for text in texts if text)


def _status(status: str) -> Text:
    return _text(f"[{status}]", STATUS_STYLES.get(status, "dim"))


def _option(action: Action, numbers: Mapping[str, int]) -> Text:
    return _join(Text(f"[{numbers[action.command]}] ", "bold cyan"), _text(action.label))


def _rows(actions: Sequence[Action], numbers: Mapping[str, int], width: int) -> Iterator[Text]:
    """As many beside each other as there is room for, none broken over two lines."""
    row = Text()
    for option in (_option(action, numbers) for action in actions):
        if row and row.cell_len + len(BETWEEN) + option.cell_len > width:
            yield row
            row = Text()
        row = _join(row, BETWEEN, option) if row else option
    yield row


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style)


def _join(*parts: Text | str) -> Text:
    return Text.assemble(*parts)
