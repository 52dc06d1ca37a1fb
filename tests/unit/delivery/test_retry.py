"""What becomes of a delivery that was not taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outbox import Delivery
from bot.delivery.retry import End, Failure, Wait, decide
from bot.delivery.sender import Gone, Rejected, RetryLater, Unauthorised, Unknown, Unreached
from tests.support.deliveries import delivery
from tests.support.stores import Clock

NOW = Clock().now
LUCK = st.floats(0, 1)
GONE = Gone("the bot may not post in this channel (50013)")


def waited(failure: Failure, of: Delivery, luck: float = 0.0) -> Wait:
    decided = decide(failure, of, NOW, luck)
    assert isinstance(decided, Wait)
    return decided


def seconds(failure: Failure, of: Delivery, luck: float = 0.0) -> float:
    return (waited(failure, of, luck).ready - NOW).total_seconds()


@pytest.mark.parametrize("failure", [Unreached("nobody"), Unknown("broken off")])
def test_after_a_fault_the_wait_doubles_from_a_second_to_five_minutes(failure: Failure) -> None:
    waits = [seconds(failure, delivery(attempts=attempts)) for attempts in range(1, 12)]
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert waits[-1] == 250


@given(st.integers(1, 10_000), LUCK)
def test_no_wait_after_a_fault_is_longer_than_five_minutes(attempts: int, luck: float) -> None:
    assert 1 <= seconds(Unknown("broken off"), delivery(attempts=attempts), luck) <= 300


@given(st.floats(0, 1e9), LUCK, st.sampled_from(["channel", "platform"]))
def test_who_asks_to_wait_is_given_at_least_that_and_no_more_than_a_day_and_a_bit(
    after: float, luck: float, scope: str
) -> None:
    wait = seconds(RetryLater(after, scope, "slower"), delivery(), luck)  # type: ignore[arg-type]
    assert min(after, 86400) - 1e-3 <= wait < 25 * 3600
    assert not waited(RetryLater(after, scope, "slower"), delivery(), luck).strike  # type: ignore[arg-type]


def test_a_refusal_is_a_strike_with_its_reason() -> None:
    assert waited(GONE, delivery()) == Wait(
        ready=NOW + timedelta(minutes=10), reason=GONE.reason, strike=True
    )


@pytest.mark.parametrize(
    ("fails", "minutes", "parked"),
    [
        (0, 0, False),
        (1, 10, False),
        (2, 30, False),
        (2, 59, False),
        (2, 60, True),
        (5, 59, False),
        (9, 70, True),
    ],
)
def test_the_third_refusal_in_a_row_over_an_hour_parks_the_lane(
    fails: int, minutes: int, parked: bool
) -> None:
    failing = NOW - timedelta(minutes=minutes) if fails else None
    assert waited(GONE, delivery(fails=fails, failing=failing)).parked is parked


def test_the_strikes_come_so_that_the_third_is_an_hour_after_the_first() -> None:
    first = waited(GONE, delivery()).ready
    second = decide(GONE, delivery(fails=1, failing=NOW), first, 0.0)
    assert isinstance(second, Wait)
    assert second.ready - NOW >= timedelta(hours=1)
    assert waited(GONE, delivery(fails=2, failing=NOW - timedelta(minutes=20))).ready == NOW + timedelta(
        minutes=40
    )


def test_a_parked_lane_is_tried_after_an_hour_and_then_ever_more_rarely() -> None:
    since = NOW - timedelta(days=3)
    hours = [
        seconds(GONE, delivery(state="parked", fails=fails, failing=since)) / 3600 for fails in range(2, 10)
    ]
    assert hours == [1, 2, 4, 8, 16, 24, 24, 24]


def test_a_token_that_is_not_taken_is_nobody_s_strike() -> None:
    wait = waited(Unauthorised("401"), delivery())
    assert (wait.strike, wait.parked) == (False, False)
    assert wait.ready == NOW + timedelta(minutes=5)


def test_bad_content_ends_a_message_and_what_cannot_be_edited_an_edit() -> None:
    assert decide(Rejected("too large"), delivery(), NOW, 0.0) == End(state="rejected", reason="too large")
    assert decide(Rejected("too old"), delivery("edit"), NOW, 0.0) == End(state="expired", reason="too old")


@given(
    st.sampled_from([GONE, Unreached(""), Unknown(""), Unauthorised(""), RetryLater(1e12, "channel", "")]),
    st.integers(1, 10**6),
    st.integers(0, 10**6),
    st.floats(0, 1),
    st.booleans(),
)
def test_no_lane_waits_longer_than_the_store_believes(
    failure: Failure, attempts: int, fails: int, luck: float, parked: bool
) -> None:
    of = delivery(attempts=attempts, fails=fails, failing=NOW, state="parked" if parked else "active")
    assert 0 < seconds(failure, of, luck) < 25 * 3600
