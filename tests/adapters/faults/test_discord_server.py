"""The stand-in for Discord, tried with a bare discord.py client: its gateway does what Discord's does."""

from __future__ import annotations

import discord
import pytest

from tests.support.discord_echo import SEES, connected
from tests.support.discord_server import discord_server
from tests.support.waiting import until


async def test_a_command_is_answered_where_everybody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server, connected(server, monkeypatch):
        answer = await (await server.person().slash("echo", {"words": "hello"})).answer()
        assert answer.text() == "hello"
        assert [message.text() for message in server.person("bob").sees()] == ["hello"]


async def test_a_private_answer_is_seen_by_the_asker_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server, connected(server, monkeypatch):
        ada = server.person("ada")
        await (await ada.slash("echo", {"words": "hush", "private": True})).answer()
        assert [message.text() for message in ada.sees()] == ["hush"]
        assert server.person("bob").sees() == []


async def test_a_button_changes_the_message_that_it_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server, connected(server, monkeypatch):
        ada = server.person()
        answer = await (await ada.slash("echo", {"words": "hello"})).answer()
        assert await (await ada.click(answer, "Again")).answer() is answer
        assert answer.text() == "changed"


async def test_the_client_lets_nobody_send_what_is_not_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server, connected(server, monkeypatch):
        for name, options in (("shout", {}), ("echo", {}), ("echo", {"words": "a", "loud": "b"})):
            with pytest.raises(AssertionError):
                await server.person().slash(name, options)


async def test_a_wrong_token_is_refused_at_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server:
        with pytest.raises(discord.LoginFailure):
            async with connected(server, monkeypatch, token="wrong"):
                pass


async def test_privileged_intents_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with connected(server, monkeypatch, intents=SEES | discord.Intents(message_content=True)):
                pass
        assert server.gateway.closed == [4014]


async def test_words_come_in_mentions_and_direct_messages_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server, connected(server, monkeypatch) as client:
        ada = server.person()
        await ada.say("overheard")
        await ada.mention("asked")
        await ada.directly().say("whispered")
        await until(lambda: len(client.heard) == 3)
        assert client.heard == ["", f"<@{server.world.bot.id}> asked", "whispered"]


async def test_a_lost_connection_is_resumed_with_what_was_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server, connected(server, monkeypatch) as client:
        await server.gateway.drop()
        await server.person().mention("while you were away")
        await until(lambda: client.heard)
        assert client.heard == [f"<@{server.world.bot.id}> while you were away"]
        assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


async def test_a_forgotten_session_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server, connected(server, monkeypatch):
        server.gateway.forget()
        await server.gateway.ask_to_reconnect()
        await until(lambda: server.gateway.identified == 2)
        assert server.gateway.resumed == 0


async def test_silence_is_noticed_as_a_dead_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    async with discord_server() as server:
        server.gateway.heartbeat = 0.2
        async with connected(server, monkeypatch, heartbeat_timeout=0.5) as client:
            server.gateway.silent = True
            await server.person().mention("anybody there?")
            await until(lambda: not server.gateway.connections or client.heard)
            server.gateway.silent = False
            await until(lambda: client.heard)
            assert server.gateway.resumed >= 1


async def test_a_server_that_is_gone_takes_no_connection_until_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with discord_server() as server, connected(server, monkeypatch) as client:
        await server.go_away()
        await server.gateway.wait_until(False)
        with pytest.raises((OSError, discord.HTTPException)):
            await client.fetch_channel(server.general.id)
        await server.come_back()
        await server.gateway.wait_until(True)
        assert (await client.fetch_channel(server.general.id)).id == server.general.id
