"""The body that each of Slack's endpoints takes, made from a rendered message.

Sources: slack_sdk.web.async_client (arguments of each method), slack_bolt's Respond (those of a
response_url), Slack docs: chat.postMessage, chat.postEphemeral, chat.update, views.publish.
"""

from __future__ import annotations

from typing import Any

from bot.query.request import Place

Body = dict[str, Any]
MARK = "onrecord_update"


def posted(body: Body, place: Place) -> Body:
    """For `chat.postMessage`."""
    return {**body, "channel": place.channel, **_in_thread(place)}


def announced(body: Body, place: Place, key: str) -> Body:
    """The same with a mark by which the message can be found again (Slack docs: Message metadata)."""
    return {**posted(body, place), "metadata": {"event_type": MARK, "event_payload": {"key": key}}}


def whispered(body: Body, place: Place, user: str) -> Body:
    """For `chat.postEphemeral`: what only `user` sees; in a thread only if that exists already."""
    kept = _only(body, "text", "blocks", "parse", "link_names")
    return {**kept, "channel": place.channel, "user": user, **_in_thread(place)}


def amended(body: Body, place: Place, message: str) -> Body:
    """For `chat.update`."""
    kept = _only(body, "text", "blocks", "parse", "link_names")
    return {**kept, "channel": place.channel, "ts": message}


def answered(body: Body, place: Place, *, private: bool, replace: bool) -> Body:
    """For a `response_url`. A new message has to name its thread, else it lands in the channel; what is
    replaced stays where it is."""
    kept = _only(body, "text", "blocks", "unfurl_links", "unfurl_media")
    seen_by = "ephemeral" if private else "in_channel"
    return {
        **kept,
        "response_type": seen_by,
        "replace_original": replace,
        **({} if replace else _in_thread(place)),
    }


def _in_thread(place: Place) -> Body:
    return {"thread_ts": place.thread} if place.thread else {}


def _only(body: Body, *keys: str) -> Body:
    return {key: body[key] for key in keys}
