"""The strict checker of what goes to Slack (Slack docs: chat.*, views.publish, Handling user interaction,
Block Kit; slack_sdk's models and methods)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block

from tests.support.shapes import are_unique, has_keys, is_list, is_text

SILENT = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none", "mrkdwn": False}
SENDING = {"channel", "thread_ts", "metadata"}
ENTITY = re.compile(r"&(?:amp|lt|gt);")
PING = re.compile(r"<[!@#]")
STYLES = {"bold", "italic"}


def check_slack(body: dict[str, Any]) -> None:
    """Raise AssertionError, naming the place, unless Slack would take the body and ping nobody."""
    has_keys(body, "body", {"text", "blocks", *SILENT}, SENDING)
    if "metadata" in body:
        _check_metadata(body["metadata"])
    _check_silence(body, *SILENT)
    _check_content(body)


def check_update(body: dict[str, Any]) -> None:
    """The same for `chat.update`, which knows nothing of unfurling and mrkdwn."""
    has_keys(body, "body", {"channel", "ts", "text", "blocks", "parse", "link_names"})
    _check_silence(body, "parse", "link_names")
    _check_content(body)


def check_ephemeral(body: dict[str, Any]) -> None:
    """The same for `chat.postEphemeral`."""
    has_keys(body, "body", {"channel", "user", "text", "blocks", "parse", "link_names"}, {"thread_ts"})
    _check_silence(body, "parse", "link_names")
    _check_content(body)


def check_response(body: dict[str, Any]) -> None:
    """The same for a `response_url`."""
    required = {"text", "blocks", "response_type", "replace_original", "unfurl_links", "unfurl_media"}
    has_keys(body, "body", required, {"thread_ts"})
    _check_silence(body, "unfurl_links", "unfurl_media")
    assert body["response_type"] in ("ephemeral", "in_channel"), body["response_type"]
    assert isinstance(body["replace_original"], bool), body["replace_original"]
    assert not (body["replace_original"] and "thread_ts" in body), "a message that is replaced stays in place"
    _check_content(body)


def check_opening(body: dict[str, Any]) -> None:
    """The same for `views.open` with a modal of inputs."""
    has_keys(body, "body", {"trigger_id", "view"})
    view = body["view"]
    known = {"type", "callback_id", "private_metadata", "title", "submit", "close", "blocks"}
    has_keys(view, "view", known)
    assert view["type"] == "modal", view["type"]
    is_text(view["callback_id"], "callback_id", 255)
    is_text(view["private_metadata"], "private_metadata", 3000)
    for part in ("title", "submit", "close"):
        _check_plain(view[part], part, 24)
    for block in is_list(view["blocks"], "blocks", 100):
        _check_input(block)
        _check_with_library(block)
    are_unique([block["block_id"] for block in view["blocks"]], "block_id")


def check_home(body: dict[str, Any]) -> None:
    """The same for `views.publish`."""
    has_keys(body, "body", {"user_id", "view"})
    has_keys(body["view"], "view", {"type", "private_metadata", "blocks"})
    is_text(body["view"]["private_metadata"], "private_metadata", 3000)
    assert body["view"]["type"] == "home", body["view"]["type"]
    _check_blocks(body["view"]["blocks"], 100)


def _check_silence(body: dict[str, Any], *keys: str) -> None:
    for key in keys:
        value = SILENT[key]
        assert body[key] is value or body[key] == value, f"{key}: {body[key]!r}"


def _check_content(body: dict[str, Any]) -> None:
    is_text(body["text"], "text", 4000)
    assert not re.search(r"[&<>]", ENTITY.sub("", body["text"])), "text: & < > must be escaped"
    _check_blocks(body["blocks"], 50)
    assert sum(map(len, texts(body))) <= 12_000, "blocks: more than 12,000 characters together"


def _check_blocks(blocks: list[dict[str, Any]], most: int) -> None:
    for block in is_list(blocks, "blocks", most):
        _check_block(block)
        _check_with_library(block)
    elements = list(_elements(blocks))
    are_unique([each["action_id"] for each in elements if "action_id" in each], "blocks")


def texts(body: dict[str, Any]) -> list[str]:
    """All words in the blocks, in order."""
    return [text for block in body["blocks"] for text in _texts(block)]


def _check_block(block: dict[str, Any]) -> None:
    kind = block["type"]
    match kind:
        case "divider":
            has_keys(block, kind, {"type"})
        case "header":
            has_keys(block, kind, {"type", "text"}, {"block_id"})
            _check_plain(block["text"], kind, 150)
        case "context":
            has_keys(block, kind, {"type", "elements"}, {"block_id"})
            for element in is_list(block["elements"], kind, 10):
                _check_plain(element, kind, 3000)
        case "actions":
            has_keys(block, kind, {"type", "elements"}, {"block_id"})
            for element in is_list(block["elements"], kind, 25):
                _check_control(element)
        case "rich_text":
            has_keys(block, kind, {"type", "elements"}, {"block_id"})
            for element in is_list(block["elements"], kind, 100):
                _check_rich(element)
            assert sum(map(len, _texts(block))) <= 3000, "rich_text: more than 3000 characters"
        case _:
            raise AssertionError(f"block of type {kind} is not expected here")


def _check_metadata(metadata: dict[str, Any]) -> None:
    """Slack docs: Message metadata."""
    has_keys(metadata, "metadata", {"event_type", "event_payload"})
    assert re.fullmatch(r"[a-z0-9_]{1,255}", metadata["event_type"]), metadata
    assert set(metadata["event_payload"]) == {"key"}, metadata
    assert re.fullmatch(r"[A-Za-z0-9]{1,25}", metadata["event_payload"]["key"]), metadata


def _check_input(block: dict[str, Any]) -> None:
    has_keys(block, "input", {"type", "block_id", "label", "element", "optional"}, {"hint"})
    is_text(block["block_id"], "block_id", 255)
    for part in ("label", "hint"):
        if part in block:
            _check_plain(block[part], part, 2000)
    element = block["element"]
    if element["type"] == "plain_text_input":
        has_keys(element, "text", {"type", "action_id", "max_length"}, {"initial_value"})
        assert 1 <= element["max_length"] <= 3000
        is_text(element.get("initial_value", "-"), "initial_value", element["max_length"])
        return
    several = element["type"] == "multi_static_select"
    assert several or element["type"] == "static_select", element["type"]
    more = {"initial_options", "max_selected_items"} if several else {"initial_option"}
    has_keys(element, "select", {"type", "action_id", "options"}, more)
    _check_options(element["options"])
    held = element.get("initial_options", []) if several else [element.get("initial_option")]
    assert all(each in element["options"] for each in held if each), "what holds is no option"


def _check_plain(part: dict[str, Any], where: str, most: int) -> None:
    has_keys(part, where, {"type", "text", "emoji"})
    assert part["type"] == "plain_text", f"{where}: {part['type']} would parse foreign words"
    assert part["emoji"] is False, f"{where}: :names: would become pictures"
    is_text(part["text"], where, most)
    _check_words(part["text"], where)


def _check_words(text: str, where: str) -> None:
    assert not PING.search(text), f"{where}: could ping: {text!r}"


def _check_rich(part: dict[str, Any]) -> None:
    kind = part["type"]
    assert kind in ("rich_text_section", "rich_text_list", "rich_text_quote"), kind
    listed = kind == "rich_text_list"
    has_keys(part, kind, {"type", "elements", *(["style"] if listed else [])})
    for inner in is_list(part["elements"], kind, 200):
        _check_rich(inner) if listed else _check_run(inner)


def _check_run(part: dict[str, Any]) -> None:
    assert part["type"] in ("text", "link"), f"{part['type']} is not for foreign words"
    required = {"type", "text", "url"} if part["type"] == "link" else {"type", "text"}
    has_keys(part, part["type"], required, {"style"})
    assert set(part.get("style", {"bold": True})) <= STYLES
    assert 0 < len(part["text"]) <= 3000, part
    _check_words(part["text"], "rich_text")
    if "url" in part:
        assert re.fullmatch(r"https://[^\s<>|]{1,2992}", part["url"]), part["url"]


def _check_control(part: dict[str, Any]) -> None:
    is_text(part.get("action_id"), "action_id", 255)
    if part["type"] == "button":
        has_keys(part, "button", {"type", "text", "value", "action_id"}, {"style"})
        _check_plain(part["text"], "button.text", 75)
        is_text(part["value"], "button.value", 2000)
        return
    assert part["type"] == "static_select", part["type"]
    has_keys(part, "select", {"type", "action_id", "options"}, {"placeholder"})
    _check_plain(part.get("placeholder", {"type": "plain_text", "text": "-", "emoji": False}), "select", 150)
    _check_options(part["options"])


def _check_options(options: Any) -> None:
    for option in is_list(options, "select.options", 100):
        has_keys(option, "option", {"text", "value"})
        _check_plain(option["text"], "option.text", 75)
        is_text(option["value"], "option.value", 150)
    are_unique([option["value"] for option in options], "select.options")


def _check_with_library(block: dict[str, Any]) -> None:
    """slack_sdk reads the block, validates it and everything in it, and writes the same again."""
    parsed = Block.parse(block)
    assert parsed is not None, f"slack_sdk does not know {block['type']}"
    assert parsed.to_dict() == block, "slack_sdk writes it otherwise"


def _elements(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for each in part:
            yield from _elements(each)
    elif isinstance(part, dict):
        yield part
        yield from _elements(part.get("elements", []))


def _texts(part: dict[str, Any]) -> Iterator[str]:
    """In rich text and context; labels of controls are not part of what is read."""
    text = part.get("text")
    if isinstance(text, str):
        yield text
    elif isinstance(text, dict) and part["type"] == "header":
        yield text["text"]
    for inner in part.get("elements", ()) if part["type"] != "actions" else ():
        yield from _texts(inner)
