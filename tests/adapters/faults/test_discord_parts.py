"""A long answer of several messages on Discord, while something goes wrong in the middle of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.serving import House
from bot.query.request import Place
from tests.support.discord_faults import Faults
from tests.support.discord_server import DiscordServer
from tests.support.discord_world import EXTERNAL_APPS
from tests.support.waiting import until
from tests.support.whole_bot import pulse

FOLLOWUP = r"POST /webhooks/\d+/[^/]+"
POST = r"POST /channels/\d+/messages"


async def on_ledger(house: House, discord: DiscordServer) -> list[int]:
    """The numbers within their reply of those messages that everybody sees and the ledger has."""
    place = Place(platform="discord", tenant=str(discord.world.guild), channel=str(discord.general.id))
    found = [
        await house.store.ledger.find(place, str(each.id)) for each in discord.world.seen(discord.general)
    ]
    return [post.part for post in found if post]


@pytest.mark.parametrize(
    "happens",
    [
        lambda faults: faults.fail(FOLLOWUP, 502),
        lambda faults: faults.fail(FOLLOWUP, 503),
        lambda faults: faults.limit(FOLLOWUP, 0.3),
        lambda faults: faults.delay(FOLLOWUP, 0.5),
    ],
    ids=["502", "503", "429", "late"],
)
async def test_all_parts_come_once_and_in_order(
    discord: DiscordServer, house: House, happens: Callable[[Faults], object]
) -> None:
    ada = discord.person()
    whole = await ada.slash("who-said-what", {"story": "nk-russia"})
    await until(lambda: len(ada.sees()) > 1 and house.desk.in_hand == 0)
    expected = [message.text() for message in ada.sees()]
    assert (await whole.answer()).text() == expected[0]
    happens(discord.faults)
    await ada.slash("who-said-what", {"story": "nk-russia"})
    await until(lambda: len(ada.sees()) == 2 * len(expected) and house.desk.in_hand == 0)
    assert [message.text() for message in ada.sees()] == 2 * expected
    assert await on_ledger(house, discord) == 2 * list(range(len(expected)))


@pytest.mark.parametrize(
    "happens",
    [
        lambda faults: faults.lose(FOLLOWUP, accepted=True),
        lambda faults: faults.lose(FOLLOWUP, accepted=False),
        lambda faults: faults.fail(FOLLOWUP, 500, accepted=True),
        lambda faults: faults.fail(FOLLOWUP, 504, accepted=True),
        lambda faults: faults.limit(FOLLOWUP, 3600),
    ],
    ids=["lost after", "lost before", "500", "504", "an hour's wait"],
)
async def test_a_part_that_may_be_there_is_not_sent_again_and_the_ledger_has_what_came_before(
    discord: DiscordServer, house: House, happens: Callable[[Faults], object]
) -> None:
    happens(discord.faults)
    ada = discord.person()
    asked = await ada.slash("who-said-what", {"story": "nk-russia"})
    await asked.answer()
    await until(lambda: house.desk.in_hand == 0)
    texts = [message.text() for message in ada.sees()]
    assert len(texts) == len(set(texts))
    assert await on_ledger(house, discord) == [0]


async def test_a_mention_keeps_its_parts_in_order_when_one_is_refused_for_a_while(
    discord: DiscordServer, house: House
) -> None:
    discord.rest.per_channel = (1, 0.4)
    ada = discord.person()
    await ada.mention("who said what nk-russia")
    await until(lambda: len(ada.sees()) > 1 and house.desk.in_hand == 0)
    assert await on_ledger(house, discord) == list(range(len(ada.sees())))


async def test_an_app_brought_along_says_no_more_than_it_may(discord: DiscordServer, house: House) -> None:
    discord.general.theirs &= ~EXTERNAL_APPS
    ada = discord.person()
    asked = await ada.slash("who-said-what", {"story": "nk-russia"}, of_user=True)
    await asked.answer()
    await until(lambda: house.desk.in_hand == 0)
    assert 1 <= len(ada.sees()) <= 6
    assert discord.person("bob").sees() == []
    assert not any(call.status == 400 for call in discord.rest.calls)


@pytest.mark.parametrize("slow", [False, True], ids=["at once", "deferred"])
async def test_what_discord_hides_from_the_others_is_not_on_the_ledger(
    discord: DiscordServer, house: House, slow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.answer.PATIENCE", 0 if slow else 10)
    discord.general.theirs &= ~EXTERNAL_APPS
    ada = discord.person()
    asked = await ada.slash("who-said-what", {"story": "nk-russia"}, of_user=True)
    await asked.answer()
    await until(lambda: house.desk.in_hand == 0)
    place = Place(platform="discord", tenant=str(discord.world.guild), channel=str(discord.general.id))
    assert ada.sees()
    assert [await house.store.ledger.find(place, str(each.id)) for each in ada.sees()] == [None] * len(
        ada.sees()
    )


async def test_what_was_said_while_the_server_was_unknown_is_on_the_ledger_under_that_server(
    discord: DiscordServer, house: House
) -> None:
    await until(lambda: pulse(house, "discord").connected)
    await discord.gateway.dispatch("GUILD_DELETE", {"id": str(discord.world.guild)})
    thread = discord.world.thread("ships", discord.general)
    for person in (discord.person(), discord.person(channel=thread)):
        await person.mention("brief nk-russia")
        await until(lambda: bool(discord.world.seen(person.channel)) and house.desk.in_hand == 0)  # noqa: B023
    assert await on_ledger(house, discord) == [0]
    [root] = discord.world.seen(discord.general)
    for id in (str(thread.id), str(root.id)):
        inside = Place(platform="discord", tenant=str(discord.world.guild), channel=id, thread=id)
        assert await house.store.ledger.story_in(inside) == "nk-russia"


async def test_a_token_that_is_withdrawn_meanwhile_is_told_in_words(
    discord: DiscordServer, house: House
) -> None:
    await until(lambda: pulse(house, "discord").connected)
    discord.world.token = "another"
    await discord.gateway.drop()
    await until(lambda: "DISCORD_TOKEN" in pulse(house, "discord").trouble)
    report = await house.health.report()
    assert (report["live"], report["ready"]) == (True, False)
    assert discord.gateway.closed[0] == 4004
