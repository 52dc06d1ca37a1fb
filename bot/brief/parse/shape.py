"""The shape of a brief, compiled from the structs of the model: lists, mappings and parts.

A broken optional key falls to its default; an item that lacks a sound required key is set aside, and
its id kept as known, so that everything else is still checked and nothing is reported twice.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from msgspec import inspect

from bot.brief.model import Brief
from bot.brief.parse.nodes import Node
from bot.brief.parse.reading import MAX_PROBLEMS, Reading, found, nearest, shown
from bot.brief.parse.values import BROKEN, ChoiceRule, FlagRule, NumberRule, Rule, TextRule, is_null
from bot.brief.vocabulary import Sourced

_EVERYWHERE = (*Sourced.__struct_encode_fields__, "withdrawn")


class ListRule:
    """Elements of one kind, so many."""

    def __init__(self, shape: inspect.VarTupleType) -> None:
        self.element = _rule(shape.item_type)
        self.least = shape.min_length or 0
        self.most = shape.max_length

    def read(self, node: Node, key: str, reading: Reading) -> Any:
        elements = self._elements(node, key, reading)
        if elements is BROKEN:
            return BROKEN
        if len(elements) < self.least:
            reading.report(node, "E-EMPTY", f"{key} needs at least {self.least}", "add one")
        if self.most and len(elements) > self.most:
            message = f"{key} has {len(elements):,} elements, at most {self.most:,} are allowed"
            reading.report(elements[self.most], "E-TOO-MANY", message, "remove some, or split the story")
        pairs = [(element, self.element.read(element, key, reading)) for element in elements[: self.most]]
        sound = [pair for pair in pairs if pair[1] is not BROKEN]
        if node.kind == "list":  # the node follows the values, so that the n-th of both is the same
            node.elements = [element for element, _ in sound]
        return tuple(value for _, value in sound)

    def _elements(self, node: Node, key: str, reading: Reading) -> Any:
        if node.kind == "list":
            return node.elements
        if node.kind != "broken":
            hint = f"begin each element with a hyphen, or write {key}: [ … ]"
            reading.report(node, "E-TYPE", f"{key} must be a list, found {found(node)}", hint)
        # One word where a list belongs is read as the list of it: nothing more need be said about it.
        if node.kind == "scalar" and isinstance(self.element, TextRule):
            return [node]
        # Perhaps the items by their ids.
        reading.broken_ids.update(name for name, (_, it) in node.entries.items() if it.kind == "mapping")
        reading.set_aside(node)
        return BROKEN


class MapRule:
    """Free keys, each with a value of one kind."""

    def __init__(self, shape: inspect.DictType) -> None:
        self.key = _rule(shape.key_type)
        self.value = _rule(shape.value_type)

    def read(self, node: Node, key: str, reading: Reading) -> Any:
        if node.kind != "mapping":
            return _no_mapping(node, key, reading)
        pairs = (
            (self.key.read(name, key, reading), self.value.read(value, f"{key}: {shown(text)}", reading))
            for text, (name, value) in node.entries.items()
        )
        return {name: value for name, value in pairs if name is not BROKEN and value is not BROKEN}


class Field:
    """One key of a part: its attribute, whether it is needed or may be null, and its rule."""

    def __init__(self, field: inspect.Field) -> None:
        self.name = field.name
        self.required = field.required
        kinds = field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,)
        self.nullable = any(isinstance(kind, inspect.NoneType) for kind in kinds)
        self.rule = _rule(next(kind for kind in kinds if not isinstance(kind, inspect.NoneType)))

    def read(self, part: Node, key: str, noun: str, reading: Reading) -> Any:
        """The value of the key; BROKEN stands for the default too, if the key is optional."""
        if key not in part.entries:
            if self.required:
                reading.report(part, "E-KEY-MISSING", f"a {noun} needs the key {key}", f"add {key}: …")
            return BROKEN
        value = part.entries[key][1]
        if not is_null(value):
            return self.rule.read(value, key, reading)
        if self.required and not self.nullable:
            reading.report(value, "E-EMPTY", f"a {noun} needs a value for {key}", "write one")
        return None if self.nullable else BROKEN


class PartRule:
    """A struct of the model: its keys, those that it needs, and what each may hold."""

    def __init__(self, shape: inspect.StructType) -> None:
        self.build = shape.cls
        self.noun = re.sub(r"(?<!^)(?=[A-Z])", " ", shape.cls.__name__).lower()
        fields = {field.encode_name: Field(field) for field in shape.fields}
        # A part's own keys come first, those that every item may have last: hints list them so.
        self.fields = dict(sorted(fields.items(), key=lambda entry: entry[0] in _EVERYWHERE))

    def read(self, node: Node, key: str, reading: Reading, placeholders: dict[str, Any] | None = None) -> Any:
        """The struct. `placeholders` stand in for required keys that are broken, by attribute."""
        if node.kind != "mapping":
            return _no_mapping(node, key, reading)
        outside = reading.item
        reading.item = self._id(node) or outside
        self._mend_keys(node, reading)
        values = self._values(node, reading, placeholders or {})
        part = BROKEN if values is None else self.build(**values)
        if part is BROKEN:
            reading.set_aside(node)
        else:
            reading.places.record(part, node, self._id(node) or outside)
        reading.item = outside
        return part

    def _mend_keys(self, node: Node, reading: Reading) -> None:
        """Report unknown keys. What stands under a mistyped key is read under the key that was meant."""
        unknown = [name for name in node.entries if name not in self.fields]
        for name in unknown[:MAX_PROBLEMS]:
            meant = nearest(name, [key for key in self.fields if key not in node.entries])
            hint = f"did you mean {meant}?" if meant else f"a {self.noun} has {', '.join(self.fields)}"
            if meant:
                node.entries[meant] = node.entries[name]
            message = f"unknown key {shown(name)} in a {self.noun}"
            reading.report(node.entries[name][0], "E-KEY-UNKNOWN", message, hint)

    def _values(self, node: Node, reading: Reading, placeholders: dict[str, Any]) -> dict[str, Any] | None:
        """The struct's attributes; None if a required one is missing or broken."""
        values = dict(placeholders)
        for key, field in self.fields.items():
            value = field.read(node, key, self.noun, reading)
            if value is not BROKEN:
                values[field.name] = value
        whole = all(field.name in values for field in self.fields.values() if field.required)
        return values if whole else None

    def _id(self, node: Node) -> str | None:
        """The item's own id, if it is a sound one."""
        entry = node.entries.get("id")
        if "id" not in self.fields or entry is None or entry[1].kind != "scalar":
            return None
        rule = self.fields["id"].rule
        return entry[1].text if isinstance(rule, TextRule) and rule.fits(entry[1].text) else None


@cache
def brief_rule() -> PartRule:
    """The rule for a whole brief, compiled at the first use."""
    shape = inspect.type_info(Brief)
    assert isinstance(shape, inspect.StructType)  # noqa: S101 - for the type checker
    return PartRule(shape)


def _rule(shape: inspect.Type) -> Rule:
    extra: dict[str, str] = {}
    if isinstance(shape, inspect.Metadata):
        extra = shape.extra or {}
        shape = shape.type
    match shape:
        case inspect.StrType():
            return TextRule(shape, extra)
        case inspect.LiteralType():
            return ChoiceRule(tuple(str(value) for value in shape.values), extra)
        case inspect.IntType():
            return NumberRule(shape)
        case inspect.BoolType():
            return FlagRule()
        case inspect.VarTupleType():
            return ListRule(shape)
        case inspect.DictType():
            return MapRule(shape)
        case inspect.StructType():
            return PartRule(shape)
    raise TypeError(f"the model has a type that the parser does not know: {shape}")


def _no_mapping(node: Node, key: str, reading: Reading) -> Any:
    if node.kind != "broken":
        hint = "write a line `key: value` for each"
        reading.report(node, "E-TYPE", f"{key} must hold keys with values, found {found(node)}", hint)
        reading.set_aside(node)
    return BROKEN
