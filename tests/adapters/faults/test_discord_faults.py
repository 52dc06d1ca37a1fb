"""The whole bot on Discord while things go wrong: everybody is answered, once, and health tells the truth."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.serving import House
from bot.brief.library import Library
from bot.query.request import Place
from tests.support.discord_interactions import Interaction
from tests.support.discord_people import Person
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.waiting import until
from tests.support.whole_bot import counted, pulse, whole_bot

POST = r"POST /channels/\d+/messages"
CALLBACK = r"POST /interactions/.*/callback"


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with discord_server() as server:
        yield server


@asynccontextmanager
async def connected(discord: DiscordServer, library: Library, folder: Path) -> AsyncIterator[House]:
    async with whole_bot(library, folder, discord.settings) as house:
        await discord.gateway.wait_until(True)
        yield house


@pytest.fixture
async def house(discord: DiscordServer, library: Library, tmp_path: Path) -> AsyncIterator[House]:
    async with connected(discord, library, tmp_path) as house:
        yield house


def said(person: Person, words: str = "") -> list[str]:
    return [message.text() for message in person.sees() if words in message.text()]


async def test_a_wrong_token_is_told_in_words_and_nothing_else_is_tried(
    discord: DiscordServer, library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = {**discord.settings, "DISCORD_TOKEN": "MTIz.wrong.token"}
    async with whole_bot(library, tmp_path, wrong) as house:
        await until(lambda: pulse(house, "discord").trouble)
        report = await house.health.report()
    assert (report["live"], report["ready"], report["store"]) == (True, False, True)
    assert "DISCORD_TOKEN" in report["platforms"]["discord"]["trouble"]
    assert discord.rest.unauthorised == 1
    assert discord.gateway.identified == 0
    assert "MTIz.wrong.token" not in caplog.text


async def test_refused_intents_are_told_in_words(library: Library, tmp_path: Path) -> None:
    async with (
        discord_server(intents_refused=(1 << 26) - 1) as server,
        whole_bot(library, tmp_path, server.settings) as house,
    ):
        await until(lambda: "intents" in pulse(house, "discord").trouble)
        assert set(server.gateway.closed) == {4014}


async def test_a_lost_connection_comes_back_and_answers_what_was_asked_meanwhile(
    discord: DiscordServer, house: House
) -> None:
    await until(lambda: pulse(house, "discord").connected)
    await discord.gateway.drop()
    ada = discord.person()
    await ada.mention("timeline nk-russia")
    await until(lambda: said(ada, "Timeline"))
    await until(lambda: pulse(house, "discord").connected)
    assert discord.gateway.identified == 1


async def test_while_discord_is_away_the_health_page_says_so_and_then_that_it_is_back(
    discord: DiscordServer, house: House
) -> None:
    await until(lambda: pulse(house, "discord").connected)
    await discord.go_away()
    await until(lambda: not pulse(house, "discord").connected)
    assert not (await house.health.report())["ready"]
    assert pulse(house, "discord").trouble
    await discord.come_back()
    await until(lambda: pulse(house, "discord").connected, 40)
    assert (await house.health.report())["ready"]
    answer = await (await discord.person().slash("brief", {"story": "nk-russia"})).answer()
    assert "North Korea" in answer.text()


@pytest.mark.parametrize(
    "happens",
    [
        lambda faults: faults.fail(POST, 502),
        lambda faults: faults.fail(POST, 503),
        lambda faults: faults.limit(POST, 0.3),
        lambda faults: faults.limit(POST, 0.3, everywhere=True),
        lambda faults: faults.lose(POST, accepted=False),
        lambda faults: faults.lose(POST, accepted=True),
        lambda faults: faults.delay(POST, 0.5),
    ],
    ids=["502", "503", "429", "429 of the bot", "lost before", "lost after", "late"],
)
async def test_a_mention_is_answered_exactly_once(
    discord: DiscordServer, house: House, happens: Callable[..., object]
) -> None:
    happens(discord.faults)
    ada = discord.person()
    await ada.mention("who said what nk-russia")
    await until(lambda: said(ada, "Who said what") and house.desk.in_hand == 0)
    first = said(ada, "Who said what")
    assert len(first) == len(set(first))
    assert len({message.nonce for message in ada.sees()}) == len(ada.sees())


@pytest.mark.parametrize(
    "happens",
    [
        lambda faults: faults.fail(CALLBACK, 500),
        lambda faults: faults.fail(CALLBACK, 503),
        lambda faults: faults.fail(CALLBACK, 502, times=2),
        lambda faults: faults.fail(CALLBACK, 504, accepted=True),
        lambda faults: faults.limit(CALLBACK, 0.3),
        lambda faults: faults.lose(CALLBACK, accepted=False),
        lambda faults: faults.lose(CALLBACK, accepted=True),
        lambda faults: faults.delay(CALLBACK, 0.5),
    ],
    ids=["500", "503", "502 twice", "504 after", "429", "lost before", "lost after", "late"],
)
async def test_a_command_is_answered_exactly_once_and_is_on_the_ledger(
    discord: DiscordServer, house: House, happens: Callable[..., object]
) -> None:
    happens(discord.faults)
    ada = discord.person()
    asked = await ada.slash("brief", {"story": "nk-russia", "view": "timeline"})
    answer = await asked.answer()
    await until(lambda: house.desk.in_hand == 0)
    assert len(said(ada, "Timeline")) == 1
    assert asked.followups == []
    place = Place(platform="discord", tenant=str(discord.world.guild), channel=str(ada.channel.id))
    post = await house.store.ledger.find(place, str(answer.id))
    assert post
    assert (post.story, post.asker) == ("nk-russia", str(ada.user.id))
    assert post.items
    await (await ada.click(answer, "Claims")).answer()
    assert "Claims" in answer.text()


@pytest.mark.parametrize("code", [50013, 50001])
async def test_a_channel_that_refuses_the_answer_is_logged_and_counted(
    discord: DiscordServer, house: House, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    discord.faults.forbid(POST, code)
    with caplog.at_level(logging.WARNING):
        await discord.person().mention("brief nk-russia")
        await until(lambda: counted(house, "onrecord_errors_total", platform="discord", where="deliver"))
    assert str(code) in caplog.text
    assert "brief nk-russia" not in caplog.text
    assert discord.person().sees() == []
    await discord.person().mention("brief nk-russia")
    await until(lambda: discord.person().sees())


async def test_an_interaction_that_came_too_late_is_given_up(
    discord: DiscordServer, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    ada = discord.person()
    ada.late = 3.5
    await ada.slash("brief", {"story": "nk-russia"})
    await until(lambda: counted(house, "onrecord_errors_total", platform="discord", where="deliver"))
    assert ada.sees() == []
    assert "Traceback" not in caplog.text
    ada.late = 0.0
    assert (await (await ada.slash("brief", {"story": "nk-russia"})).answer()).text()


async def test_after_a_restart_old_buttons_work_and_nothing_is_registered_again(
    discord: DiscordServer, library: Library, tmp_path: Path
) -> None:
    ada, bob = discord.person(), discord.person("bob")
    async with connected(discord, library, tmp_path):
        answer = await (await ada.slash("brief", {"story": "nk-russia"})).answer()
        asked = await ada.mention("claims nk-russia")
        await until(lambda: said(ada, "Claims"))
    spoken = next(message for message in reversed(ada.sees()) if "Glossary" in message.labels())
    discord.world.clock.advance(200 * 86_400)
    async with connected(discord, library, tmp_path) as house:
        assert await (await ada.click(answer, "Timeline")).answer() is answer
        assert "Timeline" in answer.text()
        before = answer.text()
        other = await (await bob.click(answer, "Sources")).answer()
        assert other is not answer
        assert other.only is bob.user
        assert answer.text() == before
        await answered_in_place(ada.click, spoken, "Glossary")
        await ada.repeat(asked)
        count = len(ada.sees())
        await ada.mention("glossary nk-russia")
        await until(lambda: len(ada.sees()) > count and house.desk.in_hand == 0)
        assert len(ada.sees()) == count + 1
    assert discord.channels.overwrites == 1


async def answered_in_place(
    click: Callable[..., Awaitable[Interaction]], message: object, button: str
) -> None:
    """The asker of a mention, whom only the ledger knows, changes the answer itself."""
    assert await (await click(message, button)).answer() is message


async def test_a_message_told_twice_at_once_is_answered_once(discord: DiscordServer, house: House) -> None:
    ada = discord.person()
    asked = await ada.mention("glossary nk-russia")
    for _ in range(5):
        await ada.repeat(asked)
    await ada.directly().say("glossary nk-russia")
    await until(lambda: ada.directly().sees() and house.desk.in_hand == 0)
    assert len(said(ada, "Glossary")) == 1
