"""Updates on their way to Discord, over real sockets, and what becomes of each."""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientTimeout
from msgspec.structs import replace

from adapters.discord.sender import DiscordSender, open_sender
from bot.delivery.sender import (
    Budget,
    Gone,
    Outcome,
    Posted,
    Rejected,
    RetryLater,
    Sender,
    Unauthorised,
    Unknown,
    Unreached,
)
from bot.query.request import Place
from bot.reply.model import Paragraph, Plain, Reply
from tests.support.discord_running import settings_of
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.discord_world import READ_HISTORY, SEND_MESSAGES, VIEW_CHANNEL, Channel

KEY = "0123456789abcdef012345678"
OTHER = "f" * 25
POST, PATCH = "POST /channels/[0-9]+/messages", "PATCH /channels/[0-9]+/messages/[0-9]+"
MAY_NOT_SEND = ~SEND_MESSAGES


def saying(words: str) -> Reply:
    block = Paragraph(words=(Plain(text=words),), items=("s-1",))
    return Reply(kind="update", blocks=(block,), story="x", revision=2)


UPDATE = saying("Something is new. @everyone")
LONG = replace(UPDATE, blocks=saying("word " * 200).blocks * 9)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with discord_server() as made:
        head = urlsafe_b64encode(str(made.world.bot.id).encode()).decode().rstrip("=")
        made.world.token = f"{head}.stand.in-for-discord"
        yield made


@pytest.fixture
async def sender(server: DiscordServer) -> AsyncIterator[DiscordSender]:
    async with open_sender(settings_of(server)) as opened:
        yield opened


def place(channel: Channel) -> Place:
    return Place(platform="discord", tenant=str(channel.guild or ""), channel=str(channel.id))


def posted(outcome: Outcome) -> str:
    assert isinstance(outcome, Posted), outcome
    assert outcome.message
    return outcome.message


def calls(server: DiscordServer) -> list[str]:
    return [call.method for call in server.rest.calls]


async def test_an_update_is_one_request_with_its_key_that_pings_nobody(
    server: DiscordServer, sender: DiscordSender
) -> None:
    found: Sender = sender
    outcome = await found.send(place(server.general), UPDATE, KEY)
    (shown,) = server.world.seen(server.general)
    assert outcome == Posted(message=str(shown.id), items=("s-1",))
    assert "Something is new." in shown.text()
    (call,) = server.rest.calls
    assert (call.body["nonce"], call.body["enforce_nonce"]) == (KEY, True)
    assert (call.body["allowed_mentions"], call.body["flags"]) == ({"parse": []}, 1 << 15)
    assert found.budget(place(server.general)) == Budget("discord:bot")


async def test_a_quiet_update_notifies_nobody(server: DiscordServer, sender: DiscordSender) -> None:
    posted(await sender.send(place(server.general), UPDATE, KEY, quiet=True))
    assert server.rest.calls[0].body["flags"] == 1 << 15 | 1 << 12


async def test_in_a_thread_it_stays_in_the_thread(server: DiscordServer, sender: DiscordSender) -> None:
    thread = server.world.thread("story", server.general)
    where = replace(place(thread), thread=str(thread.id))
    posted(await sender.send(where, UPDATE, KEY))
    assert len(server.world.seen(thread)) == 1
    assert not server.world.seen(server.general)


async def test_the_same_key_again_is_the_same_message(server: DiscordServer, sender: DiscordSender) -> None:
    first = posted(await sender.send(place(server.general), UPDATE, KEY))
    assert posted(await sender.send(place(server.general), UPDATE, KEY)) == first
    assert posted(await sender.send(place(server.general), UPDATE, OTHER)) != first
    assert len(server.world.seen(server.general)) == 2


async def test_what_a_moderator_has_deleted_is_not_said_again(
    server: DiscordServer, sender: DiscordSender
) -> None:
    posted(await sender.send(place(server.general), UPDATE, KEY))
    server.world.seen(server.general)[0].deleted = True
    outcome = await sender.send(place(server.general), UPDATE, KEY)
    assert outcome == Posted(message=None, items=("s-1",), editable=False)
    assert not server.world.seen(server.general)


async def test_an_edit_changes_the_message_in_place_and_pings_nobody(
    server: DiscordServer, sender: DiscordSender
) -> None:
    message = posted(await sender.send(place(server.general), UPDATE, KEY))
    assert posted(await sender.edit(place(server.general), message, saying("Corrected."))) == message
    (shown,) = server.world.seen(server.general)
    assert "Corrected." in shown.text()
    assert server.rest.calls[-1].body["allowed_mentions"] == {"parse": []}
    assert calls(server) == ["POST", "PATCH"]


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("trouble", ["lost", "500", "504"])
async def test_what_may_have_arrived_is_unknown_and_never_repeated(
    server: DiscordServer, sender: DiscordSender, trouble: str, accepted: bool
) -> None:
    for route in (POST, PATCH):
        if trouble == "lost":
            server.faults.lose(route, accepted=accepted)
        else:
            server.faults.fail(route, int(trouble), accepted=accepted)
    assert isinstance(await sender.send(place(server.general), UPDATE, KEY), Unknown)
    assert isinstance(await sender.edit(place(server.general), "1", UPDATE), Unknown)
    assert calls(server) == ["POST", "PATCH"]


async def test_an_answer_that_comes_too_late_is_unknown(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.rest.TIMEOUT", ClientTimeout(total=0.2))
    server.faults.delay(POST, 5)
    async with open_sender(settings_of(server)) as hasty:
        assert isinstance(await hasty.send(place(server.general), UPDATE, KEY), Unknown)
    assert len(server.world.seen(server.general)) == 1


async def test_where_nobody_answers_nothing_was_taken(server: DiscordServer, sender: DiscordSender) -> None:
    server.faults.fail(POST, 503)
    assert isinstance(await sender.send(place(server.general), UPDATE, KEY), Unreached)
    nowhere = settings_of(server, DISCORD_API_URL="http://127.0.0.1:9/api/v10")
    async with open_sender(nowhere) as lost:
        assert isinstance(await lost.send(place(server.general), UPDATE, KEY), Unreached)
        assert isinstance(await lost.edit(place(server.general), "1", UPDATE), Unreached)
    assert len(server.rest.calls) == 1


async def test_a_success_without_a_message_or_without_an_end_is_unknown(
    server: DiscordServer, sender: DiscordSender
) -> None:
    bodies: list[Any] = [{}, "<html>", "{" * 5000, {"id": "1", "x": "y" * (2 << 20)}]
    for number, body in enumerate(bodies):
        fault = server.faults.limit(POST, 1)
        fault.status, fault.body, fault.headers = 200, body, {}
        outcome = await sender.send(place(server.general), UPDATE, f"{number}")
        assert isinstance(outcome, Unknown), body


async def test_the_token_is_sent_to_no_other_address(server: DiscordServer, sender: DiscordSender) -> None:
    fault = server.faults.fail(POST, 307)
    fault.headers = {"Location": f"{server.api_url}/users/@me"}
    assert isinstance(await sender.send(place(server.general), UPDATE, KEY), Unreached)
    assert calls(server) == ["POST"]


@pytest.mark.parametrize(("everywhere", "scope"), [(False, "channel"), (True, "platform")])
async def test_a_rate_limit_is_told_and_not_waited_for_here(
    server: DiscordServer, sender: DiscordSender, everywhere: bool, scope: str
) -> None:
    for route in (POST, PATCH):
        server.faults.limit(route, 7.5, everywhere=everywhere)
    for outcome in (
        await sender.send(place(server.general), UPDATE, KEY),
        await sender.edit(place(server.general), "1", UPDATE),
    ):
        assert isinstance(outcome, RetryLater)
        assert (outcome.after, outcome.scope) == (7.5, scope)
    assert len(server.rest.calls) == 2


async def test_a_channel_that_is_used_up_asks_for_a_pause(
    server: DiscordServer, sender: DiscordSender
) -> None:
    server.rest.per_channel = (2, 5.0)
    first = await sender.send(place(server.general), UPDATE, KEY)
    second = await sender.send(place(server.general), UPDATE, OTHER)
    assert isinstance(first, Posted)
    assert isinstance(second, Posted)
    assert (first.pause, 0 < second.pause <= 5) == (0.0, True)
    third = await sender.send(place(server.general), UPDATE, "a")
    assert isinstance(third, RetryLater)
    assert (0 < third.after <= 5, third.scope) == (True, "channel")
    posted(await sender.send(place(server.world.channel("other")), UPDATE, "a"))


@pytest.mark.parametrize(
    ("mine", "words"),
    [(~VIEW_CHANNEL, "View Channel"), (MAY_NOT_SEND, "Send Messages"), (None, "in another channel")],
)
async def test_where_it_may_not_post_it_says_how_to_mend_that(
    server: DiscordServer, sender: DiscordSender, mine: int | None, words: str
) -> None:
    where = place(server.general)
    if mine is None:
        del server.world.channels[server.general.id]
    else:
        server.general.mine &= mine
    outcome = await sender.send(where, UPDATE, KEY)
    assert isinstance(outcome, Gone)
    assert words in outcome.reason


async def test_what_cannot_be_edited_is_rejected_and_no_other_suffers(
    server: DiscordServer, sender: DiscordSender
) -> None:
    theirs = server.world.post(server.general, server.world.person("ada"))
    for message in ("1", str(theirs.id)):
        assert isinstance(await sender.edit(place(server.general), message, UPDATE), Rejected)


async def test_a_reply_of_several_messages_is_no_part(server: DiscordServer, sender: DiscordSender) -> None:
    assert len(sender.parts(LONG)) > 1
    assert isinstance(await sender.send(place(server.general), LONG, KEY), Rejected)
    assert isinstance(await sender.edit(place(server.general), "1", LONG), Rejected)
    assert server.rest.calls == []


async def test_a_token_that_is_not_taken_stops_everything_and_is_never_told(
    server: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_sender(settings_of(server, DISCORD_TOKEN="MTIz.wrong.token")) as wrong:
        outcomes = [
            await wrong.send(place(server.general), UPDATE, KEY),
            await wrong.edit(place(server.general), "1", UPDATE),
        ]
    assert all(isinstance(outcome, Unauthorised) for outcome in outcomes)
    assert "wrong" not in f"{outcomes} {caplog.text}"


async def test_it_introduces_itself_as_a_bot_with_its_version(
    server: DiscordServer, sender: DiscordSender
) -> None:
    posted(await sender.send(place(server.general), UPDATE, KEY))
    assert not server.rest.strange  # the stand-in notes whoever does not


async def test_a_channel_without_history_takes_messages_all_the_same(
    server: DiscordServer, sender: DiscordSender
) -> None:
    server.general.mine &= ~READ_HISTORY
    posted(await sender.send(place(server.general), UPDATE, KEY))
