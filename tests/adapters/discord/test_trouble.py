"""What Discord refuses, and what breaks on our side."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands

from adapters.discord.answer import Answer
from adapters.discord.client import Client
from tests.support.discord_room import Room, controls, shown

CALLBACK = "/interactions/*/callback"
FOLLOWUP = "/webhooks/*"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.answer.PAUSES", (0, 0))


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (404, 10062, "the time to answer is over"),
        (400, 40060, "it has been answered already"),
        (403, 50001, "the bot may not see the channel"),
        (403, 50013, "the bot lacks a permission in the channel"),
        (404, 10003, "the channel is gone"),
        (404, 0, "Discord refuses it with status 404"),
        (500, 0, "Discord is in trouble, status 500"),
    ],
)
async def test_a_refused_answer_is_logged_with_its_reason_and_not_entered_on_the_ledger(
    room: Room, caplog: pytest.LogCaptureFixture, status: int, code: int, reason: str
) -> None:
    room.env.inject_error("POST", CALLBACK, status=status, code=code, message="no")
    result = await room.ann.slash(room.channel, "briefs")
    assert result.response is None
    assert f"not delivered: {reason}" in caplog.text
    assert "Traceback" not in caplog.text
    assert room.store.ledger._posts == []


async def test_an_answer_that_discord_is_too_busy_for_is_given_again(room: Room) -> None:
    room.env.inject_error("POST", CALLBACK, status=429, times=2)
    result = await room.ann.slash(room.channel, "briefs")
    assert result.response is not None


async def test_a_response_that_got_through_although_its_answer_was_lost_is_on_the_ledger(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_answer(room, monkeypatch)
    result = await room.ann.slash(room.channel, "briefs")
    assert result.response is not None
    [post] = room.store.ledger._posts
    assert post.message == str(result.response.id)


def lose_the_answer(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection breaks once after Discord has taken a response."""
    adapter = room.env._webhook_adapter
    taken = adapter.request
    broken = [ConnectionResetError(104, "reset by peer")]

    async def request(*args: Any, **given: Any) -> Any:
        answer = await taken(*args, **given)
        if broken:
            raise broken.pop()
        return answer

    monkeypatch.setattr(adapter, "request", request, raising=False)


async def test_what_follows_a_refused_message_is_left_out_and_the_rest_stays_on_the_ledger(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.env.inject_error("POST", FOLLOWUP, status=403, code=50013, message="no")
    result = await room.ann.slash(room.channel, "who-said-what", story="nk-russia")
    assert result.response is not None
    assert len(room.store.ledger._posts) == 1
    assert "not delivered: the bot lacks a permission" in caplog.text


async def test_a_fault_of_ours_is_told_privately_with_the_id_that_is_in_the_log(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("secret plans")

    monkeypatch.setattr("bot.service.resolve", broken)
    result = await room.ann.slash(room.channel, "brief", story="nk-russia")
    assert result.ephemeral
    told = shown(result.response)
    id = re.findall(r"request ([0-9a-f]{8}) failed", caplog.text)[0]
    assert f"Something went wrong here, and it was logged as {id}." in told
    assert "secret plans" not in told
    assert controls(result.response)


async def test_a_body_that_discord_finds_malformed_is_a_fault_of_ours(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    room.env.inject_error("POST", CALLBACK, status=400, code=50035, message="Invalid Form Body")
    result = await room.ann.slash(room.channel, "brief", story="nk-russia")
    assert result.ephemeral
    assert "Something went wrong here" in shown(result.response)
    assert "the answer was malformed" in caplog.text


async def test_what_came_before_a_malformed_part_is_on_the_ledger_and_the_asker_told(room: Room) -> None:
    room.env.inject_error("POST", FOLLOWUP, status=400, code=50035, message="Invalid Form Body")
    result = await room.ann.slash(room.channel, "who-said-what", story="nk-russia")
    assert result.response is not None
    assert [post.message for post in room.store.ledger._posts] == [str(result.response.id)]
    [told] = result.followups
    assert told.ephemeral
    assert "Something went wrong here" in shown(told)


async def test_a_command_that_is_registered_in_an_older_form_gets_a_kind_private_answer(room: Room) -> None:
    room.env.bot.tree.remove_command("briefs")  # type: ignore[attr-defined]
    result = await room.ann.slash(room.channel, "briefs")
    assert result.ephemeral
    assert "This command has changed" in shown(result.response)
    room.expected_errors = 1


async def test_what_somebody_typed_is_not_in_the_log_where_it_cannot_be_read(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    typed = "nobody may read this"
    transformer: Any = SimpleNamespace(_error_display_name="a number")
    error = app_commands.TransformerError(typed, discord.AppCommandOptionType.string, transformer)

    async def fails(*given: Any, **named: Any) -> None:
        raise error

    command = room.env.bot.tree.get_command("briefs")  # type: ignore[attr-defined]
    command._callback = fails
    result = await room.ann.slash(room.channel, "briefs")
    assert "This command has changed" in shown(result.response)
    assert "TransformerError" in caplog.text
    assert typed not in caplog.text
    room.expected_errors = 1


async def test_a_command_that_breaks_on_its_way_is_told_privately_and_logged(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sound = Answer.serve
    broken = [RuntimeError("secret plans")]

    async def breaks_once(self: Answer, *given: Any) -> None:
        if broken:
            raise broken.pop()
        await sound(self, *given)

    monkeypatch.setattr(Answer, "serve", breaks_once)
    result = await room.ann.slash(room.channel, "briefs")
    assert result.ephemeral
    assert "Something went wrong here, and it was logged as" in shown(result.response)
    assert "secret plans" not in shown(result.response)
    assert "secret plans" in caplog.text
    room.expected_errors = 1


async def test_a_click_that_breaks_on_its_way_is_told_privately_and_logged(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Any) -> Any:
        raise RuntimeError("secret plans")

    asked: Any = await room.ann.slash(room.channel, "briefs")
    before = shown(asked.response)
    monkeypatch.setattr("adapters.discord.interactions.command_of", broken)
    result = await room.ann.click(asked.response, label="Help")
    assert result.ephemeral
    assert "Something went wrong here, and it was logged as" in shown(result.response)
    assert "secret plans" in caplog.text
    assert shown(asked.response) == before


async def test_what_breaks_after_the_answer_leaves_the_answer_alone(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = Answer.serve

    async def breaks_afterwards(self: Answer, *given: Any) -> None:
        monkeypatch.setattr(Answer, "serve", sound)
        await sound(self, *given)
        raise RuntimeError("secret plans")

    monkeypatch.setattr(Answer, "serve", breaks_afterwards)
    result = await room.ann.slash(room.channel, "briefs")
    assert "Briefs" in shown(result.response)
    [told] = result.followups
    assert told.ephemeral
    assert "Something went wrong here" in shown(told)
    room.expected_errors = 1


async def test_completions_of_a_command_that_is_gone_are_no_crash(room: Room) -> None:
    room.env.bot.tree.remove_command("brief")  # type: ignore[attr-defined]
    assert await room.ann.autocomplete(room.channel, "brief", "story", "nk") == []
    room.expected_errors = 1


async def test_a_gateway_that_cannot_be_reached_is_not_tried_for_ever(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(client: Client, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        await client.launch_shard(gateway, shard_id)

    monkeypatch.setattr(discord.AutoShardedClient, "launch_shard", fails)
    with pytest.raises(ConnectionError, match="gateway cannot be reached"):
        await room.client().launch_shard(yarl.URL("ws://127.0.0.1:1"), 0)
