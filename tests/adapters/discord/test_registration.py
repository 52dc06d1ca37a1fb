"""Registering the commands: when they have changed, and only then."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest
from discord import app_commands

from adapters.discord import registration
from adapters.discord.client import Client
from adapters.discord.declared import form
from bot.brief.library import Library
from bot.errors import StoreError
from bot.query.commands import COMMANDS
from tests.support.discord_room import Room
from tests.support.discord_running import running
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.discord_world import Json
from tests.support.waiting import until

PUT = "PUT /applications/[0-9]+/commands"
STORY = {"story": "nk-russia"}
OTHER_OPTION = {"type": 3, "name": "page", "description": "Which page", "required": False}
OTHER_TYPE = {"type": 4, "name": "story", "description": "Which story", "required": False}
OTHER_PRIVATE = {"type": 3, "name": "private", "description": "Who sees it", "required": False}


def registered(room: Room) -> int:
    """How often the commands were sent to Discord."""
    return sum(each.method == "PUT" and each.path.endswith("/commands") for each in room.env.http_requests)


def client_of(room: Room) -> Client:
    client = room.env.bot
    assert isinstance(client, Client)
    return client


async def test_the_first_start_registers_and_the_next_ones_do_not(room: Room) -> None:
    assert registered(room) == 1
    await room.restart()
    await room.restart()
    assert registered(room) == 1


async def test_a_change_of_the_definition_is_registered_at_the_next_start(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.commands.PRIVATE_MEANS", "Only you will see the answer")
    await room.restart()
    assert registered(room) == 2


async def test_a_failure_is_no_end_and_the_next_start_tries_again(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    application = str(client_of(room).application_id)
    await room.store.registrations.remember("discord", application, "another")
    room.env.inject_error("PUT", "/applications/*/commands", status=500)
    await room.restart()
    assert "the commands are not registered" in caplog.text
    assert room.pulse.connected
    assert await room.store.registrations.fingerprint("discord", application) == "another"
    await room.restart()
    assert registered(room) == 3
    assert await room.store.registrations.fingerprint("discord", application) != "another"


async def test_the_fingerprint_depends_on_nothing_but_the_definition(room: Room) -> None:
    one, other = client_of(room), room.client()
    assert registration.fingerprint(one.tree) == registration.fingerprint(other.tree)
    other.tree.remove_command("help")
    assert registration.fingerprint(one.tree) != registration.fingerprint(other.tree)


def puts(server: DiscordServer) -> int:
    """How often the commands were sent to the stand-in."""
    return sum(call.method == "PUT" and call.path.endswith("/commands") for call in server.rest.calls)


def names(server: DiscordServer) -> set[str]:
    return {command["name"] for command in server.world.commands}


def is_idle() -> bool:
    """Whether no attempt is being made, and none is to come."""
    return registration.NAME not in {task.get_name() for task in asyncio.all_tasks()}


def replace(server: DiscordServer, **changed: Any) -> None:
    """Another version with the same token has registered its commands since."""
    server.world.commands[1] |= changed


@pytest.mark.parametrize(
    ("changed", "used", "options"),
    [
        ({"name": "story"}, "story", {}),
        ({"options": [OTHER_OPTION]}, "brief", {"page": "2"}),
        ({"options": [OTHER_TYPE]}, "brief", {"story": 7}),
        ({"options": [OTHER_PRIVATE]}, "brief", {"private": "no"}),
    ],
)
async def test_commands_that_another_version_has_registered_since_are_registered_anew_once_somebody_uses_them(
    library: Library, discord_addresses: None, changed: Json, used: str, options: Json
) -> None:
    async with discord_server() as server, running(library, server):
        ours = form(server.world.commands)
        replace(server, **changed)
        told = await (await server.person().slash(used, options)).answer()
        assert "This command has changed" in told.text()
        await until(lambda: form(server.world.commands) == ours, what="our commands")
        assert puts(server) == 2
        assert "denies" in (await (await server.person().slash("brief", STORY)).answer()).text()


@pytest.mark.parametrize("other", [[], [{"type": 1, "name": "story"}]])
async def test_a_start_finds_that_another_version_has_registered_since(
    library: Library, discord_addresses: None, other: list[Json]
) -> None:
    async with discord_server() as server:
        async with running(library, server) as first:
            ours = form(server.world.commands)
        server.world.commands = other
        async with running(library, server, first.store):
            assert form(server.world.commands) == ours
        async with running(library, server, first.store):
            assert puts(server) == 2


async def test_they_are_registered_anew_only_once_in_a_while(
    library: Library, discord_addresses: None, caplog: pytest.LogCaptureFixture
) -> None:
    async with discord_server() as server, running(library, server):
        replace(server, name="story")
        await (await server.person().slash("story")).answer()
        await until(lambda: "brief" in names(server), what="the commands registered anew")
        await until(is_idle, what="the end of it")
        replace(server, name="story")
        await (await server.person().slash("story")).answer()
    assert puts(server) == 2
    assert caplog.text.count("registering them anew") == 1


async def test_what_could_not_be_registered_anew_is_registered_at_the_next_start(
    library: Library, discord_addresses: None
) -> None:
    async with discord_server() as server:
        async with running(library, server) as first:
            replace(server, name="story")
            server.faults.fail(PUT, 503)
            await (await server.person().slash("story")).answer()
            await until(lambda: puts(server) == 2, what="an attempt")
        async with running(library, server, first.store):
            assert names(server) == {command.name for command in COMMANDS if command.native}


async def test_a_discord_that_is_away_for_long_gets_the_commands_when_it_is_back(
    library: Library,
    discord_addresses: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(registration, "PAUSES", (0.0, 0.01))
    caplog.set_level(logging.INFO)
    async with discord_server() as server:
        server.faults.fail(PUT, 503, times=9)
        async with running(library, server):
            await until(lambda: puts(server) == 10, what="the tenth attempt")
            await until(lambda: "the commands are registered" in caplog.text, what="its result")
            assert (await (await server.person().slash("brief", STORY)).answer()).text()
    assert caplog.text.count("the commands are not registered") == 9


async def test_commands_that_discord_finds_malformed_are_not_sent_again(
    library: Library,
    discord_addresses: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(registration, "PAUSES", (0.0,))
    async with discord_server() as server:
        server.faults.fail(PUT, 400)
        async with running(library, server):
            assert is_idle()
    assert puts(server) == 1
    assert "the commands are not registered" in caplog.text


async def test_a_store_that_fails_for_a_moment_is_asked_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = room.store.registrations.fingerprint
    broken = [StoreError("locked"), StoreError("locked")]

    async def fingerprint(platform: str, application: str) -> str | None:
        if broken:
            raise broken.pop()
        return await remembered(platform, application)

    monkeypatch.setattr(registration, "PAUSES", (0.0,))
    monkeypatch.setattr(room.store.registrations, "fingerprint", fingerprint)
    await room.store.registrations.remember("discord", str(client_of(room).application_id), "another")
    await room.restart()
    await until(lambda: registered(room) == 2, what="the commands registered")


async def test_nothing_is_tried_again_after_the_session(library: Library, discord_addresses: None) -> None:
    async with discord_server() as server:
        server.faults.fail(PUT, 503)
        async with running(library, server):
            assert not is_idle()
        assert is_idle()


async def test_a_doubt_is_heeded_again_after_a_while_and_other_errors_never(room: Room) -> None:
    client, now = client_of(room), [0.0]
    made = registration.Registration(client.tree, room.store.registrations, lambda: now[0])
    await made.begin(str(client.application_id))
    for at, error, expected in (
        (0.0, app_commands.AppCommandError("broken"), 1),
        (0.0, app_commands.CommandNotFound("story", []), 2),
        (599.0, app_commands.CommandNotFound("story", []), 2),
        (600.0, app_commands.CommandNotFound("story", []), 3),
    ):
        now[0] = at
        made.doubt(error)
        await until(is_idle, what="the end of it")
        assert registered(room) == expected
