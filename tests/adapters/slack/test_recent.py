"""Who asked for what was said just now."""

from __future__ import annotations

from adapters.slack.recent import MANY, Recent
from bot.delivery.ledger import Sent
from bot.query.request import Place
from tests.support.slack_world import World, until

PLACE = Place(platform="slack", tenant="T1", channel="C1")


def sent(message: str | None) -> Sent:
    return Sent(place=PLACE, message=message, items=())


def test_whoever_asked_first_stays_the_asker() -> None:
    recent = Recent()
    recent.note([sent("1"), sent(None)], "U1")
    recent.note([sent("1")], "U2")
    assert recent.asker(PLACE, "1") == "U1"
    assert recent.asker(PLACE, "2") is None


def test_only_so_many_are_remembered() -> None:
    recent = Recent()
    recent.note([sent(str(number)) for number in range(MANY + 1)], "U1")
    assert recent.asker(PLACE, "0") is None
    assert recent.asker(PLACE, str(MANY)) == "U1"


async def test_a_click_before_the_ledger_has_it_is_still_somebody_elses(bot_on_slack: World) -> None:
    await bot_on_slack.command("nk-russia")
    shown = await bot_on_slack.answered()
    await until(lambda: bot_on_slack.store.ledger._posts)
    bot_on_slack.store.ledger._posts.clear()
    bot_on_slack.store.ledger._numbers.clear()
    await bot_on_slack.click(shown, "/brief nk-russia timeline", user="U2")
    await bot_on_slack.whispered(user="U2")
    assert not shown.replaced
