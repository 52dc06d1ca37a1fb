"""What became of a message that goes out by itself, by Slack's name of the error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from slack_sdk.errors import SlackApiError

from adapters.slack.trouble import KEEPS_OUT, code, in_words, unsure
from bot.delivery.sender import Gone, Outcome, Rejected, RetryLater, Unauthorised, Unknown, Unreached

DEFAULT_WAIT: Final = 30.0  # seconds, where Slack does not say how long
LONGEST_WAIT: Final = 3600.0  # seconds: nobody is waited for longer, whatever a header says

# Slack docs: chat.postMessage, "Errors": the bot may not post there, and how somebody can mend it.
_MEND = {
    "access_denied": "an administrator can allow it",
    "cannot_reply_to_message": "subscribe in the channel or in another thread",
    "channel_not_found": "invite it with /invite, or subscribe elsewhere if the channel is gone",
    "ekm_access_denied": "an administrator can lift that",
    "is_archived": "unarchive it, or subscribe elsewhere",
    "message_limit_exceeded": "the workspace's plan has to allow more",
    "messages_tab_disabled": "an administrator can switch them on",
    "missing_scope": "add the scope under OAuth & Permissions and install the app again",
    "no_permission": "an administrator can allow it",
    "not_in_channel": "invite it with /invite",
    "thread_locked": "subscribe in the channel or in another thread",
    "thread_not_found": "subscribe in the channel or in another thread",
}
_RESTRICTED = "an administrator can let the app post there"
# Slack docs: chat.postMessage and chat.update, "Errors": of this one message, however often it is sent.
_REJECTED = {
    "cant_update_message",
    "edit_window_closed",
    "message_not_found",
    "no_text",
    "too_many_attachments",
}


def outcome(error: SlackApiError) -> Outcome:
    """What an answer of Slack's that is no success means for a delivery."""
    return by_name(code(error), getattr(error.response, "headers", None) or {})


def by_name(name: str, headers: Mapping[str, str]) -> Outcome:
    """The same by the error's name, `http_…` where Slack told none, and the answer's headers.

    `ratelimited` blocks the method in the whole workspace (Slack docs: Rate limits), `rate_limited` is
    chat.postMessage's own: too many messages for one channel. An unknown refusal counts as one of the
    place: nothing is lost by trying again, and somebody will read why.
    """
    if name in ("ratelimited", "http_429"):
        return RetryLater(_wait(headers), "platform", in_words(name))
    if name == "rate_limited":
        return RetryLater(_wait(headers), "channel", in_words(name))
    if unsure(name):
        return Unknown(in_words(name))
    if name.startswith("http_"):
        return Unreached(in_words(name))
    if name in KEEPS_OUT and name not in _MEND:
        return Unauthorised(in_words(name))
    if name in _REJECTED or name.startswith(("invalid_", "metadata_")) or name.endswith(("_long", "_large")):
        return Rejected(in_words(name))
    mend = _RESTRICTED if name.startswith("restricted_action") else _MEND.get(name)
    return Gone(f"{in_words(name)}: {mend}" if mend else in_words(name))


def _wait(headers: Mapping[str, str]) -> float:
    """The seconds of a Retry-After."""
    told = next((value for key, value in headers.items() if key.lower() == "retry-after"), "")
    seconds = float(told) if told.isascii() and told.isdecimal() else DEFAULT_WAIT
    return min(seconds, LONGEST_WAIT)
