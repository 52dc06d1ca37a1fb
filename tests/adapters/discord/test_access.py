"""What Discord tells of the bot's access, over the gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.brief.library import Library
from bot.query.request import Place
from tests.support.access import Heard, Told
from tests.support.discord_running import Running, running
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.discord_world import EVERYTHING, IN_THREADS, SEND_MESSAGES, VIEW_CHANNEL, Channel
from tests.support.waiting import until

ADMINISTRATOR, MANAGE_THREADS = 1 << 3, 1 << 34
ORDINARY = EVERYTHING & ~ADMINISTRATOR & ~MANAGE_THREADS


class Server:
    """A Discord with the bot in it; the server has a channel with a thread, and the bot an ordinary role."""

    def __init__(self, discord: DiscordServer, heard: Heard, made: Running) -> None:
        self.discord, self.heard, self.made = discord, heard, made
        self.world = discord.world
        self.guild = str(discord.world.guild)

    async def tell(self, event: str, **data: Any) -> None:
        await self.discord.gateway.dispatch(event, data)

    async def hears(self, *told: Told) -> None:
        """This is what comes of it, and nothing else."""
        await until(lambda: len(self.heard.told) >= len(told), what=f"{told}")
        await self.settle()
        assert self.heard.told == list(told)
        self.heard.told.clear()

    async def settle(self) -> None:
        """Everything that was sent so far has been dealt with: an answer comes after it."""
        person = self.discord.person("ada", self.world.channel("elsewhere"))
        await (await person.slash("help")).answer()
        await until(lambda: self.made.desk.in_hand == 0, what="an end")

    def role(self, permissions: int, id: str = "") -> dict[str, Any]:
        everyone: dict[str, Any] = self.world.guild_payload()["roles"][0]
        return everyone | {"id": id or self.guild, "permissions": str(permissions)}

    async def channel(self, channel: Channel, denied: int = 0) -> None:
        """The channel's permissions are changed: everybody is denied some."""
        overwrite = {"id": self.guild, "type": 0, "allow": "0", "deny": str(denied)}
        await self.tell("CHANNEL_UPDATE", **channel.payload() | {"permission_overwrites": [overwrite]})

    async def thread(self, thread: Channel, *, archived: bool = False, locked: bool = False) -> None:
        state = thread.payload()["thread_metadata"] | {"archived": archived, "locked": locked}
        await self.tell("THREAD_UPDATE", **thread.payload() | {"thread_metadata": state})


@pytest.fixture
async def server(library: Library, discord_addresses: None) -> AsyncIterator[Server]:
    heard = Heard()
    async with discord_server() as discord:
        discord.world.thread("about ships", discord.general)
        async with running(library, discord, access=heard) as made:
            found = Server(discord, heard, made)
            await found.settle()
            assert heard.told == [("returned", ("discord", found.guild))]
            heard.told.clear()
            await found.tell("GUILD_ROLE_UPDATE", guild_id=found.guild, role=found.role(ORDINARY))
            yield found


def place(server: Server, channel: Channel, *, thread: bool = False) -> Place:
    id = str(channel.id)
    return Place(platform="discord", tenant=server.guild, channel=id, thread=id if thread else "")


def a_thread(server: Server) -> Channel:
    [found] = [each for each in server.world.channels.values() if each.name == "about ships"]
    return found


async def test_a_server_that_removes_the_bot_is_left_and_one_that_adds_it_again_returned_to(
    server: Server,
) -> None:
    await server.tell("GUILD_DELETE", id=server.guild)
    await server.hears(("departed", ("discord", server.guild)))
    await server.tell("GUILD_CREATE", **server.world.guild_payload())
    await server.hears(("returned", ("discord", server.guild)))


async def test_a_server_that_is_only_unavailable_is_not_left(server: Server) -> None:
    await server.tell("GUILD_DELETE", id=server.guild, unavailable=True)
    await server.hears()


async def test_a_channel_that_is_deleted_is_lost_with_its_threads(server: Server) -> None:
    general, thread = server.discord.general, a_thread(server)
    await server.tell("CHANNEL_DELETE", **general.payload())
    await server.hears(
        ("lost", place(server, general)),
        ("lost", place(server, thread, thread=True)),
    )


async def test_a_thread_that_is_deleted_is_lost_though_it_was_not_known(server: Server) -> None:
    for id in (str(a_thread(server).id), "12345"):
        parent = str(server.discord.general.id)
        await server.tell("THREAD_DELETE", id=id, guild_id=server.guild, parent_id=parent, type=11)
        await server.hears(("lost", Place(platform="discord", tenant=server.guild, channel=id, thread=id)))


async def test_permissions_that_come_back_to_a_channel_are_told_and_those_that_go_are_not(
    server: Server,
) -> None:
    general, thread = server.discord.general, a_thread(server)
    await server.channel(general, SEND_MESSAGES)
    await server.hears()
    await server.channel(general)
    await server.hears(("back", place(server, general)))
    await server.channel(general, VIEW_CHANNEL)
    await server.channel(general, IN_THREADS)
    await server.hears(("back", place(server, general)))
    await server.channel(general)
    await server.hears(("back", place(server, thread, thread=True)))
    await server.channel(general)
    await server.hears()


async def test_a_role_that_brings_what_is_needed_is_told_for_each_place(server: Server) -> None:
    general, thread = server.discord.general, a_thread(server)
    await server.tell("GUILD_ROLE_UPDATE", guild_id=server.guild, role=server.role(0))
    await server.hears()
    await server.tell("GUILD_ROLE_UPDATE", guild_id=server.guild, role=server.role(ORDINARY))
    await server.hears(("back", place(server, general)), ("back", place(server, thread, thread=True)))
    other = server.role(ORDINARY, id="77")
    await server.tell("GUILD_ROLE_CREATE", guild_id=server.guild, role=other | {"permissions": "0"})
    await server.tell("GUILD_ROLE_UPDATE", guild_id=server.guild, role=other)
    await server.hears()


async def test_a_role_that_is_given_to_the_bot_is_told_and_one_given_to_others_is_not(
    server: Server,
) -> None:
    general, thread = server.discord.general, a_thread(server)
    await server.tell("GUILD_ROLE_UPDATE", guild_id=server.guild, role=server.role(0))
    await server.tell("GUILD_ROLE_CREATE", guild_id=server.guild, role=server.role(ORDINARY, id="78"))
    ada = server.world.person("ada")
    await server.tell(
        "GUILD_MEMBER_UPDATE", guild_id=server.guild, **server.world.member(ada) | {"roles": ["78"]}
    )
    await server.hears()
    bot = server.world.member(server.world.bot) | {"roles": ["78"]}
    await server.tell("GUILD_MEMBER_UPDATE", guild_id=server.guild, **bot)
    await server.hears(("back", place(server, general)), ("back", place(server, thread, thread=True)))


async def test_a_thread_that_is_unlocked_or_taken_from_the_archive_is_told(server: Server) -> None:
    thread = a_thread(server)
    again = ("back", place(server, thread, thread=True))
    await server.thread(thread)
    await server.hears()
    await server.thread(thread, locked=True)
    await server.hears()
    await server.thread(thread)
    await server.hears(again)
    await server.thread(thread, archived=True, locked=True)
    await server.hears()
    await server.thread(thread)
    await server.hears(again)


async def test_a_store_that_fails_is_logged_and_the_bot_goes_on(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.heard.failing = True
    await server.tell("CHANNEL_DELETE", **server.discord.general.payload())
    await server.settle()
    assert "the channel was deleted is not noted: the disk is full" in caplog.text
    assert server.made.pulse.connected


async def test_a_fault_of_ours_is_logged_and_the_bot_goes_on(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("no such place")

    monkeypatch.setattr(server.heard, "departed", broken)
    await server.tell("GUILD_DELETE", id=server.guild)
    await server.settle()
    assert "cannot be passed on: on_guild_remove" in caplog.text
    counted = server.made.desk.metrics.registry.get_sample_value(
        "onrecord_errors_total", {"platform": "discord", "where": "event"}
    )
    assert counted == 1
