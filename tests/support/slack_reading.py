"""What the stand-in for Slack tells of people, channels and earlier messages, and to whom it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.slack_server import Shown, SlackServer

Body = dict[str, Any]
BOT_USER, BOT_ID = "UBOT", "BBOT"
READING = ("users.info", "conversations.info", "conversations.history", "conversations.replies")


def scope_for(slack: SlackServer, method: str, body: Body) -> str:
    """The scope that a method needs, which an answer of missing_scope names."""
    if method == "users.info":
        return "users:read"
    channel = slack.channels.get(body["channel"])
    prefix = {"private": "groups", "direct": "im"}.get(channel.kind if channel else "", "channels")
    return f"{prefix}:{'read' if method == 'conversations.info' else 'history'}"


def unreadable(slack: SlackServer, method: str, body: Body) -> str:
    """Why the bot may not read it (Slack docs: each method's page, "Errors")."""
    if scope_for(slack, method, body) not in slack.scopes:
        return "missing_scope"
    if method == "users.info":
        return "" if body["user"] in slack.people else "user_not_found"
    channel = slack.channels.get(body["channel"])
    if channel is None or (channel.kind == "private" and not channel.member):
        return "channel_not_found"
    return "not_in_channel" if method != "conversations.info" and not channel.member else ""


def reading(slack: SlackServer, method: str, body: Body) -> Body:
    """The answer."""
    if method == "users.info":
        person = slack.people[body["user"]]
        return {"user": {"id": body["user"], "is_admin": person.admin, "tz": person.zone}}
    if method == "conversations.info":
        channel = slack.channels[body["channel"]]
        kind = {"is_private": channel.kind == "private", "is_im": channel.kind == "direct"}
        state = {"is_member": channel.member, "is_archived": channel.archived, "creator": channel.creator}
        return {"channel": {"id": body["channel"], **kind, **state}}
    return _messages(slack, body)


def _messages(slack: SlackServer, body: Body) -> Body:
    """The newest first (Slack docs: conversations.history); metadata only where it is asked for."""
    thread, oldest = body.get("ts", ""), float(body.get("oldest", 0))
    there = [
        each
        for each in reversed(slack.shown)
        if (each.channel, each.thread, each.to) == (body["channel"], thread, "") and float(each.ts) > oldest
    ]
    most = int(body.get("limit", 100))
    with_metadata = body.get("include_all_metadata") in ("1", "true", "True")
    told = [_told(each, with_metadata) for each in there[:most]]
    return {"messages": told, "has_more": len(there) > most}


def _told(shown: Shown, with_metadata: bool) -> Body:
    author = {"user": BOT_USER, "bot_id": BOT_ID} if shown.own else {"user": "U1"}
    told: Body = {"type": "message", "ts": shown.ts, "text": shown.body.get("text", ""), **author}
    return {**told, "metadata": shown.metadata} if with_metadata and shown.metadata else told
