"""From a published revision to the messages in the channels, against a real store, with time that jumps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.config import Settings
from bot.delivery import compose as composing
from bot.storage.store import open_store
from bot.subscription.model import Preferences, Rhythm
from tests.support.deliveries import HERE, House, corrected
from tests.support.ferry import ferry_brief
from tests.support.revisions import edited, entry, said
from tests.support.stores import Clock

THERE = replace(HERE, channel="200")
BY_PARTY = edited(add=said("s-party"))  # told soon
BY_OTHER = edited(add=said("s-other", "nordpress"))  # told in the digest


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = Clock()
    async with open_store(Settings(data_dir=tmp_path / "var"), clock=clock) as store:
        yield House(store, clock)


async def test_the_first_sight_of_a_story_tells_nobody(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.step()
    assert house.platform.messages == []


async def test_a_correction_is_told_at_once_and_once(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    [message] = house.platform.messages
    assert "Corrected" in message.lines
    assert message.quiet
    await house.go(days=2)
    assert len(house.platform.messages) == 1


async def test_what_is_new_by_a_party_waits_a_quarter_of_an_hour_for_more(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(BY_PARTY)
    await house.go(minutes=14)
    assert house.platform.messages == []
    await house.publish(edited(brief=BY_PARTY, add=said("s-more", gist="Not before May.")))
    await house.go(minutes=2)
    [message] = house.platform.messages
    assert "The ‘Gull’ stays in port [dormant] · 2 new" in message.lines
    assert not message.quiet


async def test_a_digest_comes_at_its_hour_with_the_net_changes(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(BY_OTHER)
    gone = edited({"s-other": {"withdrawn": True}}, brief=BY_OTHER, add=entry("s-other", class_="refiled"))
    await house.publish(edited(brief=gone, add=said("s-late", "nordpress", gist="It will sail in June.")))
    await house.step()
    assert house.platform.messages == []
    await house.go(hours=1)
    [message] = house.platform.messages
    assert "It will sail in June." in " ".join(message.lines)
    assert "in May" not in " ".join(message.lines)


async def test_a_typo_wakes_nobody(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(edited({"s-lund": {"gist": "Lund rejects the  higher fares."}}))
    await house.go(days=2)
    assert house.platform.asked == []


async def test_a_place_that_wants_corrections_only_gets_nothing_else_and_its_cursor_moves(
    house: House,
) -> None:
    await house.publish(ferry_brief())
    await house.follow(preferences=Preferences(wanted="corrections"))
    await house.publish(BY_OTHER)
    await house.step()
    await house.go(days=1)
    assert house.platform.messages == []
    [subscription] = await house.store.subscriptions.here(HERE)
    assert subscription.told.digest == 4
    await house.publish(corrected(BY_OTHER, s_safe="It is not safe yet."))
    await house.step()
    [message] = house.platform.messages
    assert "Corrected" in message.lines


async def test_quiet_hours_keep_news_back_and_no_correction(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow(preferences=Preferences(rhythm=Rhythm(quiet_from="07:00", quiet_to="12:00")))
    await house.publish(BY_PARTY)
    await house.go(minutes=30)
    assert house.platform.messages == []
    await house.publish(corrected(BY_PARTY, s_safe="It is not safe yet."))
    await house.step()
    assert len(house.platform.messages) == 1
    await house.go(hours=4)
    loud, news = house.platform.messages
    assert "New" not in loud.lines
    assert "Corrected" not in news.lines


async def test_a_message_that_waited_tells_all_up_to_now_and_what_follows_it_nothing(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(first := corrected(s_safe="It is not safe yet."))
    while await house.worker.spread():
        pass
    await house.publish(corrected(first, s_safe="It is safe."))
    await house.step()
    [message] = house.platform.messages
    text = " ".join(message.lines)
    assert "As of revision 5" in text
    assert "not safe yet" not in text


async def test_who_unsubscribes_meanwhile_is_told_nothing(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(corrected(s_safe="It is not safe yet."))
    while await house.worker.spread():
        pass
    await house.store.subscriptions.unsubscribe(HERE, "ferry")
    await house.step()
    assert house.platform.asked == []


async def test_while_a_story_is_held_only_what_was_wrong_is_told_and_the_rest_when_it_is_served_again(
    house: House,
) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(held := edited(status="hold"))
    await house.step()
    await house.publish(more := edited(brief=held, add=said("s-party")))
    await house.step()
    await house.go(days=1)
    await house.publish(fixed := corrected(more, s_safe="It is not safe yet."))
    await house.step()
    await house.publish(edited(brief=fixed, status="live"))
    await house.go(hours=1)
    texts = [" ".join(each.lines) for each in house.platform.messages]
    assert ["[hold]" in text for text in texts] == [True, True, False, False]
    assert ["Corrected" in text for text in texts] == [False, True, False, False]
    assert "served again" in texts[2]
    assert "It will sail in May." in texts[3]


async def test_a_post_that_carried_what_was_corrected_gets_a_note(house: House) -> None:
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(first := BY_PARTY)
    await house.go(minutes=20)
    [news] = house.platform.messages
    await house.publish(corrected(first, s_party="It will sail in June."))
    await house.step()
    assert news.lines[0].startswith("Corrected as of revision 5")
    assert "It will sail in May." in " ".join(news.lines)
    assert len(house.platform.messages) == 2


async def test_a_thousand_places_are_one_composition(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    compose = composing.compose

    def counted(wish: composing.Wish, *given: Any) -> composing.Telling | composing.Nothing:
        made.append(wish.revision)
        return compose(wish, *given)

    monkeypatch.setattr(composing, "compose", counted)
    await house.publish(ferry_brief())
    for channel in range(50):
        await house.follow(replace(HERE, channel=str(channel)))
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    assert len(house.platform.messages) == 50
    assert made == [4]
