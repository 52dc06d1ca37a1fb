"""A Discord that is away for a while: the session is taken up again, and nothing said meanwhile is lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial

import pytest
from discord.backoff import ExponentialBackoff

from adapters.discord import platform as platforms
from adapters.discord.client import Client
from bot.brief.library import Library
from tests.support.discord_running import running
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.waiting import until

pytestmark = pytest.mark.usefixtures("discord_addresses")


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """What discord.py says of its attempts, which here follow each other at once."""
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.02)
    told: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.extend([record.getMessage()] if "Attempting a reconnect" in record.getMessage() else [])

    listener = Listener()
    logging.getLogger("discord.shard").addHandler(listener)
    yield told
    logging.getLogger("discord.shard").removeHandler(listener)


async def away(server: DiscordServer, attempts: list[str]) -> None:
    """Discord goes, and refuses several attempts to connect again."""
    await server.go_away()
    await until(lambda: len(attempts) >= 4, what="several refused attempts")


async def test_what_was_said_while_attempts_were_refused_is_answered_once(
    library: Library, attempts: list[str]
) -> None:
    async with discord_server() as server, running(library, server) as bot:
        await away(server, attempts)
        await server.person().mention("timeline nk-russia")
        await server.come_back()
        await until(lambda: server.person().sees(), what="the answer")
        await until(lambda: bot.turns == [False, True, False, True], what="the return")
        await server.person().directly().say("briefs")
        await until(lambda: server.person().directly().sees(), what="the answer to what came later")
        assert [message.text().count("Timeline") for message in server.person().sees()] == [1]
        assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


async def test_each_outage_is_survived_in_the_same_session(library: Library, attempts: list[str]) -> None:
    async with discord_server() as server, running(library, server) as bot:

        def answered(times: int) -> bool:
            return len(server.person().sees()) == times

        for outage in (1, 2, 3):
            attempts.clear()
            await away(server, attempts)
            await server.person().mention("timeline nk-russia")
            await server.come_back()
            await until(partial(answered, outage), what="the answer")
            await until(lambda: bot.pulse.connected, what="the return")
        assert (server.gateway.identified, server.gateway.resumed) == (1, 3)


async def test_a_session_that_discord_has_given_up_meanwhile_begins_anew(
    library: Library, attempts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(*_: object, **__: object) -> None:
        """discord.py waits 5 s before it identifies again."""

    monkeypatch.setattr(Client, "before_identify_hook", at_once)
    async with discord_server() as server, running(library, server) as bot:
        await away(server, attempts)
        server.gateway.forget()
        await server.come_back()
        await until(lambda: bot.turns == [False, True, False, True], what="the return")
        assert (server.gateway.identified, server.gateway.resumed) == (2, 0)
        assert (await (await server.person().slash("briefs")).answer()).text()


def test_a_session_is_given_up_only_when_discord_has_given_it_up_too() -> None:
    assert platforms.PATIENCE >= 180
