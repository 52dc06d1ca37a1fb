"""A story of nine revisions, followed and asked about on both platforms: who is told what, when, and once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import Struct

from tests.support import story_bridge as bridge
from tests.support.both_platforms import words_of
from tests.support.story_stage import ASKED, FOLLOWED, PLATFORMS, Seen, Stage, stage

Rooms = Mapping[str, Mapping[str, list[Seen]]]  # by platform, then by room
EVERY = frozenset(FOLLOWED)
INSTANT = frozenset(("news", "night", "thread", "direct"))  # told instantly, of everything
SOON = timedelta(minutes=16)


class Moment(Struct, frozen=True):
    """What was posted, and which earlier posts were changed (as they were, and as they are)."""

    posted: Rooms
    changed: Mapping[str, Mapping[str, list[tuple[Seen, Seen]]]]

    def rooms(self, platform: str) -> frozenset[str]:
        """Where anything was posted."""
        return frozenset(room for room, messages in self.posted[platform].items() if messages)


Played = Mapping[str, Moment]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole story, moment by moment."""
    return asyncio.run(_play(tmp_path_factory.mktemp("story")))


async def _play(folder: Path) -> Played:
    async with stage(folder) as made:
        watching = Watching(made)
        await _begin(made, watching)
        await _news(made, watching)
        await _wrongs(made, watching)
        await _hold(made, watching)
        return watching.moments


async def _begin(made: Stage, watching: Watching) -> None:
    for room in FOLLOWED:
        await made.follow(room)
    for room in ASKED:
        await made.ask(room)
    await made.calm()
    watching.look("subscribed")


async def _news(made: Stage, watching: Watching) -> None:
    await made.publish(bridge.PARTY)
    watching.look("a party speaks")
    await made.go_to(made.clock() + SOON)
    watching.look("a party speaks, soon")
    await made.go_to(berlin(3, 7, 59))
    watching.look("before eight")
    await made.go_to(berlin(3, 8, 1))
    watching.look("eight o’clock")
    await made.go_to(berlin(3, 9, 1))
    watching.look("nine o’clock")
    await made.go_to(berlin(3, 22, 30))
    await made.publish(bridge.ANSWERED)
    await made.go_to(made.clock() + SOON)
    watching.look("answered at night")
    await made.go_to(berlin(4, 7, 1))
    watching.look("the night is over")
    await made.go_to(berlin(4, 8, 1))
    watching.look("the next eight o’clock")
    await made.go_to(berlin(4, 9, 1))


async def _wrongs(made: Stage, watching: Watching) -> None:
    await made.go_to(berlin(4, 23))
    watching.look("a quiet night")
    await made.publish(bridge.CORRECTED)
    watching.look("corrected")
    await made.publish(bridge.WITHDRAWN)
    watching.look("withdrawn")


async def _hold(made: Stage, watching: Watching) -> None:
    await made.publish(bridge.HELD)
    watching.look("held")
    await made.publish(bridge.MEANWHILE)
    await made.go_to(berlin(5, 12))
    watching.look("news while held")
    await made.publish(bridge.SERVED)
    watching.look("served again")
    await made.go_to(made.clock() + SOON)
    watching.look("served again, soon")
    await made.go_to(berlin(6, 12))
    watching.look("a day after")
    await made.publish(bridge.TYPO)
    await made.go_to(berlin(8, 12))
    watching.look("a typo")


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in March on the clocks of those who follow."""
    return datetime(2026, 3, day, hour - 1, minute, tzinfo=UTC)


class Watching:
    """Looks into every room, and keeps what has changed since the last look."""

    def __init__(self, made: Stage) -> None:
        self._stage = made
        self._known: dict[tuple[str, str], dict[str, Seen]] = {}
        self.moments: dict[str, Moment] = {}

    def look(self, name: str) -> None:
        posted: dict[str, dict[str, list[Seen]]] = {each: {} for each in PLATFORMS}
        changed: dict[str, dict[str, list[tuple[Seen, Seen]]]] = {each: {} for each in PLATFORMS}
        for platform in PLATFORMS:
            for room in (*FOLLOWED, *ASKED):
                known = self._known.get((platform, room), {})
                now = {each.id: each for each in self._stage.read(platform, room)}
                assert known.keys() <= now.keys(), "a message is gone"
                posted[platform][room] = [each for id, each in now.items() if id not in known]
                both = [(was, now[id]) for id, was in known.items()]
                changed[platform][room] = [pair for pair in both if pair[0].text != pair[1].text]
                self._known[platform, room] = now
        self.moments[name] = Moment(posted, changed)


def told(played: Played, moment: str, rooms: frozenset[str]) -> list[Seen]:
    """The messages of a moment: on each platform exactly one in each of these rooms, and none elsewhere."""
    found = []
    for platform in PLATFORMS:
        assert played[moment].rooms(platform) == rooms, f"{moment}, {platform}"
        for room in rooms:
            messages = played[moment].posted[platform][room]
            assert len(messages) == 1, f"{moment}, {platform}, {room}: {[each.text for each in messages]}"
            found += messages
    return found


def has(text: str, *words: str) -> bool:
    """Whether a message holds these words, wherever its lines break."""
    plain = " ".join(re.sub(r"[*_>]", "", text).split())
    return all(each in plain for each in words)


def test_on_subscribing_nothing_of_the_past_comes(played: Played) -> None:
    for message in told(played, "subscribed", EVERY | set(ASKED)):
        assert "As of revision" not in message.text or "live" in message.text
    for platform in PLATFORMS:
        for room in FOLLOWED:
            [message] = played["subscribed"].posted[platform][room]
            assert has(message.text, bridge.TITLE, "is followed in this", "from now on (revision 1)")
            assert "crack" not in message.text


def test_what_a_party_says_is_told_soon_to_whom_it_concerns(played: Played) -> None:
    assert told(played, "a party speaks", frozenset()) == []
    for message in told(played, "a party speaks, soon", INSTANT | {"speaker"}):
        assert has(message.text, "New", "Kofi Osei", bridge.GROWS, "src-2 ¶2", "As of revision 2")
        assert not message.edited


def test_the_daily_message_comes_at_its_time_and_the_digest_of_the_others_at_theirs(played: Played) -> None:
    assert told(played, "before eight", frozenset()) == []
    for message in told(played, "eight o’clock", frozenset(("daily",))):
        assert has(message.text, bridge.GROWS, bridge.ARTICLES["bridge-2.txt"][0], "As of revision 2")
    for message in told(played, "nine o’clock", INSTANT):
        assert has(message.text, bridge.ARTICLES["bridge-2.txt"][0])
        assert not has(message.text, bridge.GROWS), "told twice"


def test_quiet_hours_put_news_off_and_a_daily_message_gathers_it(played: Played) -> None:
    for message in told(played, "answered at night", INSTANT - {"night"}):
        assert has(message.text, "When will the bridge be open again?", "answered", bridge.MAY)
    for moment, room in (("the night is over", "night"), ("the next eight o’clock", "daily")):
        for message in told(played, moment, frozenset((room,))):
            assert has(message.text, "When will the bridge be open again?", bridge.MAY, "As of revision 3")


def test_an_answer_that_came_with_its_question_is_not_told_again(played: Played) -> None:
    assert told(played, "a quiet night", frozenset()) == []


def test_a_correction_reaches_everybody_at_once_and_quietly(played: Played) -> None:
    for message in told(played, "corrected", EVERY):
        assert has(message.text, "Corrected", "Vera Lind", "as it was in revision", bridge.WAS)
        assert has(message.text, "as it is in revision 4", bridge.NOW, "As of revision 4")
        assert message.silent


def test_a_withdrawal_reaches_everybody_at_once_and_quietly(played: Played) -> None:
    for message in told(played, "withdrawn", EVERY):
        assert has(message.text, "Withdrawn", "Tomas Berg said a barge had hit the pier.", "As of revision 5")
        assert message.silent


def test_earlier_posts_say_what_became_of_them_and_keep_what_they_said(played: Played) -> None:
    concerned = {"corrected": EVERY - {"corrections"} | set(ASKED), "withdrawn": {"asks-who"}}
    for moment, rooms in concerned.items():
        for platform in PLATFORMS:
            changed = played[moment].changed[platform]
            assert {room for room, pairs in changed.items() if pairs} == rooms, f"{moment}, {platform}"
            for was, now in [pair for pairs in changed.values() for pair in pairs]:
                assert now.edited
                assert now.text.endswith(_kept(was.text))
                assert has(now.text, f"{moment.title()} as of revision {4 if moment == 'corrected' else 5}")
                assert "History" in now.labels


def _kept(text: str) -> str:
    """A message from its title on."""
    return text[text.index(bridge.TITLE) :]


def test_nothing_else_ever_changes_a_post(played: Played) -> None:
    for moment in played.keys() - {"corrected", "withdrawn"}:
        for platform in PLATFORMS:
            assert not any(played[moment].changed[platform].values()), f"{moment}, {platform}"


def test_a_hold_is_told_to_everybody_and_keeps_the_news_back_until_it_is_lifted(played: Played) -> None:
    for message in told(played, "held", EVERY):
        assert has(message.text, "This brief is on hold:", "The town asks us to check the second article.")
        assert "Whole brief" not in message.labels
    assert told(played, "news while held", frozenset()) == []
    for message in told(played, "served again", EVERY):
        assert has(message.text, "This brief is served again.", "As of revision 8")
        assert not has(message.text, bridge.NEW_PIER)
    for message in told(played, "served again, soon", INSTANT):
        assert has(message.text, "Vera Lind", bridge.NEW_PIER)
    for message in told(played, "a day after", frozenset(("daily",))):
        assert has(message.text, "Vera Lind", bridge.NEW_PIER)


def test_a_typo_wakes_nobody(played: Played) -> None:
    assert told(played, "a typo", frozenset()) == []


def test_every_update_has_its_buttons_and_one_title(played: Played) -> None:
    for moment in played.keys() - {"subscribed", "held"}:
        for platform in PLATFORMS:
            for message in [each for room in played[moment].posted[platform].values() for each in room]:
                assert message.labels[:3] == ("Whole brief", "What’s new", "Settings")
                assert message.text.count(bridge.TITLE) == 1


def test_each_room_hears_of_the_revisions_in_their_order(played: Played) -> None:
    for platform in PLATFORMS:
        for room in FOLLOWED:
            messages = [each for moment in played.values() for each in moment.posted[platform][room]]
            numbers = [
                int(each)
                for message in messages
                for each in re.findall(r"As of revision (\d+)", message.text)
            ]
            assert numbers == sorted(numbers), f"{platform}, {room}: {numbers}"


def test_both_platforms_say_the_same_to_the_same_rooms(played: Played) -> None:
    for name, moment in played.items():
        for room in (*FOLLOWED, *ASKED):
            here, there = ([words_of(each.text) for each in moment.posted[one][room]] for one in PLATFORMS)
            assert here == there, f"{name}, {room}"
