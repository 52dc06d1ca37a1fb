"""What Slack tells of the bot's access, over both transports."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

from bot.brief.library import Library
from bot.query.request import Place
from tests.support.access import Heard
from tests.support.slack_server import TEAM, SlackServer
from tests.support.slack_world import Transport, World, world

HERE = Place(platform="slack", tenant=TEAM, channel="C1")


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
async def made(
    slack: SlackServer, transport: Transport, library: Library, heard: Heard
) -> AsyncIterator[World]:
    async with world(slack, transport, library, access=heard) as running:
        assert heard.told == [("returned", ("slack", TEAM))]
        heard.told.clear()
        yield running


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"type": "channel_archive", "channel": "C1", "user": "U2"}, ("lost", HERE)),
        ({"type": "group_archive", "channel": "C1", "user": "U2"}, ("lost", HERE)),
        ({"type": "channel_deleted", "channel": "C1"}, ("lost", HERE)),
        ({"type": "group_deleted", "channel": "C1"}, ("lost", HERE)),
        ({"type": "channel_left", "channel": "C1", "actor_id": "U2"}, ("lost", HERE)),
        ({"type": "group_left", "channel": "C1", "actor_id": "U2"}, ("lost", HERE)),
        ({"type": "channel_unarchive", "channel": "C1", "user": "U2"}, ("back", HERE)),
        ({"type": "group_unarchive", "channel": "C1", "user": "U2"}, ("back", HERE)),
        ({"type": "member_joined_channel", "channel": "C1", "user": "UBOT"}, ("back", HERE)),
        ({"type": "app_uninstalled"}, ("departed", ("slack", TEAM))),
        ({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT"]}}, ("departed", ("slack", TEAM))),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_concerns_the_bot_is_passed_on(
    made: World, heard: Heard, event: dict[str, object], told: tuple[str, object]
) -> None:
    await made.event(event)
    await made.idle()
    assert heard.told == [told]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "member_joined_channel", "channel": "C1", "user": "U2"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U2"], "bot": []}},
        {"type": "tokens_revoked", "tokens": {"bot": "UBOT"}},
        {"type": "tokens_revoked"},
        {"type": "channel_archive"},
        {"type": "channel_left", "channel": {"id": "C1"}},
        {"type": "channel_left", "channel": "<!channel>"},
    ],
    ids=str,
)
async def test_what_does_not_concern_it_or_makes_no_sense_changes_nothing(
    made: World, heard: Heard, event: dict[str, object]
) -> None:
    await made.event(event)
    await made.idle()
    assert heard.told == []


async def test_a_store_that_fails_is_logged_and_slack_is_answered(
    made: World, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    heard.failing = True
    await made.event({"type": "channel_archive", "channel": "C1"})
    await made.idle()
    (record,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert "channel_archive is not noted: the disk is full" in record.getMessage()


async def test_a_store_that_fails_at_the_start_does_not_keep_the_bot_out(
    slack: SlackServer, library: Library, heard: Heard
) -> None:
    heard.failing = True
    async with world(slack, "socket", library, access=heard) as running:
        await running.command("nk-russia")
        await running.answered()
