"""A story that goes on, for who asks now and then: what is new, what is held back, who follows no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.support import story_bridge as bridge
from tests.support.discord_payload import read
from tests.support.slack_payload import texts
from tests.support.story_stage import PLATFORMS, Stage, stage, until_true
from tests.support.waiting import until
from tests.support.whole_bot import slack_command

ROOM = "asks"
FIRST = "You ask for the first time what is new here."


async def whats_new(made: Stage, name: str = "ada", user: str = "U1") -> tuple[str, str]:
    """What somebody alone is told on Discord, and on Slack."""
    asked = await made.person(ROOM, name).slash("whats-new", {"story": bridge.SLUG})
    there = await asked.answer()
    before = len(made.both.slack.seen_by(user))
    assert await slack_command(made.both.slack, f"new {bridge.SLUG}", made.channel(ROOM), user)
    await until(lambda: len(made.both.slack.seen_by(user)) > before, what="an answer on Slack")
    await made.calm()
    here = made.both.slack.seen_by(user)[-1]
    return read({"components": there.components}), " ".join("\n".join(texts(here.body)).split())


async def test_what_is_new_is_told_to_each_reader_once(tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        assert all(FIRST in each for each in await whats_new(made))
        await made.publish(bridge.PARTY)
        await made.publish(bridge.CORRECTED)
        for told in await whats_new(made):
            assert bridge.GROWS not in told, "what came and was corrected meanwhile is told as it is now"
            assert all(words in told for words in (bridge.RAINS, bridge.NOW, bridge.MAY, "As of revision 4"))
            assert told.index("Corrected") < told.index("New"), "what was wrong comes first"
        for told in await whats_new(made):
            assert "Nothing new since revision 4" in told
        for told in await whats_new(made, "ben", "U2"):
            assert FIRST in told, "somebody else's reading is their own"
        assert not any(made.read(platform, ROOM) for platform in PLATFORMS), "others saw it"


async def test_an_answer_that_never_arrived_is_new_still(tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        await whats_new(made)
        await made.publish(bridge.PARTY)
        slack = made.both.slack
        slack.fail("response_url", *["500"] * 9)
        slack.fail("chat.postEphemeral", *["channel_not_found"] * 9)
        assert await slack_command(slack, f"new {bridge.SLUG}", made.channel(ROOM))
        await until(lambda: slack.called("response_url"), what="an attempt")
        await made.calm()
        slack.faults.clear()
        _, here = await whats_new(made)
        assert bridge.GROWS in here


async def test_while_a_story_is_held_who_asks_is_told_why(tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        await made.publish(bridge.HELD)
        await made.ask(ROOM)
        for platform in PLATFORMS:
            [shown] = made.read(platform, ROOM)
            assert "The town asks us to check the second article." in shown.text
            assert "crack" not in shown.text


async def test_who_follows_no_more_hears_no_more_but_what_was_said_is_still_corrected(tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        await made.follow("news")
        await made.publish(bridge.PARTY)
        await made.go_to(made.clock() + timedelta(minutes=16))
        await (await made.person("news").slash("unsubscribe", {"story": bridge.SLUG})).answer()
        assert await slack_command(made.both.slack, f"unsubscribe {bridge.SLUG}", made.channel("news"))
        await made.calm()
        before = {platform: made.read(platform, "news") for platform in PLATFORMS}
        await made.publish(bridge.CORRECTED)
        await made.go_to(made.clock() + timedelta(days=2))
        for platform in PLATFORMS:
            now = made.read(platform, "news")
            assert [each.id for each in now] == [each.id for each in before[platform]]
            update = next(each for each in now if "As of revision 2" in each.text)
            assert "Corrected as of revision 4" in update.text
            assert update.edited


async def test_nobody_is_ever_pinged(tmp_path: Path) -> None:
    async with stage(tmp_path) as made:
        for room in ("news", "direct"):
            await made.follow(room)
        await made.publish(bridge.CORRECTED)
        world = made.both.discord.world
        assert not any(message.mentions for message in world.messages.values() if message.author is world.bot)

        async def told() -> bool:
            return all(len(made.read(platform, "direct")) == 2 for platform in PLATFORMS)

        await until_true(told, "the correction in both conversations")
