"""The whole bot in a Slack, over Socket Mode and over HTTP, as the people in it see it."""

from __future__ import annotations

import json

import pytest

from tests.support.local_slack import ADA, BEN, BOT, NEWSDESK, LocalSlack, Message, eventually, shown
from tests.support.payloads import check_slack
from tests.support.running import RunningBot

MENTION = f"<@{BOT}>"


@pytest.fixture(autouse=True)
def _clean(workspace: LocalSlack, running: RunningBot) -> None:
    """Every test begins in an empty channel."""
    workspace.reset()


def newest(workspace: LocalSlack, what: str, channel: str = NEWSDESK, after: int = 0) -> Message:
    """The newest answer of the bot once there are more than `after`."""
    return eventually(lambda: workspace.answers(channel)[after:], what)[-1]


def test_a_brief_is_answered_in_public(workspace: LocalSlack) -> None:
    workspace.command("nk-russia")
    answer = newest(workspace, "the summary")
    assert "North Korea denies arming Russia" in shown(answer)
    assert "ephemeral_to" not in answer


def test_help_and_errors_are_for_the_asker_alone(workspace: LocalSlack) -> None:
    workspace.command("help")
    assert newest(workspace, "help")["ephemeral_to"] == ADA
    workspace.command("no-such-story")
    answer = newest(workspace, "the error", after=1)
    assert answer["ephemeral_to"] == ADA
    assert "no brief called ‘no-such-story’" in shown(answer)


def test_a_button_changes_the_message_in_place(workspace: LocalSlack) -> None:
    workspace.command("nk-russia")
    answer = newest(workspace, "the summary")
    workspace.click(answer, "Timeline")
    changed = eventually(
        lambda: [each for each in workspace.answers() if "Timeline" in shown(each).split("\n")[1]],
        "the timeline in place",
    )
    assert [each["ts"] for each in changed] == [answer["ts"]]
    assert len(workspace.answers()) == 1


def test_somebody_elses_click_leaves_the_message_alone(workspace: LocalSlack) -> None:
    workspace.command("nk-russia")
    before = newest(workspace, "the summary")
    workspace.click(before, "Glossary", user=BEN)
    private = newest(workspace, "Ben's own answer", after=1)
    assert private["ephemeral_to"] == BEN
    assert shown(workspace.answers()[0]) == shown(before)


def test_a_mention_is_answered_in_its_thread_and_the_thread_keeps_its_story(workspace: LocalSlack) -> None:
    asked = workspace.say(f"{MENTION} who said what nk-russia Kirby")
    answer = newest(workspace, "the statements")
    assert answer["thread_ts"] == asked["ts"]
    assert "significant" in shown(answer)
    workspace.say(f"{MENTION} timeline", thread=asked["ts"])
    again = newest(workspace, "the timeline", after=1)
    assert again["thread_ts"] == asked["ts"]
    assert "North Korea denies arming Russia" in shown(again)


def test_a_thread_under_an_answer_is_about_its_story(workspace: LocalSlack) -> None:
    workspace.command("nk-russia")
    root = newest(workspace, "the summary")
    workspace.say(f"{MENTION} glossary", thread=root["ts"])
    assert "Glossary" in shown(newest(workspace, "the glossary", after=1))


def test_a_direct_message_is_answered_without_a_mention(workspace: LocalSlack) -> None:
    channel = workspace.direct()
    workspace.say("what did Kirby say", channel=channel)
    assert "John Kirby" in shown(newest(workspace, "the statements", channel))
    assert workspace.answers(NEWSDESK) == []


def test_the_home_shows_the_briefs_and_what_is_contested(workspace: LocalSlack) -> None:
    workspace.open_home()
    (view,) = eventually(lambda: workspace.sent("views.publish"), "the home")[-1:]
    blocks = json.loads(view["view"])["blocks"] if isinstance(view["view"], str) else view["view"]["blocks"]
    assert view["user_id"] == ADA
    words = shown({"blocks": blocks})
    assert "North Korea denies arming Russia" in words
    assert "contested" in words


def test_a_forged_button_gets_a_kind_private_answer(workspace: LocalSlack) -> None:
    workspace.command("nk-russia")
    answer = newest(workspace, "the summary")
    forged = {"type": "button", "action_id": "o0:old", "block_id": "b", "value": "<!channel> rm -rf"}
    workspace.press(answer, forged)
    private = newest(workspace, "a kind answer", after=1)
    assert private["ephemeral_to"] == ADA
    assert "<!channel>" not in json.dumps(private)


def test_nothing_that_is_typed_can_ping(workspace: LocalSlack) -> None:
    workspace.command("<!channel> <@U02BEN> @here *bold* `code`")
    answer = newest(workspace, "the answer")
    assert "<!channel>" not in json.dumps(answer)
    assert f"<@{BEN}>" not in json.dumps(answer)


def test_whatever_was_posted_is_what_slack_would_take(workspace: LocalSlack) -> None:
    for view in ("", " who-said-what", " claims", " timeline", " sources", " open-questions", " history"):
        workspace.command(f"nk-russia{view}")
    eventually(lambda: len(workspace.answers()) >= 7, "seven answers")
    bodies = workspace.sent("chat.postMessage")
    assert len(bodies) >= 7
    for body in bodies:
        check_slack({**body, "blocks": _parsed(body["blocks"])})


def test_the_bot_says_how_it_is(running: RunningBot, workspace: LocalSlack) -> None:
    workspace.command("nk-russia")
    newest(workspace, "the summary")
    told = running.health()
    assert told["ready"] is True
    assert told["platforms"]["slack"]["connected"] is True
    page = running.metrics()
    assert (
        'onrecord_interactions_total{command="summary",door="command",outcome="view",platform="slack"}'
        in page
    )


def test_what_people_type_stays_out_of_the_log(running: RunningBot, workspace: LocalSlack) -> None:
    before = running.log().count("answered")
    workspace.command("nk-russia who-said-what about zanzibar")
    newest(workspace, "the abstention")
    eventually(lambda: running.log().count("answered") > before, "the log line")
    assert "zanzibar" not in running.log()


def _parsed(blocks: object) -> object:
    return json.loads(blocks) if isinstance(blocks, str) else blocks
