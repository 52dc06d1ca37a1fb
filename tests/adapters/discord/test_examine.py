"""What `onrecord doctor` finds on Discord."""

from __future__ import annotations

import sys
from collections.abc import Callable
from subprocess import run
from typing import Any

import pytest

from adapters.discord.examine import examine
from adapters.finding import Finding
from bot.brief.library import Library
from bot.storage.memory import MemoryStore
from tests.support.discord_running import running, settings_of
from tests.support.discord_server import TOKEN, DiscordServer, discord_server


async def findings(server: DiscordServer, **changed: str) -> list[Finding]:
    found = list(await examine(settings_of(server, **changed)))
    for finding in found:
        assert finding.mend or finding.level == "ok", "what is wrong can be mended"
        assert TOKEN not in finding.message + finding.mend
    return found


def told(found: list[Finding], level: str) -> str:
    return "\n".join(finding.message for finding in found if finding.level == level)


async def test_a_bot_that_has_not_run_yet_lacks_nothing_but_its_commands() -> None:
    async with discord_server() as server:
        found = await findings(server)
    assert told(found, "fail") == ""
    assert told(found, "warn") == "no commands are registered yet"
    assert "the token is that of" in told(found, "ok")
    assert "none of its intents is privileged" in told(found, "ok")
    assert server.gateway_url in told(found, "ok")


async def test_after_a_run_all_is_well(library: Library, discord_addresses: None) -> None:
    async with discord_server() as server:
        async with running(library, server):
            pass
        found = await findings(server)
    assert told(found, "warn") == told(found, "fail") == ""
    assert "8 commands are registered and up to date" in told(found, "ok")


@pytest.mark.parametrize(
    "change",
    [
        lambda brief: brief.update(description="What was it again"),
        lambda brief: brief.update(name="story"),
        lambda brief: brief.update(contexts=[0]),
        lambda brief: brief.update(contexts=None),
        lambda brief: brief.update(integration_types=[0]),
        lambda brief: brief.update(options=[]),
        lambda brief: brief.update(default_member_permissions="16"),
        lambda brief: brief["options"][0].update(type=4),
        lambda brief: brief["options"][0].update(required=True),
        lambda brief: brief["options"][0].update(description="Which"),
        lambda brief: brief["options"][0].pop("autocomplete"),
        lambda brief: brief["options"][1]["choices"].pop(),
        lambda brief: brief["options"][1]["choices"][0].update(value="overview"),
        lambda brief: brief["options"].reverse(),
        lambda brief: brief.clear(),
    ],
)
async def test_commands_of_another_version_are_noticed(
    library: Library, discord_addresses: None, change: Callable[[Any], Any]
) -> None:
    async with discord_server() as server:
        async with running(library, server, MemoryStore()):
            pass
        change(server.world.commands[1])
        found = await findings(server)
    assert told(found, "warn") == "the registered commands are those of another version"


async def test_what_discord_adds_and_how_it_orders_commands_makes_no_other_version(
    library: Library, discord_addresses: None
) -> None:
    async with discord_server() as server:
        async with running(library, server, MemoryStore()):
            pass
        server.world.commands.reverse()
        for command in server.world.commands:
            command |= {"name_localizations": None, "contexts": command["contexts"][::-1], "handler": 1}
            for option in command["options"]:
                del option["required"]
        found = await findings(server)
    assert "up to date" in told(found, "ok")


async def test_a_token_that_discord_does_not_know_is_said_without_showing_it() -> None:
    async with discord_server() as server:
        found = await findings(server, DISCORD_TOKEN="MTIz.wrong.token")
    assert told(found, "fail") == "Discord does not know the token"
    assert "wrong" not in str(found)


@pytest.mark.parametrize(
    ("status", "level", "message"),
    [
        (500, "fail", "Discord answers with status 500"),
        (429, "warn", "Discord asks for fewer requests"),
    ],
)
async def test_a_discord_in_trouble_is_told_as_such(status: int, level: str, message: str) -> None:
    async with discord_server() as server:
        server.faults.fail("GET /users/@me", status)
        assert told(await findings(server), level) == message


async def test_a_wrong_address_is_told_with_the_address() -> None:
    async with discord_server() as server:
        pass
    found = await findings(server)
    assert told(found, "fail").startswith(f"{server.api_url} cannot be reached")


@pytest.mark.parametrize(
    "path", ["/users/@me", "/applications/@me", "/gateway/bot", "/applications/[0-9]+/commands"]
)
async def test_something_else_at_the_address_is_no_crash(path: str) -> None:
    async with discord_server() as server:
        server.faults.fail(f"GET {path}", 200)
        assert await findings(server)


def test_the_doctor_does_without_discord_py() -> None:
    line = "import sys, adapters.discord.examine, adapters.discord.invite; sys.exit('discord' in sys.modules)"
    assert run([sys.executable, "-c", line], check=False).returncode == 0
