"""Text to a tree of YAML nodes with their places, within bounds that hold before memory or time is spent.

The tree is built from the event stream of PyYAML (libyaml where it is present), so that an alias, a tag
or a nest of brackets is refused as it passes by, and never expanded.
"""

from __future__ import annotations

import errno
import stat
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, NoReturn

import yaml

from bot.brief.parse.characters import MAX_BYTES, decode, first_control, without_controls
from bot.brief.problems import Problem

MAX_DEPTH = 20
MAX_NODES = 200_000
MAX_PROBLEMS = 200

Kind = Literal["scalar", "list", "mapping", "broken"]


class Node:
    """A scalar (`plain` if without quotes), a list or a mapping; what is `broken` was reported already."""

    __slots__ = ("column", "elements", "entries", "kind", "line", "plain", "text")

    def __init__(self, kind: Kind, line: int, column: int, text: str = "", plain: bool = False) -> None:
        self.kind = kind
        self.line = line
        self.column = column
        self.text = text
        self.plain = plain
        self.elements: list[Node] = []
        self.entries: dict[str, tuple[Node, Node]] = {}


class Composed(NamedTuple):
    """The root node (None where there is no whole document) and what was refused on the way."""

    root: Node | None
    problems: list[Problem]


def read_bounded(path: Path) -> bytes:
    """The file's bytes, at most one more than a brief may have. Raises OSError.

    Also for what is no file: opening a pipe would wait for a writer for ever.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def compose(data: bytes, file: str) -> Composed:
    """Turn the bytes of one YAML document into nodes. Never raises for bad input."""
    text, problems = decode(data, file)
    if text is None:
        return Composed(None, problems)
    composer = _Composer(file, problems)
    try:
        composer.read(text)
    except _Refused:
        pass
    except yaml.MarkedYAMLError as error:
        composer.refuse_syntax(error)
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # faults of PyYAML's own scanner
        composer.report("E-YAML-SYNTAX", (1, 1), f"not YAML: {str(error).partition(chr(10))[0]}")
    return Composed(composer.root, problems)


def scalar_type(node: Node) -> str:
    """What a scalar would be in YAML 1.1: str, null, bool, int, float, timestamp, merge or value."""
    if not node.plain:
        return "str"
    tag: str = _resolver().resolve(yaml.ScalarNode, node.text, (True, False))  # type: ignore[no-untyped-call]
    return tag.rpartition(":")[2]


@cache
def _resolver() -> yaml.resolver.Resolver:
    return yaml.resolver.Resolver()


def _place(mark: Any) -> tuple[int, int]:
    """Line and column, from 1, of a mark of PyYAML, which counts from 0."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _Refused(Exception):
    """Nothing that follows can be read."""


class _Composer:
    """Builds the tree without recursion: `open` holds the collections around the next event."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.root: Node | None = None
        self.open: list[Node] = []
        self.keys: list[Node | None] = []  # for each open collection, the key that awaits its value

    def read(self, text: str) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        documents = 0
        for count, event in enumerate(yaml.parse(text, Loader=loader)):
            place = _place(event.start_mark)
            if count > MAX_NODES:
                self._refuse("E-YAML-SIZE", place, f"more than {MAX_NODES:,} keys and values")
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event, place)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._start(event, place)
            elif isinstance(event, yaml.CollectionEndEvent):
                self.keys.pop()
                self._add(self.open.pop())
            elif isinstance(event, yaml.AliasEvent):
                self.report("E-YAML-ALIAS", place, "a YAML alias", "write the value out where it is needed")
                self._add(Node("broken", *place))
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    hint = "one story a file: remove the line --- and what follows"
                    self._refuse("E-YAML-DOCUMENTS", place, "a second YAML document", hint)
        if self.root is None or (self.root.plain and not self.root.text):
            self.root = None
            self.report("E-YAML-EMPTY", (1, 1), "the file is empty", "onrecord new SLUG writes a beginning")

    def refuse_syntax(self, error: yaml.MarkedYAMLError) -> None:
        place = _place(error.problem_mark or error.context_mark)
        if "Unicode character escape" in str(error.problem):
            self.report("E-CONTROL-CHARACTER", place, "an escape that is no character", "write the character")
            return
        hint = "text needs quotes if it holds a colon and a space, or a #, or begins with a sign"
        self.report("E-YAML-SYNTAX", place, f"not YAML: {error.problem}", hint)

    def report(self, code: str, place: tuple[int, int], message: str, hint: str = "") -> None:
        if len(self.problems) < MAX_PROBLEMS:
            line, column = place
            problem = Problem(file=self.file, line=line, column=column, code=code, message=message, hint=hint)
            self.problems.append(problem)

    def _refuse(self, code: str, place: tuple[int, int], message: str, hint: str = "") -> NoReturn:
        self.report(code, place, message, hint)
        raise _Refused

    def _scalar(self, event: yaml.ScalarEvent, place: tuple[int, int]) -> None:
        self._refuse_ornaments(event, place)
        text = event.value
        if event.style == '"' and (control := first_control(text)):
            self.report("E-CONTROL-CHARACTER", place, f"{control}, written as an escape", "remove it")
            text = without_controls(text)
        self._add(Node("scalar", *place, text, plain=event.implicit[0]))

    def _start(self, event: yaml.CollectionStartEvent, place: tuple[int, int]) -> None:
        self._refuse_ornaments(event, place)
        if len(self.open) >= MAX_DEPTH:
            self._refuse("E-YAML-DEPTH", place, f"nested more than {MAX_DEPTH} levels deep")
        self.open.append(Node("list" if isinstance(event, yaml.SequenceStartEvent) else "mapping", *place))
        self.keys.append(None)

    def _refuse_ornaments(
        self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: tuple[int, int]
    ) -> None:
        if event.anchor is not None:
            self.report("E-YAML-ALIAS", place, "a YAML anchor", "remove the word that begins with &")
        if event.tag is not None:
            self.report("E-YAML-TAG", place, "a YAML tag", "remove the word that begins with !; quote text")

    def _add(self, node: Node) -> None:
        """Put a finished node where it belongs: a key, a value, an element, or the root."""
        if not self.open:
            self.root = node
        elif self.open[-1].kind == "list":
            self.open[-1].elements.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = node
        else:
            self.keys[-1] = None
            self._add_entry(self.open[-1].entries, key, node)

    def _add_entry(self, entries: dict[str, tuple[Node, Node]], key: Node, value: Node) -> None:
        place = (key.line, key.column)
        if key.kind in ("list", "mapping"):
            self.report("E-YAML-KEY", place, f"a {key.kind} stands where a key belongs", "write a word")
        elif key.kind == "scalar" and (found := scalar_type(key)) != "str":
            hint = "merge keys are not used" if found == "merge" else "put the key in quotes if it is meant"
            self.report("E-YAML-KEY", place, f"a key must be text, found {key.text[:60]!r}", hint)
        elif key.text in entries:
            message = f"the key {key.text[:60]!r} stands twice, first on line {entries[key.text][0].line}"
            self.report("E-YAML-DUPLICATE-KEY", place, message, "keep one of them")
        elif key.kind == "scalar":
            entries[key.text] = (key, value)
