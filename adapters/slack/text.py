"""Foreign words for Slack: literal in rich text, escaped in `text`, never anything that pings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from adapters.links import link
from bot.reply.inert import clean, marked
from bot.reply.model import Inline, Link, Paraphrase, Plain, Quote, Strong

Element = dict[str, Any]

_PING = re.compile(r"<(?=[!@#])")
_BOLD = {"bold": True}
_ITALIC = {"italic": True}


def escape(text: str) -> str:
    """The three characters that act in `text` (Slack docs: Formatting message text, "Escaping text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def guard(text: str) -> str:
    """Literal text in which `<!`, `<@` and `<#` cannot be read as a ping, should anything parse it."""
    return _PING.sub("&lt;", text)


def text(words: str) -> str:
    """Foreign words on one line, for places where Slack shows text as it is."""
    return guard(clean(words))


def plain_text(words: str) -> Element:
    """A text object in which neither marks nor :emoji: act (Slack docs: Block Kit, "Text object")."""
    return {"type": "plain_text", "text": words, "emoji": False}


def run(words: str, style: dict[str, bool] | None = None) -> Iterator[Element]:
    """A run of rich text; nothing for no words, since Slack refuses an empty one."""
    if words:
        yield {"type": "text", "text": words, "style": style} if style else {"type": "text", "text": words}


def bold(words: str) -> Iterator[Element]:
    return run(text(words), _BOLD)


def inline(words: Iterable[Inline]) -> Iterator[Element]:
    for word in words:
        match word:
            case Quote():
                yield from run(marked(word, guard))
            case Strong(text=words_):
                yield from bold(words_)
            case Paraphrase(text=words_):
                yield from run(text(words_), _ITALIC)
            case Link(text=words_, url=url):
                yield from _link(text(words_), url)
            case Plain(text=words_):
                yield from run(text(words_))


def _link(words: str, url: str) -> Iterator[Element]:
    address = link(url)
    if address and words.strip():
        yield {"type": "link", "url": address, "text": words}
    else:
        yield from run(words)
