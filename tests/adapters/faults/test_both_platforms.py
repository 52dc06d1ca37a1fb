"""Both platforms in one bot: what befalls one of them does not touch the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.serving import House
from bot.brief.library import Library
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.slack_server import SlackServer, slack_server
from tests.support.waiting import until
from tests.support.whole_bot import pulse, slack_command, slack_settings, whole_bot


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with discord_server() as server:
        yield server


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with slack_server() as server:
        yield server


@pytest.fixture
async def house(
    discord: DiscordServer, slack: SlackServer, library: Library, tmp_path: Path
) -> AsyncIterator[House]:
    async with whole_bot(library, tmp_path, discord.settings, slack_settings(slack)) as house:
        await until(lambda: pulse(house, "discord").connected and pulse(house, "slack").connected)
        yield house


async def test_slack_never_notices_that_discord_is_away(
    discord: DiscordServer, slack: SlackServer, house: House
) -> None:
    seen: list[bool] = []
    await discord.go_away()
    await until(lambda: not pulse(house, "discord").connected)
    for number in range(20):
        assert await slack_command(slack, "nk-russia timeline"), "not acknowledged"
        await until(lambda so_far=number: len(slack.seen_by()) > so_far)  # type: ignore[misc]
        seen.append(pulse(house, "slack").connected)
        report = await house.health.report()
        assert not report["ready"]
        assert report["live"]
        assert report["platforms"]["discord"]["trouble"]
    await discord.come_back()
    await until(lambda: pulse(house, "discord").connected, 40)
    assert all(seen)
    assert len(slack.sockets) == 1
    assert (await house.health.report())["ready"]
    answer = await (await discord.person().slash("brief", {"story": "nk-russia"})).answer()
    assert answer.text()


async def test_discord_never_notices_that_slack_is_away(
    discord: DiscordServer, slack: SlackServer, house: House
) -> None:
    slack.fail("apps.connections.open", *["drop"] * 1000)
    for socket in slack.sockets:
        await socket.close()
    await until(lambda: not pulse(house, "slack").connected)
    for _ in range(20):
        asked = await discord.person().slash("brief", {"story": "nk-russia", "view": "timeline"})
        assert "Timeline" in (await asked.answer()).text()
        assert pulse(house, "discord").connected
    assert not (await house.health.report())["ready"]
    slack.faults["apps.connections.open"].clear()
    await until(lambda: pulse(house, "slack").connected, 30)
    assert (discord.gateway.identified, discord.gateway.resumed) == (1, 0)
    assert await slack_command(slack, "nk-russia")
    await until(slack.seen_by)


async def test_a_wrong_token_of_one_does_not_keep_the_other_from_answering(
    discord: DiscordServer, slack: SlackServer, library: Library, tmp_path: Path
) -> None:
    wrong = slack_settings(slack) | {"SLACK_BOT_TOKEN": "xoxb-wrong"}
    async with whole_bot(library, tmp_path, discord.settings, wrong) as house:
        await until(lambda: pulse(house, "slack").trouble and pulse(house, "discord").connected)
        assert "SLACK_BOT_TOKEN" in pulse(house, "slack").trouble
        assert "xoxb-wrong" not in str(await house.health.report())
        assert await (await discord.person().slash("briefs")).answer()


async def test_both_answer_many_at_once(discord: DiscordServer, slack: SlackServer, house: House) -> None:
    people = [discord.person(f"reader {number}") for number in range(30)]
    commands = [slack_command(slack, "nk-russia claims") for _ in range(30)]
    acknowledged = asyncio.gather(*commands)
    asked = [await person.slash("brief", {"story": "nk-russia"}) for person in people]
    assert len({(await each.answer()).id for each in asked}) == 30
    assert all(await acknowledged)
    await until(lambda: house.desk.in_hand == 0)
    assert {message.channel for message in slack.seen_by()} == {"C1"}
