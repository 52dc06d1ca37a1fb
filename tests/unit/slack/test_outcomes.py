"""What Slack's errors mean for an update that goes out by itself."""

from __future__ import annotations

import pytest

from adapters.slack.outcomes import DEFAULT_WAIT, LONGEST_WAIT, by_name
from bot.delivery.sender import Gone, Rejected, RetryLater, Unauthorised, Unknown, Unreached


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("not_in_channel", "invite it with /invite"),
        ("channel_not_found", "invite it with /invite"),
        ("is_archived", "unarchive it"),
        ("restricted_action", "an administrator can let the app post"),
        ("restricted_action_read_only_channel", "an administrator can let the app post"),
        ("ekm_access_denied", "an administrator"),
        ("messages_tab_disabled", "an administrator can switch them on"),
        ("missing_scope", "add the scope"),
        ("thread_locked", "subscribe in the channel"),
        ("message_limit_exceeded", "plan"),
        ("something_new", "something_new"),
    ],
)
def test_a_closed_channel_is_gone_and_says_how_to_mend_it(name: str, mend: str) -> None:
    found = by_name(name, {})
    assert isinstance(found, Gone)
    assert mend in found.reason
    assert name in found.reason


@pytest.mark.parametrize("name", ["invalid_auth", "token_revoked", "account_inactive", "not_authed"])
def test_a_token_that_is_not_taken_stops_the_workspace(name: str) -> None:
    assert isinstance(by_name(name, {}), Unauthorised)


@pytest.mark.parametrize(
    "name",
    ["invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long", "no_text",
     "metadata_too_large", "edit_window_closed", "cant_update_message", "message_not_found"],
)  # fmt: skip
def test_one_message_that_is_not_taken_is_rejected(name: str) -> None:
    found = by_name(name, {})
    assert isinstance(found, Rejected)
    assert name in found.reason


@pytest.mark.parametrize(
    "name",
    ["fatal_error", "internal_error", "request_timeout", "service_unavailable", "http_500", "http_200"],
)
def test_what_may_have_been_taken_is_unknown(name: str) -> None:
    assert isinstance(by_name(name, {}), Unknown)


@pytest.mark.parametrize("name", ["http_404", "http_403"])
def test_what_no_slack_answered_was_not_taken(name: str) -> None:
    assert isinstance(by_name(name, {}), Unreached)


@pytest.mark.parametrize(
    ("told", "waited"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": "7"}, 7.0),
        ({"Retry-After": "9" * 400}, LONGEST_WAIT),
        ({"Retry-After": "soon"}, DEFAULT_WAIT),
        ({"Retry-After": "-1"}, DEFAULT_WAIT),
        ({}, DEFAULT_WAIT),
    ],
)
def test_a_rate_limit_is_waited_for_within_bounds(told: dict[str, str], waited: float) -> None:
    for name, scope in (("ratelimited", "platform"), ("http_429", "platform"), ("rate_limited", "channel")):
        found = by_name(name, told)
        assert isinstance(found, RetryLater)
        assert (found.after, found.scope) == (waited, scope)
