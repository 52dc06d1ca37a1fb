"""The checker of outgoing messages refuses what Discord would refuse, and what could ping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.payloads import check_discord

Body = dict[str, Any]


def body() -> Body:
    button = {"type": 2, "style": 2, "label": "More", "custom_id": "o1:x"}
    text = {"type": 10, "content": "Hello."}
    components = [
        {"type": 17, "accent_color": 1, "components": [text]},
        {"type": 1, "components": [button]},
    ]
    return {"flags": 32768, "components": components, "allowed_mentions": {"parse": []}}


def texts(content: str) -> Callable[[Body], object]:
    return lambda sent: sent["components"][0]["components"][0].update(content=content)


def row(**change: Any) -> Callable[[Body], object]:
    return lambda sent: sent["components"][1]["components"][0].update(change)


def test_a_proper_body_passes() -> None:
    check_discord(body())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda sent: sent.update(content="Hello."),
        lambda sent: sent.pop("allowed_mentions"),
        lambda sent: sent.update(allowed_mentions={"parse": ["users"]}),
        lambda sent: sent.update(embeds=[{"title": "x"}]),
        lambda sent: sent.update(flags=32768 | 2),
        lambda sent: sent["components"].append(dict(sent["components"][1])),
        lambda sent: sent["components"][0].update(spoilers=True),
        lambda sent: sent["components"][0]["components"].extend(body()["components"][0]["components"] * 40),
        row(label="x" * 81),
        row(custom_id="x" * 101),
        row(label=""),
        row(emoji={"name": "x"}),
        texts("x" * 4001),
        texts("消" * 3999),
        texts(""),
        texts("\ud800"),
        texts("@everyone"),
        texts("<@1>"),
        texts("https://evil.example"),
        texts("[click](https://evil.example)"),
        texts("||hidden||"),
        texts("> # big"),
        texts("- 1. first"),
    ],
)
def test_an_improper_body_is_refused(spoil: Callable[[Body], object]) -> None:
    sent = body()
    spoil(sent)
    with pytest.raises((AssertionError, UnicodeEncodeError)):
        check_discord(sent)
