"""What Slack sends as a request of bolt's, read by ourselves, whichever way it came.

bolt would search a form for the word "payload", which people type too, and let headers, which nobody signs,
choose what it runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncBoltRequest


def parsed(text: str, kind: str) -> Any:
    """A body over HTTP with this content type: JSON for events, a form for commands, and for clicks a form
    with JSON in it (Slack docs: Handling user interaction). None for what is neither."""
    try:
        if kind.startswith("application/json") or text.startswith("{"):
            return json.loads(text)
        fields = dict(parse_qsl(text, keep_blank_values=True))
        return json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        return None


def understood(body: object, arrived: float) -> AsyncBoltRequest | None:
    """For bolt, with the `perf_counter` of when it came; None for a body not made as Slack makes them."""
    if not isinstance(body, Mapping):
        return None
    try:  # parsed already, as bolt has it from a socket
        return AsyncBoltRequest(mode="socket_mode", body=dict(body), context={"arrived": arrived})
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return None
