"""`/brief` on Slack, over both transports."""

from __future__ import annotations

import logging
from time import perf_counter

import pytest

from tests.support.slack_payload import texts
from tests.support.slack_server import Channel
from tests.support.slack_world import World


def heading(body: dict[str, object]) -> str:
    return texts(body)[0]


async def test_a_view_is_posted_for_everybody_and_stands_on_the_ledger(bot_on_slack: World) -> None:
    await bot_on_slack.command("nk-russia")
    shown = await bot_on_slack.answered()
    assert (shown.channel, shown.thread, shown.own) == ("C1", "", True)
    post = await bot_on_slack.on_ledger(shown)
    assert (post.story, post.asker, post.editable, post.place.direct) == ("nk-russia", "U1", True, False)
    assert post.items


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Briefs"),
        ("list", "Briefs"),
        ("<#C7|nk-russia> timeline", "Timeline"),
        ("#nk-russia timeline", "Timeline"),
        ("“nk-russia” timeline", "Timeline"),
        ("nk-russia\u00a0timeline", "Timeline"),
        ("*nk-russia timeline*", "Timeline"),
        ("<http://nk-russia|nk-russia> who-said-what <@U9|kirby>", "Kirby"),
    ],
)
async def test_what_slack_makes_of_words_is_understood(bot_on_slack: World, typed: str, words: str) -> None:
    await bot_on_slack.command(typed, name="/news")
    shown = await bot_on_slack.answered()
    assert words in "\n".join(texts(shown.body))


async def test_help_is_for_the_asker_only(bot_on_slack: World) -> None:
    await bot_on_slack.command("help")
    shown = await bot_on_slack.whispered()
    assert heading(shown.body) == "What you can ask"
    assert bot_on_slack.slack.seen_by() == []


async def test_a_mistake_is_told_to_the_asker_only(bot_on_slack: World) -> None:
    await bot_on_slack.command("no-such-story-anywhere <!channel>")
    shown = await bot_on_slack.whispered()
    assert "There is no brief called" in heading(shown.body)


@pytest.mark.parametrize(
    "channel",
    [
        Channel(kind="private", member=False),
        Channel(archived=True),
        Channel(restricted="restricted_action_read_only_channel"),
        Channel(restricted="ekm_access_denied"),
    ],
    ids=["private", "archived", "restricted", "suspended"],
)
async def test_where_the_bot_may_not_post_the_answer_comes_by_the_response_url(
    bot_on_slack: World, channel: Channel
) -> None:
    bot_on_slack.slack.channels["C2"] = channel
    await bot_on_slack.command("nk-russia", channel="C2")
    shown = await bot_on_slack.answered()
    assert (shown.channel, shown.own, shown.to) == ("C2", False, "")
    assert shown.body["replace_original"] is False


async def test_a_copy_that_cannot_be_changed_is_on_the_ledger_as_such(bot_on_slack: World) -> None:
    await bot_on_slack.command("nk-russia", channel="D9")
    await bot_on_slack.answered()
    await bot_on_slack.idle()
    (post,) = bot_on_slack.store.ledger._posts
    assert (post.message, post.editable, post.place.direct) == (None, False, False)
    assert post.items


async def test_a_public_channel_need_not_be_joined(bot_on_slack: World) -> None:
    bot_on_slack.slack.channels["C3"] = Channel(member=False)
    await bot_on_slack.command("nk-russia", channel="C3")
    assert (await bot_on_slack.answered()).own


async def test_without_a_scope_the_answer_still_comes(bot_on_slack: World) -> None:
    bot_on_slack.slack.scopes.discard("chat:write")
    await bot_on_slack.command("nk-russia")
    assert not (await bot_on_slack.answered()).own


async def test_a_rate_limit_is_waited_for_and_the_answer_comes_once(bot_on_slack: World) -> None:
    bot_on_slack.slack.fail("chat.postMessage", "429")
    await bot_on_slack.command("nk-russia")
    await bot_on_slack.answered()
    await bot_on_slack.idle()
    assert len(bot_on_slack.slack.called("chat.postMessage")) == 2
    assert len(bot_on_slack.slack.seen_by()) == 1


async def test_after_three_refusals_for_the_rate_the_answer_comes_by_the_response_url(
    bot_on_slack: World,
) -> None:
    bot_on_slack.slack.fail("chat.postMessage", "429", "429", "429")
    await bot_on_slack.command("nk-russia")
    assert not (await bot_on_slack.answered()).own
    await bot_on_slack.idle()
    assert len(bot_on_slack.slack.called("chat.postMessage")) == 3
    assert len(bot_on_slack.slack.seen_by()) == 1


async def test_nobody_waits_longer_than_half_a_minute_for_the_rate(bot_on_slack: World) -> None:
    bot_on_slack.slack.pause = 40
    bot_on_slack.slack.fail("chat.postMessage", "429")
    await bot_on_slack.command("nk-russia")
    assert not (await bot_on_slack.answered()).own
    assert len(bot_on_slack.slack.called("chat.postMessage")) == 1


async def test_a_second_for_the_rate_is_waited_out(bot_on_slack: World) -> None:
    bot_on_slack.slack.pause = 1
    bot_on_slack.slack.fail("chat.postMessage", "429")
    began = perf_counter()
    await bot_on_slack.command("nk-russia")
    assert (await bot_on_slack.answered()).own
    assert perf_counter() - began >= 1


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "msg_blocks_too_long", "no_text"])
async def test_an_answer_that_slack_finds_malformed_is_a_fault_of_ours_and_told(
    bot_on_slack: World, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    bot_on_slack.slack.fail("chat.postMessage", error)
    await bot_on_slack.command("nk-russia")
    told = "\n".join(texts((await bot_on_slack.whispered()).body))
    await bot_on_slack.idle()
    assert "it was logged as" in told
    assert error not in told
    assert 'outcome="fault"' in bot_on_slack.desk.metrics.page().decode()
    (record,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert error in record.getMessage()


@pytest.mark.parametrize("fault", ["lost", "drop", "500"])
async def test_what_slack_may_have_taken_is_never_sent_again(bot_on_slack: World, fault: str) -> None:
    bot_on_slack.slack.fail("chat.postMessage", fault)
    await bot_on_slack.command("nk-russia")
    await until_undelivered(bot_on_slack)
    assert len(bot_on_slack.slack.called("chat.postMessage")) == 1
    assert bot_on_slack.slack.called("response_url") == []


async def test_any_other_error_is_no_fault_of_ours(bot_on_slack: World) -> None:
    bot_on_slack.slack.fail("chat.postMessage", "message_limit_exceeded")
    await bot_on_slack.command("nk-russia")
    await until_undelivered(bot_on_slack)
    assert bot_on_slack.slack.shown == []


async def test_a_hundred_thousand_characters_are_read_and_answered(bot_on_slack: World) -> None:
    await bot_on_slack.command("<!channel> \u202e@everyone \x1b[2J &lt;script&gt; *_" + "x" * 100_000)
    shown = await bot_on_slack.whispered()
    assert "There is no brief called" in heading(shown.body)
    assert "\u202e" not in str(shown.body)


async def test_a_long_answer_comes_in_order(bot_on_slack: World) -> None:
    await bot_on_slack.command("nk-russia who-said-what")
    await bot_on_slack.answered()
    await bot_on_slack.idle()
    shown = bot_on_slack.slack.seen_by()
    posts = [await bot_on_slack.on_ledger(each) for each in shown]
    assert [post.part for post in posts] == list(range(len(shown)))


async def until_undelivered(bot_on_slack: World) -> None:
    await bot_on_slack.idle()
    page = bot_on_slack.desk.metrics.page().decode()
    assert 'outcome="undelivered"' in page
    assert 'onrecord_errors_total{platform="slack",where="deliver"} 1.0' in page
