"""What a tampered client can send to the bot on Discord: everybody gets a kind answer, nobody is pinged."""

from __future__ import annotations

import logging

import pytest

from adapters.serving import House
from tests.support.discord_server import DiscordServer
from tests.support.waiting import until
from tests.support.whole_bot import counted

FORGED = (
    "o1:",
    "o1:@everyone",
    "o1:/brief nk-russia " + "x" * 75,
    "o1:/brief ../../etc/passwd",
    "o2:/brief nk-russia",
    "m1:0",
    "\u202eo1:/brief",
    "o1:/brief nk-russia page -1",
    "o1:<@1> [x](https://evil.example) `",
    "x" * 100,
    "{}",
)
TYPED = (
    "@everyone",
    "x" * 6000,
    "<@1>",
    "\u202e\u0000",
    "[a](http://b) **c** ||d||",
    "'; drop table post; --",
    " ",
)


@pytest.fixture(autouse=True)
def no_fault_is_logged(caplog: pytest.LogCaptureFixture, house: House) -> object:
    yield
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]
    for where in ("core", "deliver", "event", "interaction"):
        assert not counted(house, "onrecord_errors_total", platform="discord", where=where)


@pytest.mark.parametrize("coded", FORGED)
async def test_a_forged_button_or_menu_is_answered_kindly(
    discord: DiscordServer, house: House, coded: str
) -> None:
    ada, bob = discord.person(), discord.person("bob")
    message = await (await ada.slash("brief", {"story": "nk-russia"})).answer()
    before = message.text()
    for forged in (
        await bob.forge(coded, message=message),
        await bob.forge("m1:0", message=message, values=[coded]),
        await bob.forge("m1:0", message=message, values=[]),
    ):
        answer = await forged.answer()
        assert answer.only is bob.user
        assert answer.text().strip()
        assert "went wrong" not in answer.text()
    assert message.text() == before


async def test_a_forged_button_does_not_touch_the_askers_own_message_when_it_means_nothing(
    discord: DiscordServer, house: House
) -> None:
    ada = discord.person()
    message = await (await ada.slash("brief", {"story": "nk-russia"})).answer()
    before = message.text()
    answer = await (await ada.forge("o7:whatever", message=message)).answer()
    assert answer.only is ada.user
    assert message.text() == before


@pytest.mark.parametrize("typed", TYPED, ids=range(len(TYPED)))
async def test_anything_may_be_typed_into_an_option(discord: DiscordServer, house: House, typed: str) -> None:
    ada = discord.person()
    assert len(await ada.autocomplete("brief", "story", typed)) <= 25
    assert len(await ada.autocomplete("who-said-what", "speaker", typed, story=typed)) <= 25
    assert len(await ada.autocomplete("who-said-what", "about", typed, story="nk-russia")) <= 25
    for options in ({"story": typed}, {"story": "nk-russia", "speaker": typed, "about": typed}):
        answer = await (await ada.slash("who-said-what", options)).answer()
        assert "went wrong" not in answer.text()
        assert len(answer.text()) < 4000


async def test_a_very_long_message_is_answered(discord: DiscordServer, house: House) -> None:
    ada = discord.person()
    await ada.mention("@everyone " * 400)
    await until(lambda: ada.sees() and house.desk.in_hand == 0)
    assert "went wrong" not in ada.sees()[0].text()


async def test_nobody_is_answered_who_does_not_speak_to_the_bot(discord: DiscordServer, house: House) -> None:
    ada = discord.person()
    await ada.say("brief nk-russia")
    await ada.say("@everyone brief nk-russia")
    answer = await (await ada.slash("briefs")).answer()
    thanks = await ada.say("thanks", to=answer)  # a reply pings the bot, and is therefore meant for it
    await until(lambda: any(each.reference is thanks for each in ada.sees()) and house.desk.in_hand == 0)
    assert len(ada.sees()) == 2
