"""The platform over real sockets: connecting, being turned away, losing the connection, leaving."""

from __future__ import annotations

import pytest

from adapters.discord import platform as platforms
from adapters.discord.client import Client
from adapters.platform import Refused
from bot.brief.library import Library
from tests.support.discord_running import Running, running, settings_of
from tests.support.discord_server import discord_server
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("discord_addresses")


async def test_it_connects_answers_and_leaves_when_cancelled(library: Library) -> None:
    async with discord_server() as server:
        async with running(library, server) as bot:
            assert bot.turns == [False, True]
            assert bot.pulse.last_event is not None
            answer = await (await server.person().slash("brief", {"story": "nk-russia"})).answer()
            assert "North Korea denies" in answer.text()
            assert await (await server.person().click(answer, "Timeline")).answer() is answer
            assert "Timeline" in answer.text()
        assert bot.turns == [False, True, False]
        assert not server.gateway.ready


async def test_a_token_that_discord_does_not_know_is_refused_in_words(library: Library) -> None:
    async with discord_server() as server:
        bot = Running(library, settings_of(server, DISCORD_TOKEN="MTIz.of.another"))
        with pytest.raises(Refused, match="Discord does not know the token in DISCORD_TOKEN") as refused:
            await bot.platform.run()
        assert "of.another" not in str(refused.value)
        assert not bot.pulse.connected


@pytest.mark.parametrize("code", sorted(platforms.FATAL))
async def test_a_close_code_that_no_reconnecting_mends_is_refused_in_words(
    library: Library, code: int
) -> None:
    async with discord_server() as server, running(library, server) as bot:
        await server.gateway.drop(code)
        with pytest.raises(Refused) as refused:
            await bot.task
        assert str(refused.value) == platforms.FATAL[code]
        assert not bot.pulse.connected


async def test_a_lost_connection_is_told_at_once_and_comes_back_by_itself(library: Library) -> None:
    async with discord_server() as server, running(library, server) as bot:
        await server.gateway.drop()
        await until(lambda: bot.turns == [False, True, False, True], what="the loss and the return")
        assert bot.pulse.trouble == ""
        assert (await (await server.person().slash("briefs")).answer()).text()


async def test_a_session_is_resumed_and_what_came_meanwhile_is_answered_once(library: Library) -> None:
    async with discord_server() as server, running(library, server) as bot:
        await server.gateway.ask_to_reconnect()
        await until(lambda: server.gateway.resumed == 1, what="a resumed session")
        await until(lambda: bot.turns == [False, True, False, True], what="the return")
        message = await server.person().mention("briefs")
        await server.person().repeat(message)
        await until(lambda: server.person().sees(), what="an answer")
        await server.person().directly().say("briefs")
        await until(lambda: server.person().directly().sees(), what="the answer to what came later")
        assert len(server.person().sees()) == 1


async def test_a_session_that_cannot_be_resumed_begins_anew(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(*_: object, **__: object) -> None:
        """discord.py waits 5 s before it identifies again."""

    monkeypatch.setattr(Client, "before_identify_hook", at_once)
    async with discord_server() as server, running(library, server) as bot:
        server.gateway.forget()
        await server.gateway.ask_to_reconnect()
        await until(lambda: server.gateway.identified == 2, what="a new session")
        await until(lambda: bot.turns == [False, True, False, True], what="the return")


async def test_each_run_is_a_session_of_its_own(library: Library) -> None:
    async with discord_server() as server:
        async with running(library, server) as first:
            answer = await (await server.person().slash("briefs")).answer()
        async with running(library, server, first.store):
            assert await (await server.person().click(answer, "Help")).answer() is not answer
        puts = [call for call in server.rest.calls if call.method == "PUT"]
        assert len(puts) == 1, "the commands have not changed"


async def test_silence_ends_a_session_so_that_the_runner_begins_anew(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platforms, "LOOK", 0.01)
    async with discord_server() as server, running(library, server) as bot:
        monkeypatch.setattr(platforms, "PATIENCE", 0.5)
        await server.go_away()
        await until(lambda: not bot.pulse.connected, what="the loss to be told")
        assert "lost" in bot.pulse.trouble
        with pytest.raises(ConnectionError, match="nothing heard from Discord"):
            await bot.task
        await server.come_back()


async def test_a_server_that_is_not_there_is_no_refusal(library: Library) -> None:
    async with discord_server() as server:
        settings = settings_of(server)
    bot = Running(library, settings)
    with pytest.raises(Exception, match="Cannot connect") as failed:
        await bot.platform.run()
    assert not isinstance(failed.value, Refused)


async def test_somebody_who_brought_the_app_along_gets_answers_that_cannot_be_edited_later(
    library: Library,
) -> None:
    async with discord_server() as server, running(library, server) as bot:
        asked = await server.person().slash("briefs", of_user=True)
        assert (await asked.answer()).text()
        await until(lambda: bot.store.ledger._posts, what="the ledger")
        [post] = bot.store.ledger._posts
        assert not post.editable


async def test_a_dropped_answer_to_a_mention_is_posted_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.mentions.PAUSES", (0, 0, 0))
    async with discord_server() as server, running(library, server) as bot:
        server.faults.lose("POST /channels/.*/messages", accepted=True)
        server.faults.lose("POST /channels/.*/messages", accepted=False)
        await server.person().mention("briefs")
        await until(lambda: bot.store.ledger._posts, what="the ledger")
        [message] = server.person().sees()
        assert bot.store.ledger._posts[0].message == str(message.id)


async def test_a_dropped_response_is_given_once_and_known(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.answer.PAUSES", (0, 0))
    async with discord_server() as server, running(library, server) as bot:
        server.faults.lose("POST /interactions/.*", accepted=True)
        answer = await (await server.person().slash("briefs")).answer()
        await until(lambda: bot.store.ledger._posts, what="the ledger")
        assert bot.store.ledger._posts[0].message == str(answer.id)
        assert [message.id for message in server.person().sees()] == [answer.id]
