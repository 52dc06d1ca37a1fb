"""Slack's errors: which keep the bot out, which a reply can go round, and all of them in words."""

from __future__ import annotations

import json
import re

from slack_sdk.errors import SlackApiError

from adapters.platform import Malformed, Undelivered

# Slack docs: auth.test and apps.connections.open, "Errors": only a person can mend these.
KEEPS_OUT = {
    "access_denied": "access is denied to this app",
    "account_inactive": "the app was removed from the workspace, or its user deactivated",
    "invalid_auth": "the token is wrong",
    "missing_scope": "the token lacks a scope that it needs",
    "no_permission": "the token may not do this",
    "not_allowed_token_type": "this is the wrong kind of token",
    "not_authed": "no token was given",
    "org_login_required": "the workspace has moved to another organisation",
    "team_access_not_granted": "the app may not act in this workspace",
    "token_expired": "the token has expired",
    "token_revoked": "the token was revoked",
}
# Slack docs: chat.postMessage, "Errors": the bot may not post there (now), but may answer who asked.
_SHUT = {
    "access_denied": "the bot may not post here",
    "cannot_reply_to_message": "nobody may reply to this message",
    "channel_not_found": "the bot is not in this conversation",
    "ekm_access_denied": "an administrator has suspended posting",
    "is_archived": "the channel is archived",
    "messages_tab_disabled": "direct messages with the app are switched off",
    "missing_scope": "the app lacks the scope to post here",
    "no_permission": "the bot may not post here",
    "rate_limited": "Slack has had too many messages from the app",
    "ratelimited": "Slack has had too many messages from the app",
    "not_in_channel": "the bot is not in this channel",
    "team_access_not_granted": "the app may not act in this workspace",
    "thread_locked": "the thread is locked",
    "user_not_in_channel": "who asked is not in this channel",
}
_OTHER = {
    "cant_update_message": "the message is not the bot's to change",
    "edit_window_closed": "the message is too old to be changed",
    "exchanged_trigger_id": "a form was opened already",
    "expired_trigger_id": "more than three seconds have passed",
    "expired_url": "more than 30 minutes have passed",
    "fatal_error": "something failed on Slack's side",
    "internal_error": "something failed on Slack's side",
    "message_limit_exceeded": "the workspace has had as many messages as its plan allows",
    "message_not_found": "the message is gone",
    "service_unavailable": "something failed on Slack's side",
    "thread_not_found": "the thread is gone",
    "used_url": "five answers were given already",
}
# Slack docs: chat.postMessage, "Errors": what only a message that is wrong in itself gets.
_MALFORMED = {
    "invalid_arguments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_payload",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
}


class Shut(Undelivered):
    """The bot may not post there, or not yet again; an answer by `response_url` may still get through."""


class Uncertain(Undelivered):
    """Nobody knows whether Slack took it: it is not sent again, since that could be twice."""


def code(error: SlackApiError) -> str:
    """Slack's name of an error; `http_500` and the like where it told none."""
    data = getattr(error.response, "data", None)
    told = data.get("error") if isinstance(data, dict) else None
    return told if isinstance(told, str) else f"http_{getattr(error.response, 'status_code', 0)}"


def scope_needed(error: SlackApiError) -> str:
    """The scope that a refused request needs, to be put behind the error's words; "" if Slack names none."""
    data = getattr(error.response, "data", None)
    needed = data.get("needed") if isinstance(data, dict) else None
    named = isinstance(needed, str) and re.fullmatch(r"[\w:.,]{1,100}", needed)
    return f"; it needs {needed}" if named else ""


def hooked(status: int, body: str) -> str:
    """The same where a `response_url` answers; "" if it took the message. It speaks JSON or a bare word."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = {"error": body.strip()} if re.fullmatch(r"\w{1,40}", body.strip()) else {}
    told = told if isinstance(told, dict) else {}
    if status == 200 and told.get("ok") is not False:
        return ""
    error = told.get("error")
    return error if isinstance(error, str) else f"http_{status}"


def in_words(name: str) -> str:
    """An error for an operator, with Slack's own name of it."""
    known = KEEPS_OUT.get(name) or _SHUT.get(name) or _OTHER.get(name)
    if name.startswith("restricted_action"):
        known = "the channel's settings do not let the app post"
    return f"{known} ({name})" if known else f"Slack answers {name}"


def undelivered(name: str) -> Undelivered:
    """What a refused message is to the desk, by Slack's name of the error."""
    if name in _SHUT or name == "http_429" or name.startswith("restricted_action"):
        return Shut(in_words(name))
    if name in _MALFORMED:
        return Malformed(in_words(name))
    return (Uncertain if unsure(name) else Undelivered)(in_words(name))


def unsure(name: str) -> bool:
    """Whether a message may have been taken in spite of this error (Slack docs: chat.postMessage, "Errors":
    fatal_error may have succeeded in part; of the others nobody knows)."""
    failed = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
    return name in failed or name.startswith(("http_2", "http_5"))
