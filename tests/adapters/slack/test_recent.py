"""Who asked for what was said just now, and which requests came."""

from __future__ import annotations

from adapters.slack.recent import MANY, YOUNG, Recent, Signatures
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


def test_a_signature_is_known_while_it_is_young_and_then_forgotten() -> None:
    now = [0.0]
    signatures = Signatures(lambda: now[0])
    assert [signatures.first(f"v0={each}") for each in "aab"] == [True, False, True]
    now[0] = YOUNG
    assert not signatures.first("v0=a")
    now[0] = YOUNG + 1
    assert signatures.first("v0=c")
    assert signatures.first("v0=a")


async def test_a_click_before_the_ledger_has_it_is_still_somebody_elses(bot_on_slack: World) -> None:
    await bot_on_slack.command("nk-russia")
    shown = await bot_on_slack.answered()
    await until(lambda: bot_on_slack.store.ledger._posts)
    bot_on_slack.store.ledger._posts.clear()
    bot_on_slack.store.ledger._numbers.clear()
    await bot_on_slack.click(shown, "/brief nk-russia timeline", user="U2")
    await bot_on_slack.whispered(user="U2")
    assert not shown.replaced
