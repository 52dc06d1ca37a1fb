"""Answers of several messages, and what becomes of them when Slack stops half-way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, ClientTimeout
from msgspec.structs import replace

from adapters.platform import Malformed, Undelivered
from adapters.slack.answers import Answers
from adapters.slack.arrivals import Arrival
from adapters.slack.client import open_session, web_client
from adapters.slack.courier import Courier
from adapters.slack.home import home
from adapters.slack.render import messages
from adapters.slack.trouble import Uncertain
from bot.query.request import Place
from bot.reply.model import Action, Heading, Notice, Quote, Reply, Statement
from tests.support.slack_payload import check_home
from tests.support.slack_server import BOT_TOKEN, FREELY_USED, Channel, SlackServer

PLACE = Place(platform="slack", tenant="T1", channel="C1")


def long(count: int = 70) -> Reply:
    """A reply of several messages, of one statement an item."""
    said = [
        Statement(
            item=f"s-{n}",
            speaker=f"Speaker {n}",
            cue="said",
            label="direct quote",
            words=(Quote(text=f"Words {n}. " * 12),),
            detail="p1",
        )
        for n in range(count)
    ]
    return Reply(kind="view", blocks=(Heading(text="Long"), *said, Notice(text="As of today.")))


PARTS = len(messages(long()))


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session() as opened:
        yield opened


def answers(
    slack: SlackServer, session: ClientSession, *, asker: str | None = "U1", **arrival: object
) -> Answers:
    async def known(place: Place, message: str) -> str | None:
        return asker

    courier = Courier(web_client(f"{slack.url}/api/", BOT_TOKEN, session), session)
    made = Arrival(place=PLACE, user="U1", line="/brief x", door="command")
    return Answers(courier, replace(made, **arrival), known)


async def test_all_messages_come_in_order_and_each_says_what_it_carries(
    slack: SlackServer, session: ClientSession
) -> None:
    sent = await answers(slack, session).respond(long())
    assert PARTS > 2
    assert [each.message for each in sent] == [each.ts for each in slack.seen_by()]
    assert [item for each in sent for item in each.items] == [f"s-{n}" for n in range(70)]


async def test_a_click_replaces_the_first_and_the_rest_follows(
    slack: SlackServer, session: ClientSession
) -> None:
    old = slack.show({}, "C1", thread="1.1")
    url = slack.ticket("C1", "U1", old.ts)
    place = replace(PLACE, thread="1.1")
    sent = await answers(slack, session, door="button", url=url, message=old.ts, place=place).respond(long())
    assert old.replaced == 1
    assert [each.message for each in sent] == [each.ts for each in slack.seen_by()]
    assert {each.thread for each in slack.seen_by()} == {"1.1"}


async def test_what_was_seen_before_slack_refused_is_told_with_the_failure(
    slack: SlackServer, session: ClientSession
) -> None:
    answer = answers(slack, session)
    slack.fail("chat.postMessage", "", "", "message_limit_exceeded")
    with pytest.raises(Undelivered, match="message_limit_exceeded") as caught:
        await answer.respond(long())
    assert [each.message for each in caught.value.sent] == [each.ts for each in slack.seen_by()]
    assert len(caught.value.sent) == 2


async def test_what_a_click_replaced_is_told_too(slack: SlackServer, session: ClientSession) -> None:
    old = slack.show({}, "C1")
    url = slack.ticket("C1", "U1", old.ts)
    slack.fail("chat.postMessage", "drop")
    with pytest.raises(Undelivered) as caught:
        await answers(slack, session, door="menu", url=url, message=old.ts).respond(long())
    perhaps = (None, False)
    assert [(each.message, each.editable) for each in caught.value.sent] == [(old.ts, True), perhaps]


async def test_what_may_have_been_posted_is_told_as_beyond_reach(
    slack: SlackServer, session: ClientSession
) -> None:
    slack.fail("chat.postMessage", "drop")
    with pytest.raises(Uncertain) as caught:
        await answers(slack, session).respond(long(1))
    [perhaps] = caught.value.sent
    assert (perhaps.message, perhaps.editable, perhaps.items) == (None, False, ("s-0",))


async def test_where_the_bot_may_not_post_all_parts_come_by_the_response_url(
    slack: SlackServer, session: ClientSession
) -> None:
    slack.channels["C1"] = Channel(kind="private", member=False)
    sent = await answers(slack, session, url=slack.ticket("C1", "U1")).respond(long())
    assert [(each.message, each.editable) for each in sent] == [(None, False)] * PARTS
    assert len(slack.seen_by()) == PARTS


async def test_a_long_whisper_comes_in_order_too(slack: SlackServer, session: ClientSession) -> None:
    private = replace(long(), private=True)
    assert await answers(slack, session, door="mention").respond(private) == ()
    assert len(slack.seen_by("U1")) == PARTS
    assert await answers(slack, session, url=slack.ticket("C1", "U1")).respond(private) == ()
    assert len(slack.seen_by("U1")) == 2 * PARTS
    assert slack.seen_by() == []


async def test_a_mention_by_somebody_who_has_left_is_undelivered(
    slack: SlackServer, session: ClientSession
) -> None:
    slack.fail("chat.postEphemeral", "user_not_in_channel")
    with pytest.raises(Undelivered, match="not in this channel"):
        await answers(slack, session, door="mention").respond(replace(long(), private=True))


async def test_what_came_before_a_malformed_part_is_told_too(
    slack: SlackServer, session: ClientSession
) -> None:
    slack.fail("chat.postMessage", "", "invalid_blocks")
    with pytest.raises(Malformed, match="invalid_blocks") as caught:
        await answers(slack, session).respond(long())
    assert len(caught.value.sent) == 1


async def test_why_a_response_url_is_of_no_use_is_told_in_words(
    slack: SlackServer, session: ClientSession
) -> None:
    url = slack.ticket("C1", "U1")
    slack.tickets[url.rpartition("/")[2]].uses = FREELY_USED
    with pytest.raises(Undelivered, match=r"^five answers were given already \(used_url\)$"):
        await answers(slack, session, url=url).respond(replace(long(), private=True))


async def test_without_an_address_to_answer_at_the_operator_is_told(
    slack: SlackServer, session: ClientSession
) -> None:
    with pytest.raises(Undelivered, match="no address"):
        await answers(slack, session, url="ftp://x").respond(replace(long(), private=True))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/x",
        "https://slack.com.evil.example/x",
        "https://evil.example/slack.com",
        "https://hooks.slack.com@evil.example/x",
        "",
    ],
)
async def test_with_slack_itself_only_slacks_own_addresses_are_answered(
    session: ClientSession, url: str
) -> None:
    courier = Courier(web_client("https://slack.com/api/", BOT_TOKEN, session), session)
    with pytest.raises(Undelivered, match="no address"):
        await courier.answer(url, PLACE, messages(long())[0].body, private=True, replace=False)


async def test_a_reply_that_takes_too_long_is_not_waited_for_and_nothing_is_sent_again(
    slack: SlackServer,
) -> None:
    slack.fail("chat.postMessage", "late")
    async with ClientSession(timeout=ClientTimeout(total=0.1)) as hasty:
        with pytest.raises(Uncertain, match="may have arrived"):
            await answers(slack, hasty).respond(long(1))
    assert len(slack.seen_by()) == 1
    assert len(slack.calls) == 1


async def test_a_slack_that_cannot_be_reached_has_taken_nothing(session: ClientSession) -> None:
    courier = Courier(web_client("http://127.0.0.1:9/api/", BOT_TOKEN, session), session)
    with pytest.raises(Undelivered, match="cannot be reached"):
        await courier.post(PLACE, messages(long())[0])


def test_a_home_holds_at_most_a_hundred_blocks_and_the_way_back() -> None:
    actions = tuple(Action(label=f"View {n}", command=f"/brief x {n}") for n in range(7))
    view = home(replace(long(120), actions=actions), PLACE)
    check_home({"user_id": "U1", "view": view})
    assert len(view["blocks"]) == 100
    assert view["blocks"][-1]["elements"][-1]["value"] == "/brief list"
