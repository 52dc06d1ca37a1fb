"""What Discord's refusals mean, and which are worth another attempt."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest

from adapters.discord.faults import meaning, persist, refusal
from adapters.discord.wire import hush
from adapters.platform import Malformed, Undelivered
from bot.delivery.ledger import Sent
from bot.query.request import Place


def refused(status: int, code: int = 0, wait: str = "0") -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="", headers={"Retry-After": wait})
    return discord.HTTPException(response, {"code": code, "message": "no"})


class Flaky:
    """Raises its errors one after the other, then succeeds."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.tries = 0

    async def __call__(self) -> str:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"


PASSING = [
    refused(503),
    refused(429),
    refused(429, wait="0.001"),
    aiohttp.ServerDisconnectedError(),
    ConnectionResetError(104, "reset"),
    TimeoutError(),
]
LASTING = [
    refused(400, 50035),
    refused(403, 50013),
    refused(404, 10062),
    refused(500),
    refused(429, wait="3600"),
    discord.RateLimited(60.0),
]


@pytest.mark.parametrize("error", PASSING, ids=repr)
async def test_what_passes_is_tried_again(error: Exception) -> None:
    send = Flaky(error, error)
    assert await persist(send, (0, 0)) == "done"
    assert send.tries == 3


@pytest.mark.parametrize("error", LASTING, ids=repr)
async def test_what_lasts_is_not(error: Exception) -> None:
    send = Flaky(error)
    with pytest.raises(type(error)):
        await persist(send, (0, 0))
    assert send.tries == 1


async def test_trying_has_an_end() -> None:
    send = Flaky(*[refused(503) for _ in range(9)])
    with pytest.raises(discord.HTTPException):
        await persist(send, (0, 0))
    assert send.tries == 3


@pytest.mark.parametrize("error", [refused(503), aiohttp.ServerDisconnectedError()], ids=repr)
async def test_what_may_have_been_taken_is_not_sent_twice(error: Exception) -> None:
    send = Flaky(error)
    with pytest.raises(type(error)):
        await persist(send, (0, 0), harmless=False)
    assert send.tries == 1


async def test_what_discord_says_it_did_not_take_is_sent_again() -> None:
    assert await persist(Flaky(refused(429)), (0,), harmless=False) == "done"


@pytest.mark.parametrize("error", [*PASSING, *LASTING[1:]], ids=repr)
def test_every_refusal_has_a_meaning_for_an_operator(error: Exception) -> None:
    assert meaning(error)
    assert isinstance(refusal(error), Undelivered)


@pytest.mark.parametrize("error", [refused(400, 50035), refused(413)], ids=repr)
def test_a_malformed_body_is_our_fault_and_does_not_lose_what_was_sent_before(
    error: discord.HTTPException,
) -> None:
    sent = [Sent(place=Place(platform="discord", tenant="9", channel="5"), message="1", items=())]
    assert meaning(error) is None
    assert isinstance(refusal(error), Malformed)
    assert refusal(error, sent).sent == sent


def test_nothing_is_said_of_voice_which_is_not_used() -> None:
    hush()
    assert not discord.VoiceClient.warn_nacl
    assert not discord.VoiceClient.warn_dave
