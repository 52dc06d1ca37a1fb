"""The neutral reply: typed blocks that carry item ids and no platform's markup.

A renderer decides how a block looks; the blocks decide what must stay together. Words that somebody
said are a `Quote` and nothing else is: a renderer puts the marks “ ” round quotes only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct


class Node(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", gc=False):
    """A part of a reply; `type` names it in JSON."""


class Plain(Node, frozen=True, tag="plain"):
    """Words of the interface, or an item's own text."""

    text: str


class Strong(Node, frozen=True, tag="strong"):
    text: str


class Paraphrase(Node, frozen=True, tag="paraphrase"):
    """What somebody said in the brief's words; shown visibly unlike a quote."""

    text: str


class Quote(Node, frozen=True, tag="quote"):
    """Words checked character for character against the source.

    `insertions` are the parts of `text` that a reporter put in; they are shown in [ ]. `cut` is true
    where `fit` had to shorten the words: a renderer then ends them with […].
    """

    text: str
    insertions: tuple[str, ...] = ()
    cut: bool = False


class Link(Node, frozen=True, tag="link"):
    text: str
    url: str


Inline = Plain | Strong | Paraphrase | Quote | Link
Words = tuple[Inline, ...]


class Action(Struct, frozen=True, kw_only=True):
    """A way onward: a label of at most 75 characters, and the command in words that it stands for."""

    label: str
    command: str


class Heading(Node, frozen=True, tag="heading"):
    """A title (level 1) or the head of a group (level 2); `badge` is a short state such as "live"."""

    text: str
    level: Literal[1, 2] = 1
    item: str | None = None
    badge: str = ""
    detail: str = ""


class Paragraph(Node, frozen=True, tag="paragraph"):
    words: Words
    items: tuple[str, ...] = ()


class Point(Node, frozen=True, tag="point"):
    """A bullet: one item's words, and in small print (`detail`) where they stand and on what they rest."""

    words: Words
    item: str | None = None
    detail: str = ""


class Statement(Node, frozen=True, tag="statement"):
    """Who said what. The words never travel without speaker, kind, cue, chain and place.

    `speaker` is the name to show; `label` the kind in words ("direct quote", "partly quoted", …);
    `detail` holds, in small print, when, the attribution chain and the paragraph; `notes` what a
    reader must know besides ("Victor Cha's inference from …").
    """

    item: str
    speaker: str
    cue: str
    label: str
    words: Words
    detail: str
    notes: tuple[str, ...] = ()


class Stand(Node, frozen=True, tag="stand"):
    """One speaker's stance on a claim, with the words that carry it."""

    by: str
    stance: str
    items: tuple[str, ...]
    words: Words
    detail: str = ""


class Claim(Node, frozen=True, tag="claim"):
    item: str
    proposition: str
    status: str
    stands: tuple[Stand, ...] = ()
    notes: tuple[str, ...] = ()


class Fields(Node, frozen=True, tag="fields"):
    """Short labelled facts, such as a source's agency and date."""

    rows: tuple[tuple[str, Words], ...]
    item: str | None = None


class Notice(Node, frozen=True, tag="notice"):
    """Small print of the reply itself: as of which revision, which page, what was corrected for you."""

    text: str


class Choices(Node, frozen=True, tag="choices"):
    """One of several ways to go on, where a menu or a numbered list fits better than buttons."""

    prompt: str
    options: tuple[Action, ...]


class Field(Struct, frozen=True, kw_only=True):
    """One thing to fill in: a choice of `options` (value and label, at most 25), at most `most` of them, or a
    line of text. `value` is what holds now; of several choices they are joined by commas."""

    name: str
    label: str
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    most: int = 1
    hint: str = ""


class Form(Struct, frozen=True, kw_only=True):
    """A form: what is filled in becomes the arguments of `command`, a name of the command table, beside those
    in `arguments`. At most five fields, a title of at most 24 characters: what both platforms hold."""

    title: str
    command: str
    arguments: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]


Block = Heading | Paragraph | Point | Statement | Claim | Fields | Notice | Choices
Kind = Literal["view", "answer", "nearest", "abstention", "choice", "error", "update"]


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the core answers. `tone` is the brief's status, for a colour; `private`: for the asker only.

    `asked` is the command in words that makes this reply again, "" where none does. `form` is opened where
    the surface has forms; elsewhere the blocks say the same, and what to type. `read` says up to which
    revision of which story whoever reads this knows what is new.
    """

    kind: Kind
    blocks: tuple[Block, ...]
    story: str | None = None
    revision: int | None = None
    view: str | None = None
    actions: tuple[Action, ...] = ()
    tone: str = ""
    private: bool = False
    offer: tuple[str, ...] = ()
    asked: str = ""
    form: Form | None = None
    read: tuple[tuple[str, int], ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of the items shown, in order of first appearance."""
        return tuple(dict.fromkeys(item for block in self.blocks for item in _items(block)))


def _items(block: Block) -> Iterator[str]:
    match block:
        case Heading(item=str(item)) | Point(item=str(item)) | Statement(item=item) | Fields(item=str(item)):
            yield item
        case Paragraph(items=items):
            yield from items
        case Claim(item=item, stands=stands):
            yield item
            for stand in stands:
                yield from stand.items
        case _:
            return
