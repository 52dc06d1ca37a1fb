"""Whether an update that may have arrived stands there: looked for on the stand-in for Discord."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.discord.sender import DiscordSender, open_sender
from bot.delivery.sender import Blind, Posted, Unknown
from bot.query.request import Place
from bot.reply.model import Action, Paragraph, Plain, Reply
from tests.support.discord_running import settings_of
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.discord_world import READ_HISTORY, VIEW_CHANNEL, Message

KEY, OTHER = "0123456789abcdef012345678", "f" * 25
POST, GET = "POST /channels/[0-9]+/messages", "GET /channels/[0-9]+/messages"
UPDATE = Reply(kind="update", blocks=(Paragraph(words=(Plain(text="News *here*"),), items=("s-1",)),))


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """Somebody has written there before."""
    async with discord_server() as made:
        head = urlsafe_b64encode(str(made.world.bot.id).encode()).decode().rstrip("=")
        made.world.token = f"{head}.stand.in-for-discord"
        made.world.post(made.general, made.world.person("ada"), content="hello")
        made.world.clock.advance(3600)
        yield made


@pytest.fixture
async def sender(server: DiscordServer) -> AsyncIterator[DiscordSender]:
    async with open_sender(settings_of(server)) as opened:
        yield opened


@pytest.fixture
def where(server: DiscordServer) -> Place:
    return Place(platform="discord", tenant=str(server.world.guild), channel=str(server.general.id))


def since(server: DiscordServer, minutes: float = 5) -> datetime:
    return datetime.fromtimestamp(server.world.clock.now(), UTC) - timedelta(minutes=minutes)


@pytest.mark.parametrize("kept", [True, False], ids=["nonce kept", "nonce forgotten"])
@pytest.mark.parametrize("accepted", [True, False])
async def test_a_look_tells_whether_it_arrived(
    server: DiscordServer, sender: DiscordSender, where: Place, accepted: bool, kept: bool
) -> None:
    server.faults.lose(POST, accepted=accepted)
    assert isinstance(await sender.send(where, UPDATE, KEY), Unknown)
    mine = server.world.seen(server.general)
    for each in mine:
        each.nonce = each.nonce if kept else None
    found = await sender.find(where, KEY, UPDATE, since(server))
    assert found == (Posted(message=str(mine[0].id), items=("s-1",)) if accepted else None)
    assert [call.method for call in server.rest.calls] == ["POST", "GET"]


async def test_it_is_found_although_much_was_said_since(
    server: DiscordServer, sender: DiscordSender, where: Place
) -> None:
    await sender.send(where, UPDATE, KEY)
    begun = since(server, 0)
    server.world.clock.advance(60)
    for _ in range(300):
        server.world.post(server.general, server.world.person("ada"), content="chatter")
    assert isinstance(await sender.find(where, KEY, UPDATE, begun), Posted)
    assert isinstance(await sender.find(where, OTHER, UPDATE, begun), Blind)


def another_bot(message: Message, server: DiscordServer) -> None:
    message.author = server.world.person("mallory")


def another_key(message: Message, server: DiscordServer) -> None:
    message.nonce = OTHER


def other_words(message: Message, server: DiscordServer) -> None:
    message.nonce, message.components = None, [{"type": 10, "content": "Something else"}]


def no_components(message: Message, server: DiscordServer) -> None:
    message.nonce, message.components = None, []


@pytest.mark.parametrize("change", [another_bot, another_key, other_words, no_components])
async def test_what_only_looks_like_it_is_not_it(
    server: DiscordServer,
    sender: DiscordSender,
    where: Place,
    change: Callable[[Message, DiscordServer], None],
) -> None:
    await sender.send(where, UPDATE, KEY)
    change(server.world.seen(server.general)[0], server)
    assert await sender.find(where, KEY, UPDATE, since(server)) is None


async def test_what_is_older_was_another_attempt_or_none(
    server: DiscordServer, sender: DiscordSender, where: Place
) -> None:
    await sender.send(where, UPDATE, KEY)
    assert await sender.find(where, KEY, UPDATE, since(server, -5)) is None


async def test_a_clock_that_differs_by_half_a_minute_hides_nothing(
    server: DiscordServer, sender: DiscordSender, where: Place
) -> None:
    await sender.send(where, UPDATE, KEY)
    assert isinstance(await sender.find(where, KEY, UPDATE, since(server, -0.5)), Posted)


async def test_without_the_history_nothing_can_be_seen_and_the_permission_is_named(
    server: DiscordServer, sender: DiscordSender, where: Place
) -> None:
    await sender.send(where, UPDATE, KEY)
    server.general.mine &= ~READ_HISTORY
    found = await sender.find(where, KEY, UPDATE, since(server))
    assert isinstance(found, Blind)
    assert "Read Message History" in found.reason


async def test_a_direct_conversation_in_which_nothing_stands_is_empty(
    server: DiscordServer, sender: DiscordSender
) -> None:
    channel = server.world.direct(server.world.person("ada"))
    there = Place(platform="discord", tenant="", channel=str(channel.id), direct=True)
    assert await sender.find(there, KEY, UPDATE, since(server)) is None


async def test_what_cannot_be_read_is_not_taken_for_not_there(
    server: DiscordServer, sender: DiscordSender, where: Place
) -> None:
    server.faults.fail(GET, 500)
    server.faults.limit(GET, 3)
    server.faults.lose(GET, accepted=True, times=2)  # aiohttp reads again after a broken connection
    bodies: list[Any] = ["<html>", {"id": "1"}, [{"id": "x", "author": {"id": "1"}}], [None]]
    for body in bodies:
        fault = server.faults.fail(GET, 200)
        fault.body = body
    for _ in range(7):
        assert isinstance(await sender.find(where, KEY, UPDATE, since(server)), Blind)
    server.general.mine &= ~VIEW_CHANNEL
    found = await sender.find(where, KEY, UPDATE, since(server))
    assert isinstance(found, Blind)
    assert "View Channel" in found.reason


async def test_odd_messages_of_others_do_not_hide_it(
    server: DiscordServer, sender: DiscordSender, where: Place
) -> None:
    others: list[list[Any]] = [
        [{"type": 1, "components": [{"type": 2, "style": 5, "url": "https://x.example", "label": "x"}]}],
        [{"type": 9, "components": [{"type": 10, "content": "y"}], "accessory": {"type": 11, "media": {}}}],
        [{"type": 99, "content": None, "components": None}],
    ]
    for components in others:
        server.world.post(server.general, server.world.person("mallory"), components=components)
    await sender.send(where, UPDATE, KEY)
    assert isinstance(await sender.find(where, KEY, UPDATE, since(server)), Posted)


async def test_with_a_token_that_does_not_name_the_bot_discord_is_asked_once(
    server: DiscordServer, where: Place
) -> None:
    server.world.token = "opaque"
    async with open_sender(settings_of(server)) as sender:
        await sender.send(where, UPDATE, KEY)
        server.faults.fail("GET /users/@me", 500)
        assert isinstance(await sender.find(where, KEY, UPDATE, since(server)), Blind)
        for _ in range(2):
            assert isinstance(await sender.find(where, KEY, UPDATE, since(server)), Posted)
    assert [call.path for call in server.rest.calls].count("/users/@me") == 2


async def test_without_words_only_the_key_tells(
    server: DiscordServer, sender: DiscordSender, where: Place
) -> None:
    server.world.post(server.general, server.world.bot, components=[])
    wordless = Reply(kind="update", blocks=(), actions=(Action(label="Open", command="briefs"),))
    assert await sender.find(where, KEY, wordless, since(server)) is None
