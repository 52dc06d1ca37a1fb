"""Registering the commands: when they have changed, and only then."""

from __future__ import annotations

import pytest

from adapters.discord import registration
from adapters.discord.client import Client
from tests.support.discord_room import Room

APPLICATION_COMMANDS = ("PUT", "/commands")


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
