"""Discord's Markdown: our own marks, and foreign text in which no character acts as one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from adapters.links import link
from bot.reply.inert import clean, marked
from bot.reply.model import Inline, Link, Paraphrase, Plain, Quote, Strong

# Emphasis, code, spoilers, links, mentions and <…> forms act anywhere; a colon acts before // (a bare
# address) and round a name (:emoji:), a dot in an invite that Discord recognises without a scheme.
_ANYWHERE = re.compile(r"[\\*_~`|<\[\]@]|:(?=//|[^\s:]{1,64}:)|\.(?=gg/|com/invite)", re.IGNORECASE)
# Headings, quotes, lists and small print act at the start of a line, and of what follows another marker.
_MARKER = re.compile(r"^(\s*)(?=[#>+-])|^(\s*[0-9]+)(?=[.)])", re.MULTILINE)


def escape(text: str) -> str:
    """Text that Discord shows as it is (source: Discord's help centre, "Markdown Text 101").

    Only backslashes are added, each before punctuation: taking them away gives the text back.
    """
    return _MARKER.sub(r"\1\2\\", _ANYWHERE.sub(r"\\\g<0>", text))


def text(words: str) -> str:
    """Foreign words on one line, cleaned and escaped."""
    return escape(clean(words))


def bold(words: str) -> str:
    return _wrap("**", text(words))


def small(words: str) -> str:
    """A line of small print."""
    inner = text(words).strip()
    return f"-# {inner}" if inner else ""


def inline(words: Iterable[Inline]) -> str:
    """Words in a row. Marks that touch (`**a***b*`) would be read as others: a space keeps them apart."""
    drawn = ""
    for word in words:
        piece = _inline(word)
        drawn += f" {piece}" if drawn.endswith("*") and piece.startswith("*") else piece
    return drawn.strip()


def _inline(word: Inline) -> str:
    match word:
        case Quote():
            return marked(word, escape)
        case Strong(text=words):
            return bold(words)
        case Paraphrase(text=words):
            return _wrap("*", text(words))
        case Link(text=words, url=url):
            address = link(url)
            return f"[{text(words)}](<{address}>)" if address and words.strip() else text(words)
        case Plain(text=words):
            return text(words)


def _wrap(mark: str, inner: str) -> str:
    """Put marks round the words and leave spaces outside: `* a*` is not emphasis."""
    core = inner.strip()
    if not core:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{core}{mark}{after}"
