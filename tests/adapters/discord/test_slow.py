"""Answers that take longer than Discord waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.delivery.ledger import Post
from bot.query.request import Place
from bot.storage.memory import MemoryLedger
from tests.support.discord_room import Room, label, shown

MESSAGE, PROMISE, PROMISE_TO_CHANGE, CHANGE = 4, 5, 6, 7


class SlowLedger(MemoryLedger):
    """A ledger that tells something only after the person was told to wait."""

    def __init__(self, promised: Callable[[], bool]) -> None:
        super().__init__()
        self._promised = promised

    async def story_in(self, place: Place) -> str | None:
        await self._wait()
        return await super().story_in(place)

    async def find(self, place: Place, message: str) -> Post | None:
        await self._wait()
        return await super().find(place, message)

    async def _wait(self) -> None:
        for _ in range(1000):
            if self._promised():
                return
            await asyncio.sleep(0)
        raise AssertionError("nobody was told to wait")


@pytest.fixture
def slow(room: Room, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr("adapters.discord.answer.PATIENCE", 0)
    ledger = SlowLedger(lambda: bool(room.responses()))
    room.store.ledger = ledger
    room.bot._ledger = ledger
    return room


def take_followups_after_a_deletion(room: Room) -> None:
    """Discord takes a followup after the promise was deleted (discord-api-docs, issue 2739); simcord would
    still take it for the promise's own message."""

    def forget_the_promise(event: str, _: Any) -> None:
        if event == "MESSAGE_DELETE":
            for interaction in room.env.backend.interactions.values():
                interaction.complete_deferred()

    room.env.backend.subscribers.append(forget_the_promise)


async def in_a_thread(room: Room, command: str, **options: Any) -> Any:
    """There the story is looked up, which is what is slow here."""
    return await room.ann.slash(room.thread("slow"), command, **options)


async def test_a_public_answer_is_promised_in_the_open_and_given_there(slow: Room) -> None:
    result = await in_a_thread(slow, "briefs")
    assert slow.responses() == [(PROMISE, False)]
    assert "Briefs" in shown(result.response)
    assert result.followups == []
    [post] = slow.store.ledger._posts
    assert post.message == str(result.response.id)


async def test_a_private_answer_is_promised_privately(slow: Room) -> None:
    result = await in_a_thread(slow, "briefs", private=True)
    assert slow.responses() == [(PROMISE, True)]
    assert "Briefs" in shown(result.response)
    assert slow.store.ledger._posts == []


async def test_an_answer_that_turns_out_private_does_not_stay_in_the_open(
    slow: Room,
) -> None:
    take_followups_after_a_deletion(slow)
    result = await in_a_thread(slow, "brief", story="atlantis")
    assert slow.responses() == [(PROMISE, False)]
    assert result.response is None, "the promise is taken away"
    [answer] = result.followups
    assert answer.ephemeral
    assert "There is no brief called ‘atlantis’." in shown(answer)
    assert slow.store.ledger._posts == []


async def test_a_click_that_is_slow_to_place_is_answered_privately(slow: Room) -> None:
    await slow.ann.send(slow.channel, f"{slow.me} brief nk-russia")
    [message] = slow.posted()
    before = shown(message)
    result = await slow.ann.click(message, label=label("timeline"))
    assert slow.responses() == [(PROMISE, True)]
    assert "Timeline" in shown(result.response)
    assert [shown(each) for each in slow.posted()] == [before]


async def test_a_slow_click_by_who_asked_still_changes_the_message(slow: Room) -> None:
    thread = slow.thread("slow")
    asked: Any = await slow.ann.slash(thread, "brief", story="nk-russia")
    slow.env.backend.http_requests.clear()
    await slow.ann.click(asked.response, label=label("timeline"))
    assert slow.responses() == [(PROMISE_TO_CHANGE, False)]
    assert "Timeline" in shown(asked.response)


async def test_a_slow_click_on_a_private_message_still_changes_it(slow: Room) -> None:
    hidden = await in_a_thread(slow, "brief", story="nk-russia", private=True)
    slow.env.backend.http_requests.clear()
    await slow.ann.click(hidden.response, label=label("timeline"))
    assert slow.responses() == [(PROMISE_TO_CHANGE, False)]
    assert "Timeline" in shown(hidden.response)


async def test_a_fast_answer_promises_nothing(room: Room) -> None:
    await in_a_thread(room, "briefs")
    assert room.responses() == [(MESSAGE, False)]


async def test_what_breaks_after_a_promise_is_told_privately(slow: Room) -> None:
    take_followups_after_a_deletion(slow)
    slow.env.inject_error("PATCH", "/webhooks/*", status=400, code=50035, message="Invalid Form Body")
    result = await in_a_thread(slow, "briefs")
    [answer] = result.followups
    assert answer.ephemeral
    assert "Something went wrong here" in shown(answer)


async def test_a_promise_that_discord_refuses_does_not_stop_the_answer(slow: Room) -> None:
    slow.env.inject_error("POST", "/interactions/*/callback", status=500)
    result = await in_a_thread(slow, "briefs")
    assert "Briefs" in shown(result.response)
