"""Buttons, menus and overflows on messages, over both transports."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bot.brief.library import Library
from tests.support.slack_payload import texts
from tests.support.slack_server import FREELY_USED, Channel, Shown, SlackServer
from tests.support.slack_world import Transport, World, until, world

TIMELINE = "/brief nk-russia timeline"


async def a_brief(bot_on_slack: World, channel: str = "C1") -> Shown:
    await bot_on_slack.command("nk-russia", channel=channel)
    return await bot_on_slack.answered()


def times(shown: Shown, number: int) -> bool:
    return shown.replaced == number


def words(shown: Shown) -> str:
    return "\n".join(texts(shown.body))


async def test_a_button_turns_the_message_into_what_it_says(bot_on_slack: World) -> None:
    shown = await a_brief(bot_on_slack)
    await bot_on_slack.click(shown, TIMELINE)
    await until(lambda: shown.replaced)
    post = await bot_on_slack.on_ledger(shown)
    assert "Timeline" in words(shown)
    assert post.asked == TIMELINE
    assert post.asker == "U1"


@pytest.mark.parametrize("kind", ["static_select", "overflow"])
async def test_a_menu_does_the_same(bot_on_slack: World, kind: str) -> None:
    shown = await a_brief(bot_on_slack)
    chosen: dict[str, Any] = {"type": kind, "action_id": "o1:menu:0", "selected_option": {"value": TIMELINE}}
    await bot_on_slack.click(shown, None, **chosen)
    await until(lambda: shown.replaced)
    assert "Timeline" in words(shown)


async def test_every_button_of_a_brief_leads_somewhere(bot_on_slack: World) -> None:
    shown = await a_brief(bot_on_slack)
    rows = [block["elements"] for block in shown.body["blocks"] if block["type"] == "actions"]
    for number, button in enumerate([each for row in rows for each in row], start=1):
        await bot_on_slack.click(shown, button["value"], action_id=button["action_id"])
        await until(partial(times, shown, number))
    assert bot_on_slack.slack.seen_by("U1") == []


async def test_somebody_elses_click_is_answered_to_them_alone(bot_on_slack: World) -> None:
    shown = await a_brief(bot_on_slack)
    await bot_on_slack.on_ledger(shown)
    await bot_on_slack.click(shown, TIMELINE, user="U2")
    answer = await bot_on_slack.whispered(user="U2")
    assert "Timeline" in words(answer)
    assert not shown.replaced


async def test_who_asked_is_known_after_a_restart_too(
    slack: SlackServer, transport: Transport, library: Library
) -> None:
    async with world(slack, transport, library) as before:
        shown = await a_brief(before)
        await before.on_ledger(shown)
    async with world(slack, transport, library, before.store) as after:
        await after.click(shown, TIMELINE, user="U2")
        assert "Timeline" in words(await after.whispered(user="U2"))
        await after.click(shown, TIMELINE, user="U1")
        await until(lambda: shown.replaced)


async def test_a_message_that_nobody_is_known_to_have_asked_for_is_replaced(bot_on_slack: World) -> None:
    shown = bot_on_slack.slack.show({}, "C1")
    await bot_on_slack.click(shown, TIMELINE, user="U2")
    await until(lambda: shown.replaced)


async def test_what_is_private_never_takes_the_place_of_a_public_message(bot_on_slack: World) -> None:
    shown = await a_brief(bot_on_slack)
    await bot_on_slack.click(shown, "/brief help")
    assert "What you can ask" in words(await bot_on_slack.whispered())
    assert not shown.replaced


async def test_what_only_the_asker_sees_is_replaced_and_stays_theirs(bot_on_slack: World) -> None:
    await bot_on_slack.command("help")
    shown = await bot_on_slack.whispered()
    await bot_on_slack.click(shown, TIMELINE)
    await until(lambda: shown.replaced)
    await bot_on_slack.idle()
    assert "Timeline" in words(shown)
    assert shown.body["response_type"] == "ephemeral"
    assert bot_on_slack.slack.seen_by() == []
    assert bot_on_slack.store.ledger._posts == []


async def test_what_came_by_a_response_url_is_replaced_but_cannot_be_changed_later(
    bot_on_slack: World,
) -> None:
    bot_on_slack.slack.channels["G1"] = Channel(kind="private", member=False)
    shown = await a_brief(bot_on_slack, "G1")
    await bot_on_slack.click(shown, TIMELINE)
    await until(lambda: shown.replaced)
    assert not (await bot_on_slack.on_ledger(shown)).editable


async def test_in_a_thread_the_answer_stays_in_the_thread(bot_on_slack: World) -> None:
    ts = await bot_on_slack.mention("<@UBOT> nk-russia")
    shown = await bot_on_slack.answered()
    await bot_on_slack.on_ledger(shown)
    await bot_on_slack.click(shown, TIMELINE)
    await until(lambda: shown.replaced)
    assert (shown.thread, "thread_ts" in shown.body) == (ts, False)
    await bot_on_slack.click(shown, "/brief help")
    assert (await bot_on_slack.whispered()).thread == ts


@pytest.mark.parametrize("trouble", ["used", "expired", "broken"])
async def test_a_response_url_that_fails_is_gone_round(bot_on_slack: World, trouble: str) -> None:
    shown = await a_brief(bot_on_slack)
    ticket = bot_on_slack.slack.ticket

    def worn(channel: str, user: str, message: str = "") -> str:
        url = ticket(channel, user, message)
        made = bot_on_slack.slack.tickets[url.rpartition("/")[2]]
        made.uses = FREELY_USED if trouble == "used" else 0
        made.age = 1801 if trouble == "expired" else 0
        return url

    bot_on_slack.slack.ticket = worn  # type: ignore[method-assign]
    if trouble == "broken":
        bot_on_slack.slack.fail("response_url", "drop")
    await bot_on_slack.click(shown, TIMELINE)
    await until(lambda: shown.replaced)
    assert len(bot_on_slack.slack.called("chat.update")) == 1
    assert "Timeline" in words(shown)


async def test_a_copy_that_cannot_be_changed_and_no_response_url_is_told_to_the_operator(
    bot_on_slack: World,
) -> None:
    bot_on_slack.slack.channels["G1"] = Channel(kind="private", member=False)
    shown = await a_brief(bot_on_slack, "G1")
    bot_on_slack.slack.fail("response_url", "500")
    await bot_on_slack.click(shown, TIMELINE)
    await bot_on_slack.idle()
    assert not shown.replaced
    assert 'outcome="undelivered"' in bot_on_slack.desk.metrics.page().decode()


FORGED: list[dict[str, Any]] = [
    {"value": "rm -rf /"},
    {"value": ""},
    {"value": " "},
    {"value": "/" + "x" * 2001},
    {"value": "/brief " + "x" * 100_000},
    {"value": "/who-knows <!channel>"},
    {"value": {"text": "/brief nk-russia"}},
    {"value": ["/brief nk-russia"]},
    {"value": 7},
    {"value": None},
    {"value": TIMELINE, "action_id": "o0:button:0"},
    {"value": TIMELINE, "action_id": "o1:button:0:0"},
    {"value": TIMELINE, "action_id": "x" * 255},
    {"value": TIMELINE, "action_id": ""},
]


@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: str(forged)[:40])
async def test_a_forged_or_outdated_button_gets_a_kind_answer(
    bot_on_slack: World, forged: dict[str, Any]
) -> None:
    shown = await a_brief(bot_on_slack)
    await bot_on_slack.click(shown, **forged)
    answer = await bot_on_slack.whispered()
    assert "This button is from another version of the bot" in words(answer)
    assert not shown.replaced
    assert 'where="event"' not in bot_on_slack.desk.metrics.page().decode()


@pytest.mark.parametrize(
    "body",
    [
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{}], "user": {}},
        {"type": "block_actions", "actions": "x", "user": "U1"},
        {"type": "block_actions", "actions": [{"action_id": 3, "type": "button"}]},
        {"type": "shortcut", "callback_id": "x"},
        {"type": "message_action", "callback_id": "x"},
        {"type": "view_submission", "view": {}},
        {"type": "block_suggestion", "action_id": "x", "block_id": "x", "value": "x"},
        {"type": "interactive_message", "callback_id": "x", "actions": []},
        {"type": "tomorrow"},
        {},
    ],
    ids=str,
)
async def test_what_the_bot_does_not_know_is_acknowledged_quietly(
    bot_on_slack: World, body: dict[str, Any]
) -> None:
    await bot_on_slack.interact(body)
    await bot_on_slack.idle()
    assert bot_on_slack.slack.shown == []
