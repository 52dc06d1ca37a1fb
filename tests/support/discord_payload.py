"""The strict checker of messages to Discord (Discord docs: Message resource, Components reference)."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, cast

import discord
from discord.components import _component_factory

from tests.support.shapes import are_unique, has_keys, is_list, is_text

V2 = 32768
FLAGS = 4 | 64 | 4096 | V2
SENDING = {"nonce", "enforce_nonce", "message_reference"}
# A backslash before it, itself not escaped, makes a character inert.
ESCAPED = re.compile(r"\\[^0-9A-Za-z\s]")
OUR_LINK = re.compile(r"\]\(<https://[^\s<>()\\]+>\)")
# One mark of ours may begin a line; what follows it must not be another.
MARKERS = re.compile(r"^(?:#{2,3} |-# |> |- )\s*(?:#{1,3} |-# |>|[+-] |[0-9]+[.)] )", re.MULTILINE)
ACTING = re.compile(r"<|@|\|\||`|~|(?<=[a-z]):(?=//)|discord\.gg/", re.IGNORECASE)


def check_discord(body: dict[str, Any]) -> None:
    """Raise AssertionError, naming the place, unless Discord would take the body and ping nobody."""
    has_keys(body, "body", {"allowed_mentions"}, {"flags", "components", "embeds", *SENDING})
    assert body["allowed_mentions"] == {"parse": []}, "allowed_mentions: somebody may be pinged"
    flags = body.get("flags", 0)
    assert flags & ~FLAGS == 0, f"flags: unknown bits in {flags}"
    assert len(str(body.get("nonce", ""))) <= 25, "nonce: too long"
    _check_v2(body) if flags & V2 else _check_embeds(body)


def texts(body: dict[str, Any]) -> list[str]:
    """The Markdown of a body, in order."""
    shown = [part["content"] for part in _walk(body.get("components", [])) if part["type"] == 10]
    embeds = body.get("embeds", [])
    return shown + [text for embed in embeds for key in ("title", "description") if (text := embed.get(key))]


def unescape(text: str) -> str:
    """Foreign words as they were before they were made inert."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text)


def read(body: dict[str, Any]) -> str:
    """The words of a body as a reader sees them, with our own marks."""
    return unescape("\n".join(texts(body)))


def _check_v2(body: dict[str, Any]) -> None:
    assert "embeds" not in body, "embeds: barred by the V2 flag"
    components = is_list(body.get("components"), "components", 40)
    parts = list(_walk(components))
    assert len(parts) <= 40, f"components: {len(parts)} counting nested"
    for part in parts:
        _check_component(part, layout=True)
    assert sum(map(len, texts(body))) <= 4000, "components: more than 4000 characters of text"
    assert len("".join(_shown(parts)).encode()) <= 10_000, "components: more than 10,000 bytes of text"
    are_unique([part["custom_id"] for part in parts if "custom_id" in part], "components")
    _check_with_library(body)


def _check_embeds(body: dict[str, Any]) -> None:
    embeds = is_list(body.get("embeds"), "embeds", 10)
    for embed in embeds:
        has_keys(embed, "embed", set(), {"title", "description", "color", "fields", "footer"})
        is_text(embed.get("title", "-"), "embed.title", 256)
        is_text(embed.get("description", "-"), "embed.description", 4096)
        _check_markdown(embed.get("title", "") + "\n" + embed.get("description", ""))
        assert {**discord.Embed.from_dict(embed).to_dict(), **embed} == discord.Embed.from_dict(
            embed
        ).to_dict()
    assert sum(len(discord.Embed.from_dict(embed)) for embed in embeds) <= 6000, "embeds: over 6000"
    rows = is_list(body.get("components", []), "components", 5, least=0)
    parts = list(_walk(rows))
    for part in parts:
        _check_component(part, layout=False)
    are_unique([part["custom_id"] for part in parts if "custom_id" in part], "components")


def _check_component(part: dict[str, Any], *, layout: bool) -> None:
    match part["type"]:
        case 1:
            has_keys(part, "row", {"type", "components"})
            kinds = {inner["type"] for inner in is_list(part["components"], "row", 5)}
            assert kinds == {2} or (kinds == {3} and len(part["components"]) == 1), f"row: holds {kinds}"
        case 2:
            has_keys(part, "button", {"type", "style", "label", "custom_id"})
            assert part["style"] in (1, 2, 3, 4), "button.style"
            is_text(part["label"], "button.label", 80)
            is_text(part["custom_id"], "button.custom_id", 100)
        case 3:
            _check_select(part)
        case 10 if layout:
            has_keys(part, "text", {"type", "content"})
            is_text(part["content"], "text.content", 4000)
            _check_markdown(part["content"])
        case 14 if layout:
            has_keys(part, "separator", {"type", "divider", "spacing"})
        case 17 if layout:
            has_keys(part, "container", {"type", "components"}, {"accent_color", "spoiler"})
            assert {inner["type"] for inner in is_list(part["components"], "container", 39)} <= {1, 10, 14}
            assert 0 <= part.get("accent_color", 0) <= 0xFFFFFF
        case other:
            raise AssertionError(f"component of type {other} is not expected here")


def _check_select(part: dict[str, Any]) -> None:
    has_keys(part, "select", {"type", "custom_id", "options"}, {"placeholder", "min_values", "max_values"})
    is_text(part["custom_id"], "select.custom_id", 100)
    is_text(part.get("placeholder", "-"), "select.placeholder", 150)
    for option in is_list(part["options"], "select.options", 25):
        has_keys(option, "option", {"label", "value"}, {"description"})
        for key, value in option.items():
            is_text(value, f"option.{key}", 100)
    are_unique([option["value"] for option in part["options"]], "select.options")


def _check_markdown(content: str) -> None:
    """Our own marks, links and line starts apart, no character that could act stands unescaped."""
    bare = OUR_LINK.sub("]", ESCAPED.sub("·", content))
    found = ACTING.search(bare) or MARKERS.search(bare)
    assert found is None, (
        f"acts in Discord's Markdown: {bare[max(0, found.start() - 20) : found.end() + 20]!r}"
    )


def _check_with_library(body: dict[str, Any]) -> None:
    """discord.py reads the components, makes its own objects of them, and writes the same again."""
    made = [_component_factory(cast("Any", part)) for part in body["components"]]
    message = cast("Any", SimpleNamespace(components=made))
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    assert view.total_children_count == len(list(_walk(body["components"])))
    assert view.content_length() == sum(map(len, texts(body)))
    _is_within(body["components"], cast("Any", view).to_components(), "components")


def _is_within(ours: Any, theirs: Any, where: str) -> None:
    """Everything of ours stands in what the library writes; it may add its defaults."""
    if isinstance(ours, dict):
        for key, value in ours.items():
            _is_within(value, theirs[key], f"{where}.{key}")
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), where
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            _is_within(one, other, f"{where}[{number}]")
    else:
        assert ours == theirs, f"{where}: {ours!r} became {theirs!r}"


def _walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for part in components:
        found += [part, *_walk(part.get("components", []))]
    return found


def _shown(parts: list[dict[str, Any]]) -> list[str]:
    options = [option["label"] for part in parts for option in part.get("options", [])]
    return [part.get("content", "") + part.get("label", "") for part in parts] + options
