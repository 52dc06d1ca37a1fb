"""Who may manage subscriptions, what is in the bot's way, and in which time zone somebody is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from adapters.slack.arrivals import Myself
from adapters.slack.client import open_session, web_client
from adapters.slack.directory import FRESH, MANY, Directory
from adapters.slack.surroundings import SlackSurroundings
from bot.config import Policy
from bot.query.request import Place, Surroundings
from tests.support.slack_server import BOT_TOKEN, SCOPES, TEAM, Channel, Person, SlackServer
from tests.support.stores import Clock

PLACE = Place(platform="slack", tenant=TEAM, channel="C1")
ME = Myself(TEAM, "UBOT", "BBOT", "onrecord", frozenset(SCOPES))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def directory(slack: SlackServer, clock: Clock) -> AsyncIterator[Directory]:
    async with open_session() as session:
        client = web_client(f"{slack.url}/api/", BOT_TOKEN, session)
        yield Directory(client, lambda: clock().timestamp())


def around(directory: Directory, policy: Policy = "anyone", user: str = "U2", **more: object) -> Surroundings:
    made = SlackSurroundings(directory=directory, me=ME, place=PLACE, user=user, policy=policy)
    return replace(made, **more)


async def test_anyone_may_by_default_and_nobody_is_asked_about(
    slack: SlackServer, directory: Directory
) -> None:
    assert await around(directory).refusal() == ""
    assert slack.calls == []


@pytest.mark.parametrize(
    ("policy", "user", "refusal"),
    [
        ("creators", "U1", ""),
        ("creators", "UADMIN", ""),
        ("creators", "U2", "Only the creator of this channel or an admin"),
        ("admins", "UADMIN", ""),
        ("admins", "U1", "Only an admin of the workspace"),
    ],
)
async def test_the_policy_decides(directory: Directory, policy: Policy, user: str, refusal: str) -> None:
    assert (await around(directory, policy, user).refusal()).startswith(refusal)
    assert bool(await around(directory, policy, user).refusal()) is bool(refusal)


@pytest.mark.parametrize("policy", ["creators", "admins"])
async def test_by_themselves_people_may_whatever_the_policy(directory: Directory, policy: Policy) -> None:
    direct = replace(PLACE, channel="D1", direct=True)
    assert await around(directory, policy, place=direct).refusal() == ""
    assert await around(directory, policy, place=replace(PLACE, channel="U2")).refusal() == ""


@pytest.mark.parametrize("fault", ["missing_scope", "500", "user_not_found"])
async def test_who_cannot_be_asked_about_may_not(
    slack: SlackServer, directory: Directory, fault: str
) -> None:
    slack.fail("users.info", fault)
    refusal = await around(directory, "admins").refusal()
    assert refusal.startswith("I cannot find out whether you may change this")


async def test_the_scope_that_lacks_is_named(slack: SlackServer, directory: Directory) -> None:
    slack.scopes -= {"users:read", "channels:read"}
    assert "users:read" in await around(directory, "admins").refusal()
    assert "channels:read" in await around(directory).obstacle()


@pytest.mark.parametrize(
    ("channel", "obstacle"),
    [
        (Channel(), ""),
        (Channel(member=False), ""),
        (Channel(kind="private"), ""),
        (Channel(kind="private", member=False), "/invite @onrecord"),
        (Channel(archived=True), "unarchive"),
    ],
)
async def test_what_is_in_the_way_is_said_with_the_way_out(
    slack: SlackServer, directory: Directory, channel: Channel, obstacle: str
) -> None:
    slack.channels["C1"] = channel
    found = await around(directory).obstacle()
    assert obstacle in found
    assert bool(found) is bool(obstacle)


async def test_in_a_conversation_between_others_the_bot_cannot_post(directory: Directory) -> None:
    own = replace(PLACE, channel="D1", direct=True)
    assert await around(directory, place=own).obstacle() == ""
    found = await around(directory, place=replace(own, channel="D2")).obstacle()
    assert "I am not in this conversation" in found


@pytest.mark.parametrize("fault", ["missing_scope", "500", "429"])
async def test_ones_own_conversation_needs_no_proof(
    slack: SlackServer, directory: Directory, fault: str
) -> None:
    slack.fail("conversations.history", fault, fault, fault)
    assert await around(directory, place=replace(PLACE, channel="D1", direct=True)).obstacle() == ""


async def test_without_chat_write_public_the_bot_has_to_be_a_member(
    slack: SlackServer, directory: Directory
) -> None:
    slack.channels["C1"] = Channel(member=False)
    me = replace(ME, scopes=ME.scopes - {"chat:write.public"})
    assert "/invite @onrecord" in await around(directory, me=me).obstacle()
    silent = replace(ME, scopes=frozenset())
    assert await around(directory, me=silent).obstacle() == ""


async def test_without_chat_write_nothing_can_be_posted(directory: Directory) -> None:
    me = replace(ME, scopes=ME.scopes - {"chat:write"})
    assert "chat:write" in await around(directory, me=me).obstacle()


async def test_the_time_zone_is_that_of_the_profile(slack: SlackServer, directory: Directory) -> None:
    assert await around(directory).zone() == "Europe/Berlin"
    slack.people["U1"] = Person(zone="<!channel>")
    assert await around(directory, user="U1").zone() == ""
    assert await around(directory, user="U9").zone() == ""


async def test_people_are_remembered_for_a_minute_and_not_longer(
    slack: SlackServer, directory: Directory, clock: Clock
) -> None:
    for _ in range(3):
        await around(directory, "admins", "UADMIN").refusal()
    assert len(slack.called("users.info")) == 1
    slack.people["UADMIN"] = Person()
    clock.go(seconds=FRESH)
    assert await around(directory, "admins", "UADMIN").refusal()


async def test_not_everybody_is_remembered(slack: SlackServer, directory: Directory) -> None:
    slack.people |= {f"U{n}": Person() for n in range(MANY + 1)}
    for n in range(MANY + 1):
        await around(directory, user=f"U{n}").zone()
    asked = len(slack.calls)
    await around(directory, user="U0").zone()
    await around(directory, user=f"U{MANY}").zone()
    assert len(slack.calls) == asked + 1
