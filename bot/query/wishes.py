"""What somebody wants of following stories: the command, which story, and the options as typed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from bot.query import refusals
from bot.query.commands import COMMAND_NAMES
from bot.query.grammar import Typed, bare, join, without_link
from bot.query.index import Index
from bot.query.names import Match
from bot.query.options import scan, scan_since
from bot.query.resolve import NAME_WORDS
from bot.reply.inert import clean, single_marks
from bot.reply.model import Reply

LONGEST_VALUE = 300
# Shown again in a line to be corrected, a value is no longer than this.
SHOWN_VALUE = 100
# What is new in all stories, where a chat is about one.
EVERYTHING = (("all",), ("everything",), ("all", "stories"))


class Wish(Struct, frozen=True, kw_only=True):
    """A command about following. `story` is a slug of the library, "" where none was named.

    `named` are the words that stood for the story; `options` are raw: whether they are possible is found out
    where they are used. `left` are words that nothing was made of.
    """

    command: str
    story: str = ""
    named: str = ""
    options: Mapping[str, str] = MappingProxyType({})
    left: tuple[str, ...] = ()

    def line(self, story: str = "", **others: str) -> str:
        """The command in words with all that was understood, for a story, with other values."""
        given = {**self.options, **others}
        names = [each.name for each in COMMAND_NAMES[self.command].parameters if each.name in given]
        values = (f"{name}:{_shown(given[name]) or 'none'}" for name in names)
        return " ".join(part for part in ("/brief", word(self.command), story or self.story, *values) if part)


def word(command: str) -> str:
    """A command's word after `/brief`."""
    return "new" if command == "whats-new" else command


def wish(typed: Typed, index: Index, context: str | None) -> Wish | Reply | None:
    """What a typed command about following means on this index; None where it was none after all.

    A command that changes something is never carried out on a name that had to be mended.
    """
    if typed.line and not typed.options and _is_a_story(typed.line, index):
        return None
    wanted, words = _read(typed, index)
    if typed.command == "subscriptions" or (typed.command == "whats-new" and words in EVERYTHING):
        return replace(wanted, named="")
    if not words:
        slug = context if context in index.library.entries else index.only
        return replace(wanted, story=slug or "")
    match = index.names.find(" ".join(words))
    if match.one and not (match.corrected and COMMAND_NAMES[typed.command].manages):
        return replace(wanted, story=match.one)
    if typed.command == "unsubscribe":  # a story that is gone from the library may still be followed
        return wanted
    return _which(wanted, match, index) if typed.sure or match.values else None


def _is_a_story(line: str, index: Index) -> bool:
    """Whether the whole line is the name of a story, such as "New floods" or "Follow the money"."""
    match = index.names.find(line)
    return bool(match.values) and not match.corrected


def _read(typed: Typed, index: Index) -> tuple[Wish, tuple[str, ...]]:
    """The wish without its story, and the words that name it."""
    tokens = _unlinked(typed.rest)
    named, rest = _exactly(typed.story + tokens, index)
    if typed.story and not named:
        named, rest = typed.story, tokens
    scanned = scan_since(rest) if typed.command == "whats-new" else scan(rest)
    before = tuple(token for token in scanned.before if token)
    left = (*(before if named else ()), *scanned.left)
    named = named or before
    options = dict(typed.options)
    for name, value in scanned.options.items():
        if name in options:
            left = (*left, value)
        options.setdefault(name, value)
    known = {each.name for each in COMMAND_NAMES[typed.command].parameters}
    left = (*left, *(value for name, value in options.items() if name not in known))
    options = {name: value[:LONGEST_VALUE] for name, value in options.items() if name in known}
    if typed.command == "subscriptions":
        named, left = (), (*named, *left)
    words = tuple(bare(each) for each in named)
    return Wish(command=typed.command, named=" ".join(words), options=options, left=left), words


def _exactly(tokens: tuple[str, ...], index: Index) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The longest exact name of a story with which the words open, and the words after it."""
    for end in range(min(len(tokens), NAME_WORDS), 0, -1):
        if index.names.exact(join(tokens[:end])).one:
            return tokens[:end], tokens[end:]
    return (), tokens


def _unlinked(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Without "to", "in", "with" … between a command and its story."""
    return tokens[1:] if tokens and tokens[0].casefold() in ("to", "with") else without_link(tokens)


def _which(wanted: Wish, match: Match, index: Index) -> Reply:
    if match.values and not match.corrected:
        return refusals.which_story(index.library, match.values, wanted.line)
    near = match.values or match.near
    return refusals.no_story(index.library, wanted.named, near, wanted.line)


def _shown(value: str) -> str:
    return " ".join(single_marks(clean(value)).split())[:SHOWN_VALUE]
