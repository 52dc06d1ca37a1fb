"""Updates on their way to Slack, and what becomes of each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from adapters.slack.outgoing import Outgoing, open_sender
from bot.config import Secret
from bot.delivery.sender import (
    Blind,
    Budget,
    Gone,
    Outcome,
    Posted,
    Rejected,
    RetryLater,
    Sender,
    Unauthorised,
    Unknown,
    Unreached,
)
from bot.query.request import Place
from bot.reply.model import Paragraph, Plain, Reply
from tests.support.slack_server import TEAM, Channel, SlackServer
from tests.support.slack_world import settings_for

PLACE = Place(platform="slack", tenant=TEAM, channel="C1")
KEY = "0123456789abcdef012345678"
OTHER = "f" * 25


def saying(words: str) -> Reply:
    block = Paragraph(words=(Plain(text=words),), items=("s-1",))
    return Reply(kind="update", blocks=(block,), story="x", revision=2)


UPDATE = saying("Something is new. <!channel>")


@pytest.fixture
async def sender(slack: SlackServer) -> AsyncIterator[Outgoing]:
    async with open_sender(settings_for(slack, "socket")) as opened:
        yield opened


def since() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=5)


def posted(outcome: Outcome | Blind | None) -> str:
    assert isinstance(outcome, Posted), outcome
    assert outcome.message
    return outcome.message


async def test_an_update_is_one_request_with_its_key_and_asks_for_a_pause(
    slack: SlackServer, sender: Outgoing
) -> None:
    found: Sender = sender
    outcome = await found.send(PLACE, UPDATE, KEY, quiet=True)
    (shown,) = slack.seen_by()
    assert outcome == Posted(message=shown.ts, items=("s-1",), pause=1.05)
    assert shown.metadata == {"event_type": "onrecord_update", "event_payload": {"key": KEY}}
    assert [call.method for call in slack.calls] == ["chat.postMessage"]
    assert found.budget(PLACE) == Budget("slack:T1")
    assert found.budget(PLACE, edit=True) == Budget("slack:T1:update", 50 / 60)


async def test_in_a_thread_it_stays_in_the_thread(slack: SlackServer, sender: Outgoing) -> None:
    await sender.send(replace(PLACE, thread="1.1"), UPDATE, KEY)
    assert [each.thread for each in slack.seen_by()] == ["1.1"]


async def test_an_edit_changes_the_message_in_place(slack: SlackServer, sender: Outgoing) -> None:
    message = posted(await sender.send(PLACE, UPDATE, KEY))
    assert posted(await sender.edit(PLACE, message, saying("Corrected."))) == message
    (shown,) = slack.seen_by()
    assert (shown.body["text"], shown.replaced) == ("Corrected.", 1)


@pytest.mark.parametrize("fault", ["lost", "broken", "500", "drop", "fatal_error", "request_timeout"])
async def test_what_may_have_arrived_is_unknown_and_never_repeated(
    slack: SlackServer, sender: Outgoing, fault: str
) -> None:
    slack.fail("chat.postMessage", fault)
    assert isinstance(await sender.send(PLACE, UPDATE, KEY), Unknown)
    assert len(slack.calls) == 1


@pytest.mark.parametrize(
    ("fault", "there"), [("lost", True), ("broken", True), ("drop", False), ("500", False)]
)
async def test_a_look_tells_whether_it_arrived(
    slack: SlackServer, sender: Outgoing, fault: str, there: bool
) -> None:
    slack.fail("chat.postMessage", fault)
    await sender.send(PLACE, UPDATE, KEY)
    posted(await sender.send(PLACE, UPDATE, OTHER))
    found = await sender.find(PLACE, KEY, UPDATE, since())
    assert found == (Posted(message=slack.shown[0].ts, items=("s-1",), pause=1.05) if there else None)


async def test_in_a_thread_the_thread_is_looked_through(slack: SlackServer, sender: Outgoing) -> None:
    thread = replace(PLACE, thread="1.1")
    message = posted(await sender.send(thread, UPDATE, KEY))
    found = await sender.find(thread, KEY, UPDATE, since())
    assert isinstance(found, Posted)
    assert found.message == message
    assert "conversations.replies" in [each.method for each in slack.calls]
    assert await sender.find(PLACE, KEY, UPDATE, since()) is None


async def test_what_is_older_is_not_looked_at(slack: SlackServer, sender: Outgoing) -> None:
    posted(await sender.send(PLACE, UPDATE, KEY))
    assert await sender.find(PLACE, KEY, UPDATE, datetime.now(UTC) + timedelta(minutes=5)) is None


@pytest.mark.parametrize(
    ("scope", "kind"),
    [("channels:history", "public"), ("groups:history", "private"), ("im:history", "direct")],
)
async def test_without_the_scope_nothing_can_be_seen_and_the_scope_is_named(
    slack: SlackServer, sender: Outgoing, scope: str, kind: str
) -> None:
    slack.channels["C1"] = Channel(kind=kind)
    slack.scopes.discard(scope)
    found = await sender.find(PLACE, KEY, UPDATE, since())
    assert isinstance(found, Blind)
    assert scope in found.reason


@pytest.mark.parametrize("trouble", ["not_in_channel", "500", "drop", "channel_not_found"])
async def test_what_cannot_be_read_is_not_taken_for_not_there(
    slack: SlackServer, sender: Outgoing, trouble: str
) -> None:
    slack.fail("conversations.history", trouble, trouble)  # aiohttp reads again after a broken connection
    assert isinstance(await sender.find(PLACE, KEY, UPDATE, since()), Blind)


async def test_more_messages_than_slack_shows_are_no_proof(slack: SlackServer, sender: Outgoing) -> None:
    for _ in range(1000):
        slack.show({}, "C1")
    assert isinstance(await sender.find(PLACE, KEY, UPDATE, since()), Blind)


async def test_a_look_waits_for_the_rate_once(slack: SlackServer, sender: Outgoing) -> None:
    posted(await sender.send(PLACE, UPDATE, KEY))
    slack.fail("conversations.history", "429")
    assert isinstance(await sender.find(PLACE, KEY, UPDATE, since()), Posted)
    slack.fail("conversations.history", "429", "429")
    assert isinstance(await sender.find(PLACE, KEY, UPDATE, since()), Blind)


async def test_foreign_metadata_is_nobodys_key(slack: SlackServer, sender: Outgoing) -> None:
    odd = [
        {"event_type": "other", "event_payload": {"key": KEY}},
        {"event_type": "onrecord_update"},
        {"x": 1},
    ]
    for metadata in odd:
        slack.show({}, "C1", metadata=metadata)
    assert await sender.find(PLACE, KEY, UPDATE, since()) is None


async def test_what_somebody_else_wrote_with_the_key_is_not_the_bots(
    slack: SlackServer, sender: Outgoing
) -> None:
    marked = {"event_type": "onrecord_update", "event_payload": {"key": KEY}}
    slack.show({}, "C1", metadata=marked, own=False)
    assert await sender.find(PLACE, KEY, UPDATE, since()) is None
    message = posted(await sender.send(PLACE, UPDATE, KEY))
    slack.show({}, "C1", metadata=marked, own=False)
    assert posted(await sender.find(PLACE, KEY, UPDATE, since())) == message


async def test_without_knowing_oneself_nothing_is_taken_for_ones_own(
    slack: SlackServer, sender: Outgoing
) -> None:
    posted(await sender.send(PLACE, UPDATE, KEY))
    slack.fail("auth.test", "500")
    assert isinstance(await sender.find(PLACE, KEY, UPDATE, since()), Blind)
    assert isinstance(await sender.find(PLACE, KEY, UPDATE, since()), Posted)


async def test_a_rate_limit_is_told_and_not_waited_for_here(slack: SlackServer, sender: Outgoing) -> None:
    slack.pause = 7
    slack.fail("chat.postMessage", "429")
    slack.fail("chat.update", "429")
    for outcome in (await sender.send(PLACE, UPDATE, KEY), await sender.edit(PLACE, "1.1", UPDATE)):
        assert isinstance(outcome, RetryLater)
        assert (outcome.after, outcome.scope) == (7.0, "platform")
    assert len(slack.calls) == 2


async def test_a_second_message_within_a_second_concerns_the_channel_only(
    slack: SlackServer, sender: Outgoing
) -> None:
    slack.pace, now = 1.0, 100.0
    slack.channels["C2"] = Channel()
    slack.clock = lambda: now
    first = await sender.send(PLACE, UPDATE, KEY)
    again = await sender.send(PLACE, UPDATE, OTHER)
    assert isinstance(again, RetryLater)
    assert again.scope == "channel"
    posted(await sender.send(replace(PLACE, channel="C2"), UPDATE, OTHER))
    assert isinstance(first, Posted)
    now += first.pause
    posted(await sender.send(PLACE, UPDATE, OTHER))


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        (Channel(kind="private", member=False), "/invite"),
        (Channel(archived=True), "unarchive"),
        (Channel(restricted="restricted_action_thread_only_channel"), "administrator"),
        (None, "/invite"),
    ],
)
async def test_where_it_may_not_post_it_says_how_to_mend_that(
    slack: SlackServer, sender: Outgoing, channel: Channel | None, words: str
) -> None:
    slack.channels.pop("C1")
    if channel:
        slack.channels["C1"] = channel
    outcome = await sender.send(PLACE, UPDATE, KEY)
    assert isinstance(outcome, Gone)
    assert words in outcome.reason


async def test_a_message_that_is_gone_cannot_be_edited_and_no_other_suffers(sender: Outgoing) -> None:
    assert isinstance(await sender.edit(PLACE, "1.1", UPDATE), Rejected)


async def test_a_reply_of_several_messages_is_no_part(slack: SlackServer, sender: Outgoing) -> None:
    long = replace(UPDATE, blocks=tuple(block for n in range(9) for block in saying("word " * 200).blocks))
    assert len(sender.parts(long)) > 1
    assert isinstance(await sender.send(PLACE, long, KEY), Rejected)
    assert isinstance(await sender.edit(PLACE, "1.1", long), Rejected)
    assert slack.calls == []


async def test_a_token_that_is_not_taken_stops_everything(slack: SlackServer) -> None:
    wrong = replace(settings_for(slack, "socket"), slack_bot_token=Secret("xoxb-wrong"))
    async with open_sender(wrong) as sender:
        outcome = await sender.send(PLACE, UPDATE, KEY)
    assert isinstance(outcome, Unauthorised)
    assert "xoxb" not in outcome.reason


async def test_where_nobody_answers_nothing_was_taken(slack: SlackServer) -> None:
    nowhere = replace(settings_for(slack, "socket"), slack_api_url="http://127.0.0.1:9/api/")
    async with open_sender(nowhere) as sender:
        assert isinstance(await sender.send(PLACE, UPDATE, KEY), Unreached)
        assert isinstance(await sender.find(PLACE, KEY, UPDATE, since()), Blind)
