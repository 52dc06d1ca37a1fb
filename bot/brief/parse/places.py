"""Where each part of a brief stands in its file, so that every problem can point at it."""

from __future__ import annotations

from msgspec import Struct

from bot.brief.parse.nodes import Node
from bot.brief.problems import Problem


class Places:
    """Lines and columns (from 1) of the parts of one brief.

    Parts are known by identity, since two parts may be equal; they are kept alive here so that no
    identity is used twice.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self._parts: dict[int, tuple[Struct, Node, str | None]] = {}

    def record(self, part: Struct, node: Node, item: str | None) -> None:
        """Remember that `part` was read from `node`, inside the item with the id `item`."""
        self._parts[id(part)] = (part, node, item)

    def of(self, part: Struct, field: str | None = None, index: int | None = None) -> tuple[int, int]:
        """(line, column) of a part, of the value of one of its YAML keys, or of an element of that list.

        What does not stand in the file is pointed at by what is around it; an unknown part is at 1:1.
        """
        node = self._node(part, field, index)
        return (node.line, node.column) if node else (1, 1)

    def item(self, part: Struct) -> str | None:
        """The id of the item that contains the part (or is it); None for what belongs to the whole brief."""
        known = self._parts.get(id(part))
        return known[2] if known else None

    def problem(
        self,
        part: Struct,
        code: str,
        message: str,
        hint: str = "",
        *,
        field: str | None = None,
        index: int | None = None,
    ) -> Problem:
        """A problem that stands at `part`, at the value of its key `field`, or at an element of that list."""
        line, column = self.of(part, field, index)
        return Problem(
            file=self.file,
            line=line,
            column=column,
            item=self.item(part),
            code=code,
            message=message,
            hint=hint,
        )

    def _node(self, part: Struct, field: str | None, index: int | None) -> Node | None:
        known = self._parts.get(id(part))
        if known is None:
            return None
        node = known[1]
        # `from_`, `as_` and `class_` are the attributes of the keys from, as and class.
        entry = node.entries.get(field.rstrip("_")) if field else None
        if entry is None:
            return node
        value = entry[1]
        if index is not None and index < len(value.elements):
            return value.elements[index]
        return value
