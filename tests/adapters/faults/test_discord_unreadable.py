"""What Discord may say that the bot, or its library, does not understand: it goes on all the same."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from adapters.serving import House
from tests.support.discord_faults import Fault, Faults
from tests.support.discord_server import DiscordServer
from tests.support.waiting import until
from tests.support.whole_bot import counted, pulse

CALLBACK = r"POST /interactions/.*/callback"
SECRET = "nobody may read this"
UNREADABLE: list[tuple[str, dict[str, Any]]] = [
    ("INTERACTION_CREATE", {"id": "1", "type": 5, "token": SECRET, "version": 1}),
    ("INTERACTION_CREATE", {"type": 2, "data": {"name": SECRET}}),
    ("MESSAGE_CREATE", {"id": "1", "content": SECRET}),
    ("MESSAGE_CREATE", {"attachments": None, "content": SECRET}),
    ("GUILD_CREATE", {"name": SECRET}),
    ("CHANNEL_UPDATE", {}),
    ("THREAD_CREATE", {"name": SECRET}),
]


@pytest.mark.parametrize(("event", "data"), UNREADABLE, ids=range(len(UNREADABLE)))
async def test_an_event_that_cannot_be_read_is_passed_over_in_the_same_session(
    discord: DiscordServer, house: House, caplog: pytest.LogCaptureFixture, event: str, data: dict[str, Any]
) -> None:
    ada = discord.person()
    await discord.gateway.dispatch(event, data)
    answer = await (await ada.slash("brief", {"story": "nk-russia"})).answer()
    assert "North Korea" in answer.text()
    assert discord.gateway.identified == 1
    assert pulse(house, "discord").connected
    assert f"cannot be read: {event}" in caplog.text
    assert SECRET not in caplog.text
    assert counted(house, "onrecord_errors_total", platform="discord", where="event") == 1


async def test_an_event_of_a_kind_that_nobody_knows_is_nothing_at_all(
    discord: DiscordServer, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await discord.gateway.dispatch("KITCHEN_SINK_CREATE", {"content": SECRET})
        assert (await (await discord.person().slash("briefs")).answer()).text()
    assert caplog.records == []


@pytest.mark.parametrize(
    "told", ["<html>slow down</html>", {}, {"retry_after": "soon"}, {"retry_after": 0.1}], ids=repr
)
async def test_a_limit_that_is_told_in_any_way_is_waited_for(
    discord: DiscordServer, house: House, told: object
) -> None:
    discord.faults.add(Fault(CALLBACK, "answer", 429, told, {"Via": "1.1 google", "Retry-After": "0.1"}))
    ada = discord.person()
    answer = await (await ada.slash("briefs")).answer()
    assert "Briefs" in answer.text()
    assert len(ada.sees()) == 1


@pytest.mark.parametrize(
    "happens",
    [
        lambda faults: faults.add(Fault(CALLBACK, "answer", 404, {"message": "Unknown", "code": 10062})),
        lambda faults: faults.fail(CALLBACK, 502),
        lambda faults: faults.lose(CALLBACK, accepted=True),
    ],
    ids=["too late", "502", "lost"],
)
async def test_completions_that_come_too_late_are_no_error_and_tell_nobodys_name(
    discord: DiscordServer,
    house: House,
    caplog: pytest.LogCaptureFixture,
    happens: Callable[[Faults], object],
) -> None:
    caplog.set_level(logging.INFO)
    ada = discord.person()
    happens(discord.faults)
    await ada.type("brief", "story", SECRET)
    await until(lambda: "completions were not taken" in caplog.text)
    assert not [record for record in caplog.records if record.levelno > logging.INFO]
    assert str(ada.user.id) not in caplog.text
    assert SECRET not in caplog.text
    assert "nk-russia" in await ada.autocomplete("brief", "story", "")


async def test_nobody_waits_for_an_hour(
    discord: DiscordServer, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    discord.faults.add(Fault(CALLBACK, "answer", 429, {"retry_after": 3600}, {"Via": "1.1 google"}, times=9))
    asked = await discord.person().slash("briefs")
    await until(lambda: counted(house, "onrecord_errors_total", platform="discord", where="deliver"))
    assert house.desk.in_hand == 0
    assert "Discord refuses it with status 429" in caplog.text
    assert asked.token not in caplog.text
