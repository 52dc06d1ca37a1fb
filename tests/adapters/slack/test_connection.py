"""The connection to Slack: who is let in, what the health page says, and what ends it."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator

import pytest

from adapters.desk import Desk
from adapters.platform import Refused
from adapters.slack.platform import SlackPlatform
from bot.brief.library import Library
from bot.config import Secret, Settings
from bot.errors import UsageError
from bot.service import Bot
from bot.storage.memory import MemoryStore
from bot.telemetry.health import Pulse
from bot.telemetry.metrics import Metrics
from tests.support.slack_server import APP_TOKEN, BOT_TOKEN, SlackServer
from tests.support.slack_world import Transport, World, settings_for, until, world

STAND_INS = ("aiohttp.access", "uvicorn")  # the logs of Slack and of the web server


@pytest.fixture
async def over_socket(slack: SlackServer, library: Library) -> AsyncIterator[World]:
    async with world(slack, "socket", library, ping=0.3) as made:
        yield made


def platform(settings: Settings, library: Library, pulse: Pulse | None = None) -> SlackPlatform:
    store = MemoryStore()
    desk = Desk(Bot(library, store.ledger), Metrics())
    return SlackPlatform(settings, desk, pulse or Pulse("slack"), store.seen, ping=0.05, check=0.05)


async def test_it_is_up_when_slack_says_hello_and_down_in_the_end(
    slack: SlackServer, library: Library, transport: Transport
) -> None:
    async with world(slack, transport, library) as made:
        assert made.pulse.connected
    assert not made.pulse.connected


async def test_without_a_hello_it_is_not_up(slack: SlackServer, library: Library) -> None:
    slack.greets = False
    pulse = Pulse("slack")
    running = asyncio.create_task(platform(settings_for(slack, "socket"), library, pulse).run())
    await until(lambda: slack.sockets)
    assert not pulse.connected
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked", "not_authed"])
async def test_a_token_that_slack_does_not_take_is_refused(
    slack: SlackServer, library: Library, transport: Transport, error: str
) -> None:
    slack.fail("auth.test", error)
    with pytest.raises(Refused, match=error):
        await platform(settings_for(slack, transport), library).run()


async def test_an_app_token_without_its_scope_is_refused(slack: SlackServer, library: Library) -> None:
    slack.app_scopes.clear()
    with pytest.raises(Refused, match=r"SLACK_APP_TOKEN.*missing_scope"):
        await platform(settings_for(slack, "socket"), library).run()


async def test_a_token_taken_back_ends_it(slack: SlackServer, library: Library) -> None:
    pulse = Pulse("slack")
    running = asyncio.create_task(platform(settings_for(slack, "http"), library, pulse).run())
    await until(lambda: pulse.connected)
    slack.tokens.discard(BOT_TOKEN)
    with pytest.raises(Refused, match="invalid_auth"):
        await asyncio.wait_for(running, 5)
    assert not pulse.connected


async def test_over_http_the_health_page_knows_when_slack_does_not_answer(
    slack: SlackServer, library: Library
) -> None:
    async with world(slack, "http", library) as made:
        slack.fail("auth.test", "drop", "500")
        await until(lambda: not made.pulse.connected)
        assert made.pulse.trouble.startswith("Slack does not answer")
        await until(lambda: made.pulse.connected)
        assert made.pulse.latency is not None


async def test_an_app_token_taken_back_ends_it_too(over_socket: World) -> None:
    over_socket.slack.tokens.discard(APP_TOKEN)
    await over_socket.slack.sockets[-1].close()
    await until(lambda: over_socket.platform._connection is None)
    assert not over_socket.pulse.connected


@pytest.mark.parametrize(
    ("fault", "told"), [("500", "http_500"), ("drop", "disconnected"), ("ratelimited", "(ratelimited)")]
)
async def test_trouble_on_slacks_side_is_for_another_attempt_and_no_fault_of_ours(
    slack: SlackServer, library: Library, fault: str, told: str
) -> None:
    slack.fail("auth.test", fault)
    with pytest.raises(ConnectionError, match=f"^Slack does not answer.*{re.escape(told)}"):
        await platform(settings_for(slack, "http"), library).run()


async def test_a_closed_socket_is_told_and_opened_again(over_socket: World) -> None:
    last = over_socket.pulse.changed
    await over_socket.slack.sockets[-1].close()
    await until(lambda: over_socket.pulse.changed > last and over_socket.pulse.connected)
    assert len(over_socket.slack.sockets) == 2
    await over_socket.command("nk-russia")
    await over_socket.answered()


async def test_while_slack_is_gone_it_is_down_and_then_begun_anew(over_socket: World) -> None:
    over_socket.slack.fail("apps.connections.open", *["500"] * 50)
    await over_socket.slack.sockets[-1].close()
    await until(lambda: not over_socket.pulse.connected)
    assert over_socket.pulse.trouble == "the socket is closed; connecting again"
    await until(lambda: over_socket.platform._connection is None)


async def test_a_socket_that_falls_silent_is_told_and_replaced(over_socket: World) -> None:
    over_socket.slack.silent = True
    last = over_socket.pulse.changed
    await over_socket.slack.sockets[-1].send_json({"type": "be quiet"})
    await until(lambda: over_socket.pulse.changed > last)
    over_socket.slack.silent = False
    await until(lambda: over_socket.pulse.connected)


async def test_it_closes_in_less_than_a_second(slack: SlackServer, library: Library) -> None:
    async with world(slack, "socket", library) as made:
        slack.silent = True
        began = time.perf_counter()
    assert made.pulse.connected is False
    assert time.perf_counter() - began < 1


async def test_slack_moves_a_socket_and_nothing_is_lost(over_socket: World) -> None:
    await over_socket.slack.sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})
    await until(lambda: len(over_socket.slack.sockets) == 2)
    await until(lambda: over_socket.pulse.connected)
    await over_socket.command("nk-russia")
    await over_socket.answered()


async def test_events_and_pings_leave_their_marks(over_socket: World) -> None:
    before = over_socket.pulse.last_event
    await over_socket.command("nk-russia")
    assert before is None
    assert over_socket.pulse.last_event
    await until(lambda: over_socket.pulse.latency is not None)
    assert (
        'onrecord_acknowledge_seconds_count{platform="slack"} 1.0' in over_socket.desk.metrics.page().decode()
    )


async def test_without_any_way_to_be_reached_the_operator_is_told(library: Library) -> None:
    with pytest.raises(UsageError, match=r"SLACK_APP_TOKEN.*SLACK_SIGNING_SECRET"):
        platform(Settings(slack_bot_token=Secret(BOT_TOKEN)), library)
    with pytest.raises(UsageError, match="SLACK_BOT_TOKEN"):
        platform(Settings(slack_app_token=Secret(APP_TOKEN)), library)


async def test_nothing_that_people_write_and_no_token_is_in_the_log(
    slack: SlackServer, library: Library, transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with world(slack, transport, library) as made:
        await made.command("nk-russia timeline sesquipedalian")
        await made.direct("sesquipedalian")
        await made.idle()
    told = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(STAND_INS)
    )
    assert "answered" in told
    for secret in ("sesquipedalian", "xoxb-", "xapp-", "response/t"):
        assert secret not in told
