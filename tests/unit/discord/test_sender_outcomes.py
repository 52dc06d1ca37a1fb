"""What Discord's answers mean for an update that goes out by itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from multidict import CIMultiDict

from adapters.discord.outcomes import DEFAULT_WAIT, LONGEST_WAIT, SHUT_OUT, created, edited, pause, refused
from adapters.discord.refusals import MEND
from adapters.discord.rest import Answer
from bot.delivery.sender import Gone, Posted, Rejected, RetryLater, Unauthorised, Unknown, Unreached

ITEMS = ("s-1",)
PAGE = "<html>error code: 1015</html>"


def answer(status: int, body: Any = None, **headers: str) -> Answer:
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, CIMultiDict({"Via": "1.1 google"} | named), raw)


def error(status: int, code: int, **more: Any) -> Answer:
    return answer(status, {"message": "no", "code": code, **more})


@pytest.mark.parametrize("code", MEND)
def test_a_closed_channel_is_gone_and_says_how_to_mend_it(code: int) -> None:
    found = refused(error(404 if code < 20000 else 403, code))
    assert isinstance(found, Gone)
    assert MEND[code] in found.reason
    assert str(code) in found.reason


@pytest.mark.parametrize("status", [403, 404])
def test_an_unknown_refusal_of_access_counts_as_one_of_the_place(status: int) -> None:
    found = refused(error(status, 59999))
    assert isinstance(found, Gone)
    assert (str(status) in found.reason, "59999" in found.reason) == (True, True)


@pytest.mark.parametrize("code", [40005, 50006, 50035, 50109, 200000, 240000, 20009, 59999])
def test_one_message_that_is_not_taken_is_rejected(code: int) -> None:
    found = refused(error(400, code))
    assert isinstance(found, Rejected)
    assert str(code) in found.reason


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [(404, 10008, "is gone"), (403, 50005, "not the bot's"), (400, 50083, "archived"), (429, 30046, "older")],
)
def test_a_message_that_cannot_be_changed_holds_nothing_else_up(status: int, code: int, words: str) -> None:
    found = edited(error(status, code), ITEMS)
    assert isinstance(found, Rejected)
    assert words in found.reason


def test_too_many_edits_of_old_messages_are_made_later_where_discord_says_when() -> None:
    found = edited(error(429, 30046, retry_after=9.5), ITEMS)
    assert isinstance(found, RetryLater)
    assert (found.after, found.scope, "older" in found.reason) == (9.5, "channel", True)


def test_what_was_said_and_then_deleted_by_somebody_is_not_said_again() -> None:
    found = created(error(404, 10008), ITEMS)
    assert found == Posted(message=None, items=ITEMS, editable=False)


@pytest.mark.parametrize("body", [None, {"message": "401: Unauthorized", "code": 0}, PAGE])
def test_a_token_that_is_not_taken_stops_everything(body: Any) -> None:
    assert isinstance(refused(answer(401, body)), Unauthorised)


@pytest.mark.parametrize("status", [500, 504, 520, 524])
def test_what_may_have_been_taken_is_unknown(status: int) -> None:
    assert isinstance(created(answer(status, PAGE), ITEMS), Unknown)


@pytest.mark.parametrize("status", [502, 503])
def test_where_nobody_was_there_to_take_it_nothing_was_taken(status: int) -> None:
    assert isinstance(created(answer(status, PAGE), ITEMS), Unreached)


@pytest.mark.parametrize("status", [301, 404, 405])
def test_what_no_discord_answered_was_not_taken(status: int) -> None:
    assert isinstance(created(answer(status, PAGE), ITEMS), Unreached)


@pytest.mark.parametrize(
    "body",
    [
        "",
        PAGE,
        "null",
        "[]",
        {},
        {"id": 5},
        {"id": "../7"},
        {"id": "7\n"},
        {"id": ""},
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_success_that_cannot_be_read_is_unknown(body: Any) -> None:
    raw = body.encode("utf-8", "surrogateescape") if isinstance(body, str) else json.dumps(body).encode()
    for status in (200, 201):
        assert isinstance(created(Answer(status, CIMultiDict(), raw), ITEMS), Unknown)
    assert isinstance(created(Answer(200, CIMultiDict(), None), ITEMS), Unknown)
    assert isinstance(created(answer(204), ITEMS), Unknown)


@pytest.mark.parametrize(
    ("told", "headers", "waited"),
    [
        ({"retry_after": 0.25}, {"Retry_After": "1"}, 0.25),
        ({"retry_after": 64}, {}, 64.0),
        ({}, {"Retry_After": "7"}, 7.0),
        ({}, {"retry_after": "7"}, 7.0),
        ({"retry_after": 1e300}, {}, LONGEST_WAIT),
        ({"retry_after": -5}, {}, 0.0),
        ({}, {"Retry_After": "9" * 400}, DEFAULT_WAIT),
        ({}, {"Retry_After": "99999"}, LONGEST_WAIT),
        ({}, {"Retry_After": "nan"}, DEFAULT_WAIT),
        ({}, {"Retry_After": "soon"}, DEFAULT_WAIT),
        ({}, {}, DEFAULT_WAIT),
    ],
)
def test_a_rate_limit_is_waited_for_within_bounds(
    told: dict[str, float], headers: dict[str, str], waited: float
) -> None:
    found = refused(answer(429, {"message": "slow", "global": False, **told}, **headers))
    assert isinstance(found, RetryLater)
    assert (found.after, found.scope) == (waited, "channel")


@pytest.mark.parametrize(
    ("told", "scope", "concerns"),
    [
        ({"global": True}, "global", "platform"),
        ({"global": True}, "user", "platform"),
        ({"global": False}, "global", "platform"),
        ({"global": False}, "user", "channel"),
        ({"global": False}, "shared", "channel"),
    ],
)
def test_a_rate_limit_concerns_the_channel_or_everything(told: Any, scope: str, concerns: str) -> None:
    found = refused(answer(429, {"retry_after": 1.0, **told}, X_RateLimit_Scope=scope))
    assert isinstance(found, RetryLater)
    assert found.scope == concerns


@pytest.mark.parametrize(
    ("headers", "waited"), [({}, SHUT_OUT), ({"Retry-After": "3"}, 3.0), ({"Retry-After": "x"}, SHUT_OUT)]
)
def test_who_is_shut_out_before_discord_sends_nothing_at_all(headers: dict[str, str], waited: float) -> None:
    for body in (PAGE, '{"retry_after": "1"}', "{}"):
        found = refused(Answer(429, CIMultiDict(headers), body.encode()))
        assert isinstance(found, RetryLater)
        assert (found.after, found.scope) == (waited, "platform")


@pytest.mark.parametrize("found", [refused(answer(403, PAGE)), refused(error(403, 40333))])
def test_a_blocked_bot_is_not_taken_for_one_that_every_channel_refuses(found: object) -> None:
    assert isinstance(found, RetryLater)
    assert (found.after, found.scope) == (SHUT_OUT, "platform")


@pytest.mark.parametrize(
    ("status", "code", "scope"),
    [
        (429, 20028, "channel"),
        (429, 20029, "channel"),
        (429, 20022, "channel"),
        (400, 20028, "channel"),
        (403, 40004, "platform"),
        (403, 40006, "platform"),
        (429, 40062, "channel"),
        (503, 130000, "platform"),
        (500, 130000, "platform"),
    ],
)
def test_what_passes_is_tried_later(status: int, code: int, scope: str) -> None:
    found = refused(error(status, code))
    assert isinstance(found, RetryLater)
    assert (found.after, found.scope) == (DEFAULT_WAIT, scope)
    assert str(code) in found.reason


@pytest.mark.parametrize(
    ("remaining", "after", "waited"),
    [("0", "1.25", 1.25), ("1", "1.25", 0.0), ("0", "inf", 0.0), ("0", "-1", 0.0), ("0", "x", 0.0)],
)
def test_a_used_up_channel_asks_for_a_pause(remaining: str, after: str, waited: float) -> None:
    told = answer(200, {"id": "7"}, X_RateLimit_Remaining=remaining, X_RateLimit_Reset_After=after)
    assert pause(told) == waited
    assert created(told, ITEMS) == Posted(message="7", items=ITEMS, pause=waited)
    assert pause(answer(200)) == 0.0
