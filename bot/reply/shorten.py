"""Shorten one block by its words until it fits; whose words they are stays whole."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from bot.reply.cut import cut, cut_quote
from bot.reply.model import (
    Block,
    Choices,
    Claim,
    Fields,
    Heading,
    Inline,
    Notice,
    Paragraph,
    Plain,
    Point,
    Quote,
    Stand,
    Statement,
    Words,
)

_UNCUT = 1 << 20
# What is kept of a text as long as something else can still be shortened.
_KEPT = 60
_NOTE = 200


class _Caps(Struct, frozen=True):
    """The most characters of each text, each quote, a claim's proposition, each detail."""

    text: int = _UNCUT
    quote: int = _UNCUT
    proposition: int = _UNCUT
    detail: int = _UNCUT


# Our own words give way first, then quotes, then the small print; each to its beginning before any vanishes.
# A proposition is what its stands are about, and unlike their words it is shown whole nowhere else.
_ORDER = (
    ("text", _KEPT),
    ("quote", _KEPT),
    ("proposition", _KEPT),
    ("text", 1),
    ("quote", 0),
    ("detail", _KEPT),
)


def shorten(block: Block, fits: Callable[[Block], bool], story: str | None) -> Block:
    """The block with as many of its words as fit, and the command that shows the whole item.

    The longest texts are shortened first, all to the same length. Where even the least does not fit,
    the least is returned.
    """
    if fits(block):
        return block
    caps = _Caps()
    for kind, floor in _ORDER:
        least = replace(caps, **{kind: floor})
        if fits(_capped(block, least, story)):
            return _capped(block, _largest(block, caps, kind, floor, fits, story), story)
        caps = least
    return _capped(block, caps, story)


def _largest(
    block: Block, caps: _Caps, kind: str, floor: int, fits: Callable[[Block], bool], story: str | None
) -> _Caps:
    """By halving: the caps with the greatest length of `kind` that fits; `floor` is known to."""
    fitting, too_large = floor, min(getattr(caps, kind), _longest(block)) + 1
    while too_large - fitting > 1:
        middle = (fitting + too_large) // 2
        if fits(_capped(block, replace(caps, **{kind: middle}), story)):
            fitting = middle
        else:
            too_large = middle
    return replace(caps, **{kind: fitting})


def _longest(block: Block) -> int:
    """No text of the block is longer than this: a bound that is cheap to have."""
    return len(repr(block))


def _capped(block: Block, caps: _Caps, story: str | None) -> Block:
    """The block under `caps`; if that shortened it, with the way to the whole."""
    short = _shortened(block, caps)
    if story and isinstance(block, Claim) and isinstance(short, Claim):
        short = _with_ways(block, short, story)
        block = replace(block, stands=short.stands)
    item = _item(block)
    return short if short == block or not story or not item else _with_way(short, f"/brief {story} {item}")


def _with_ways(whole: Claim, short: Claim, story: str) -> Claim:
    """What was shortened of a stand is whole at the statement that it cites."""
    stands = (
        before if before == after or not after.items else _with_way_of_stand(after, story)
        for before, after in zip(whole.stands, short.stands, strict=True)
    )
    return replace(short, stands=tuple(stands))


def _with_way_of_stand(stand: Stand, story: str) -> Stand:
    return replace(stand, detail=_joined(stand.detail, _way(f"/brief {story} {stand.items[0]}")))


def _shortened(block: Block, caps: _Caps) -> Block:
    match block:
        case Heading(text=text, detail=detail):
            return replace(block, text=cut(text, caps.text), detail=cut(detail, caps.detail))
        case Paragraph(words=words):
            return replace(block, words=_words(words, caps))
        case Point(words=words, detail=detail):
            return replace(block, words=_words(words, caps), detail=cut(detail, caps.detail))
        case Statement(words=words, detail=detail, notes=notes):
            # A note says whose inference it is, or how “he” was read: its beginning outlasts the words.
            most = min(max(caps.text, _NOTE), caps.detail)
            said, small = _words(words, caps), cut(detail, caps.detail)
            return replace(block, words=said, detail=small, notes=tuple(cut(note, most) for note in notes))
        case Claim(proposition=proposition, stands=stands, notes=notes):
            kept = tuple(_stand(stand, caps) for stand in stands)
            short = cut(proposition, caps.proposition)
            return replace(block, proposition=short, stands=kept, notes=_texts(notes, caps))
        case Fields(rows=rows):
            return replace(block, rows=tuple((name, _words(words, caps)) for name, words in rows))
        case Notice(text=text):
            return replace(block, text=cut(text, caps.text))
        case Choices(prompt=prompt):
            return replace(block, prompt=cut(prompt, caps.text))


def _stand(stand: Stand, caps: _Caps) -> Stand:
    return replace(stand, words=_words(stand.words, caps), detail=cut(stand.detail, caps.detail))


def _texts(texts: tuple[str, ...], caps: _Caps) -> tuple[str, ...]:
    return tuple(cut(text, caps.text) for text in texts)


def _words(words: Words, caps: _Caps) -> Words:
    return tuple(_inline(word, caps) for word in words)


def _inline(word: Inline, caps: _Caps) -> Inline:
    if isinstance(word, Quote):
        return cut_quote(word, caps.quote)
    return replace(word, text=cut(word.text, caps.text))


def _item(block: Block) -> str | None:
    match block:
        case Point(item=item) | Statement(item=item) | Claim(item=item) | Fields(item=item):
            return item
        case Paragraph(items=(item, *_)):
            return item
        case _:
            return None


def _with_way(block: Block, command: str) -> Block:
    way = _way(command)
    match block:
        case Point(detail=detail):
            return replace(block, detail=_joined(detail, way))
        case Statement(notes=notes) | Claim(notes=notes):
            return replace(block, notes=(*notes, way))
        case Fields(rows=rows):
            return replace(block, rows=(*rows, ("Shortened", (Plain(text=f"the whole: {command}"),))))
        case Paragraph(words=words):
            return replace(block, words=(*words, Plain(text=f" ({way})")))
        case _:
            return block


def _way(command: str) -> str:
    return f"shortened; the whole: {command}"


def _joined(detail: str, way: str) -> str:
    return f"{detail} · {way}" if detail else way
