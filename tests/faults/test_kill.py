"""kill -9 of real processes: nothing is lost, nothing is said twice, nothing is out of order."""

from __future__ import annotations

import signal
from itertools import count

from tests.support.throttled.mortal import Death
from tests.support.throttled.rig import Rig, places
from tests.support.throttled.story import mended

KILLED = -signal.SIGKILL
EVERYWHERE = [*places("discord", 4), *places("slack", 3)]
AT = [
    Death("before publish"),
    Death("after publish"),
    Death("after spread"),
    Death("after claim"),
    Death("before send", 3),
    Death("after send", 4),
    Death("before settle"),
    Death("after settle"),
    Death("before commit", 1),
    Death("before commit", 3),
    Death("before commit", 5),
]


async def test_whatever_step_it_is_killed_at_each_channel_is_told_once(rig: Rig) -> None:
    await rig.followed_by(EVERYWHERE)
    revised = []
    for death in AT:
        revised.append("news")
        rig.revise(*revised)
        assert rig.run(death) == KILLED, f"it never came to {death}"
        assert rig.run() == 0
    assert rig.told(EVERYWHERE) == [list(range(2, 2 + len(AT)))] * len(EVERYWHERE)


async def test_killed_again_and_again_it_comes_to_an_end(rig: Rig) -> None:
    await rig.followed_by(EVERYWHERE)
    revised = ["news"]
    rig.revise(*revised)
    for steps in count(3, 5):
        if rig.run(Death("", steps)) == 0:
            if steps > 25:
                break
            revised.append("news")
            rig.revise(*revised)
    assert rig.told(EVERYWHERE) == [list(range(2, 2 + len(revised)))] * len(EVERYWHERE)


async def test_killed_in_the_middle_of_a_fan_out_it_goes_on_where_it_was(rig: Rig) -> None:
    everywhere = places("discord", 25)
    await rig.followed_by(everywhere)
    rig.revise("news")
    assert rig.run(Death("after spread", 2), chunk=10) == KILLED
    assert len(await rig.deliveries()) == 20
    assert rig.run(chunk=10) == 0
    assert rig.told(everywhere) == [[2]] * 25


async def test_killed_while_the_platform_has_not_answered_yet(rig: Rig) -> None:
    following = places("discord", 1) + places("slack", 1)
    await rig.followed_by(following)
    rig.fake.order("hold", times=2)
    rig.revise("news")
    process = rig.start()
    rig.fake.until("held", 2)
    rig.kill(process)
    rig.fake.release()
    assert rig.run() == 0
    assert rig.told(following) == [[2], [2]]


async def test_killed_between_two_edits_each_post_gets_its_note_once(rig: Rig) -> None:
    await rig.followed_by(EVERYWHERE)
    await rig.deliver("news")
    rig.revise("news", "mend 2")
    assert rig.run(Death("after edit", 3)) == KILLED
    assert rig.run() == 0
    for place in EVERYWHERE:
        first, correction = rig.fake.page().channels[place.channel]
        assert "Corrected" in first.text
        assert len(first.edits) in (1, 2)  # the same edit once more changes nothing
        assert mended(2) in correction.text


async def test_killed_inside_a_message_of_several_parts_the_rest_follows(rig: Rig) -> None:
    following = places("discord", 1) + places("slack", 1)
    await rig.followed_by(following)
    rig.revise(*["long news"] * 12)
    for death in (Death("after send", 2), Death("before send", 2), Death("after settle", 2)):
        assert rig.run(death) == KILLED
    assert rig.run() == 0
    everything = list(range(2, 14))
    assert rig.told(following) == [everything, everything]
    assert all(len(rig.fake.page().texts(place.channel)) >= 3 for place in following)
