"""Which bodies each endpoint of Discord takes, over and above what `check_discord` asks of any message."""

from __future__ import annotations

from typing import Any

from tests.support.discord_modals import check_modal
from tests.support.discord_payload import V2, check_discord
from tests.support.shapes import are_unique, has_keys, is_list, is_text

Json = dict[str, Any]

EPHEMERAL, SUPPRESS_EMBEDS, SILENT = 64, 4, 4096
# What a client library spells out although it is the default (Discord docs: Components reference).
DEFAULTS: Json = {
    "disabled": False,
    "default": False,
    "spoiler": False,
    "min_values": 1,
    "max_values": 1,
    "required": True,  # in a message it means nothing
}
IN_INTERACTIONS = EPHEMERAL | SUPPRESS_EMBEDS | SILENT | V2
IN_CHANNELS = SUPPRESS_EMBEDS | SILENT | V2
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, AUTOCOMPLETE, MODAL = 4, 5, 6, 7, 8, 9
COMMAND, COMPONENT, TYPING, HANDED_IN = 2, 3, 4, 5
ALLOWED = {
    COMMAND: {MESSAGE, DEFER, MODAL},
    COMPONENT: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    HANDED_IN: {MESSAGE, DEFER, DEFER_UPDATE, UPDATE},  # the last two if it came from a message
    TYPING: {AUTOCOMPLETE},
}


def check_create(body: Json) -> None:
    """POST /channels/{id}/messages."""
    if body.get("enforce_nonce"):
        assert isinstance(body.get("nonce"), str | int), "nonce: missing, but to be enforced"
    reference = body.get("message_reference", {})
    has_keys(
        reference,
        "message_reference",
        set(),
        {"type", "message_id", "channel_id", "guild_id", "fail_if_not_exists"},
    )
    _check_message(body, IN_CHANNELS)


def check_followup(body: Json) -> None:
    """POST /webhooks/{application}/{token}: no nonce, no reference; EPHEMERAL is allowed."""
    _bar(body, "nonce", "enforce_nonce", "message_reference")
    _check_message(body, IN_INTERACTIONS)


def check_edit(body: Json, flags: int) -> None:
    """PATCH of a message with these flags: what it does not name stays; EPHEMERAL can't change."""
    _bar(body, "nonce", "enforce_nonce", "message_reference", "tts")
    assert not (flags & V2 and not body.get("flags", V2) & V2), "flags: IS_COMPONENTS_V2 can't be taken back"
    assert not body.get("flags", 0) & EPHEMERAL or flags & EPHEMERAL, "flags: can't become private"
    _check_message(body | {"flags": body.get("flags", 0) | flags & V2}, IN_INTERACTIONS)


def check_callback(body: Any, kind: int, flags: int) -> None:
    """POST /interactions/{id}/{token}/callback of an interaction of this kind, on a message with `flags`."""
    has_keys(body, "callback", {"type"}, {"data"})
    assert body["type"] in ALLOWED[kind], (
        f"callback: {body['type']} can't answer an interaction of type {kind}"
    )
    data = body.get("data")
    match body["type"]:
        case 4:
            check_followup(data or {})
        case 5:
            has_keys(data or {}, "defer", set(), {"flags"})
            assert (data or {}).get("flags", 0) in (0, EPHEMERAL), "defer: no flag but EPHEMERAL"
        case 6:
            assert not data, "defer of an update: no data"
        case 7:
            check_edit({key: value for key, value in (data or {}).items() if key != "tts"}, flags)
        case 9:
            check_modal(data)
        case _:
            _check_choices(data)


def _check_choices(data: Any) -> None:
    has_keys(data, "autocomplete", {"choices"})
    choices = is_list(data["choices"], "choices", 25, least=0)
    for choice in choices:
        has_keys(choice, "choice", {"name", "value"}, {"name_localizations"})
        is_text(choice["name"], "choice.name", 100)
        is_text(choice["value"], "choice.value", 100)
        assert not choice.get("name_localizations"), "choice: not expected here"
    are_unique([choice["name"] for choice in choices], "choices")


def _check_message(body: Json, flags: int) -> None:
    assert not body.get("flags", 0) & ~flags, f"flags: {body['flags']} has bits that this endpoint refuses"
    assert body.get("tts", False) is False, "tts: would be read aloud"
    assert body.get("attachments", []) == [], "attachments: none are expected"
    mentions = dict(body.get("allowed_mentions") or {})
    assert mentions.pop("replied_user", False) is False, "allowed_mentions: the asker would be pinged"
    if body.get("flags", 0) & V2:
        assert not body.get("content"), "content: barred by the V2 flag"
    empty = [key for key in ("content", "embeds") if not body.get(key)]
    dropped = ("tts", "attachments", "enforce_nonce", *empty)
    kept = {key: value for key, value in body.items() if key not in dropped}
    check_discord(kept | {"allowed_mentions": mentions, "components": spare(body.get("components", []))})


def spare(components: list[Json]) -> list[Json]:
    """The components without keys that only say the default."""
    return [
        {
            key: spare(value) if key in ("components", "options") else value
            for key, value in part.items()
            if key not in DEFAULTS or value != DEFAULTS[key]
        }
        for part in components
    ]


def _bar(body: Json, *keys: str) -> None:
    for key in keys:
        assert not body.get(key), f"{key}: not for this endpoint"
