"""Whatever happens on the way, each channel hears the net truth, in order, and no message twice."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.brief.model import Brief, Statement
from bot.brief.story import Story
from bot.config import Settings
from bot.delivery.sender import Gone, Outcome, RetryLater, Unauthorised, Unknown, Unreached
from bot.query.request import Place
from bot.storage.store import open_store
from bot.subscription.model import Preferences, Rhythm
from tests.support.deliveries import HERE, House, Message
from tests.support.ferry import ferry_brief
from tests.support.revisions import edited, entry, said
from tests.support.stores import Clock

RHYTHMS = (
    Rhythm(),
    Rhythm(quiet_from="08:00", quiet_to="20:00"),
    Rhythm(when="hourly"),
    Rhythm(when="daily", at="07:30", zone="Asia/Tokyo"),
)
PLACES = [replace(HERE, channel=str(number)) for number in range(len(RHYTHMS))]
STATEMENTS = ("s-clerk", "s-lund", "s-refund", "s-reads")  # shown in the words of the brief

FAULTS: tuple[Outcome | tuple[Outcome, bool], ...] = (
    Unreached("nobody was there"),
    Unknown("broken off"),
    (Unknown("broken off"), True),
    RetryLater(3.0, "channel", "slower"),
    RetryLater(3.0, "platform", "slower"),
    Gone("may not post (50013)"),
    Unauthorised("401"),
)
statement = st.sampled_from(STATEMENTS)
OPERATIONS = st.one_of(
    st.tuples(st.just("correct"), statement),
    st.tuples(st.just("reword"), statement),
    st.tuples(st.just("withdraw"), statement),
    st.tuples(st.just("say"), st.sampled_from(("mara-holt", "nordpress"))),
    st.tuples(st.just("hold"), st.none()),
    st.tuples(st.just("fail"), st.lists(st.sampled_from(FAULTS), min_size=1, max_size=5)),
    st.tuples(st.just("crash"), st.integers(1, 60)),
    st.tuples(st.just("go"), st.sampled_from((1, 20, 90, 600))),
    st.tuples(st.just("follow"), st.sampled_from(PLACES)),
    st.tuples(st.just("stop"), st.sampled_from(PLACES)),
)


class Life:
    """A process that dies at a certain step: whatever it does from then on is not done."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.over = asyncio.Event()

    async def step(self) -> None:
        self.steps -= 1
        if self.steps <= 0:
            self.over.set()
            await asyncio.Event().wait()


class Mortal:
    """An object whose methods are reached, and answer, only while the process lives."""

    def __init__(self, inner: Any, life: Life) -> None:
        self._inner, self._life = inner, life

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return self._lived(found) if iscoroutinefunction(found) else found

    def _lived(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def call(*given: Any, **named: Any) -> Any:
            await self._life.step()
            answer = await method(*given, **named)
            await self._life.step()  # it was done, and nobody heard of it
            return answer

        return call


class Course:
    """One story's life, with what each place should have heard."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.brief = ferry_brief()
        self.known: dict[Place, Brief] = {}

    async def apply(self, what: str, how: Any) -> None:
        match what:
            case "fail":
                self.house.platform.faults += how
            case "crash":
                await self._crash(how)
            case "go":
                await self.house.go(minutes=how)
            case "follow":
                await self.follow(how)
            case "stop":
                self.known.pop(how, None)
                await self.house.store.subscriptions.unsubscribe(how, "ferry")
            case _:
                await self._revise(what, how)

    async def follow(self, place: Place) -> None:
        if place not in self.known:
            self.known[place] = self.brief
            rhythm = RHYTHMS[PLACES.index(place)]
            number = self.brief.revision.number
            await self.house.follow(place, Preferences(rhythm=rhythm), revision=number)

    async def _revise(self, what: str, how: Any) -> None:
        number = self.brief.revision.number + 1
        at = {"id": f"k-{number}", "revision": number}
        items = Story(self.brief).items
        gone = how in items and items[how].withdrawn
        words = {how: {"gist": f"Gist of {how} in {number}.", "withdrawn": False}}
        match what:
            case "correct":
                new = edited(words, brief=self.brief, add=entry(how, **at))  # type: ignore[arg-type]
            case "reword" if not gone:
                new = edited(words, brief=self.brief)
            case "withdraw" if not gone:
                new = edited({how: {"withdrawn": True}}, brief=self.brief)
            case "say":
                gist = f"Gist of s-{number} in {number}."
                new = edited(brief=self.brief, add=said(f"s-{number}", how, gist=gist))
            case "hold":
                new = edited(brief=self.brief, status="live" if self.brief.status == "hold" else "hold")
            case _:
                return
        self.brief = new
        published = await self.house.publish(new)
        assert [made.number for made in published.made] == [number], published

    async def _crash(self, steps: int) -> None:
        """A worker that dies somewhere on its way; its successor waits until the leases have lapsed."""
        house, life = self.house, Life(steps)
        living = House(house.store, house.clock, *house.platforms)
        store = house.store
        living.store = cast(
            Any, type("Parts", (), {name: Mortal(getattr(store, name), life) for name in ("outbox", "rates")})
        )
        living.store.revisions = store.revisions
        living.platforms = cast(Any, tuple(Mortal(each, life) for each in house.platforms))
        living.worker = living.new_worker()
        before = asyncio.all_tasks()
        step, over = asyncio.create_task(living.step()), asyncio.create_task(life.over.wait())
        await asyncio.wait([step, over], return_when=asyncio.FIRST_COMPLETED)
        left = asyncio.all_tasks() - before
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        house.worker = house.new_worker()
        house.clock.go(seconds=100)


async def live(operations: list[tuple[str, Any]], folder: Path) -> Course:
    clock = Clock()
    async with open_store(Settings(data_dir=folder / "var"), clock=clock) as store:
        course = Course(House(store, clock))
        course.house.platform.size = 5
        await course.house.publish(course.brief)
        for place in PLACES:
            await course.follow(place)
        for what, how in operations:
            await course.apply(what, how)
        course.house.platform.faults = []
        if course.brief.status == "hold":
            await course.apply("hold", None)
        for _ in range(60):
            await course.house.go(hours=1)
        assert sum(each.pending for each in await store.outbox.waiting()) == 0
        return course


def heard(course: Course, place: Place) -> list[Message]:
    return [each for each in course.house.platform.messages if each.place == place]


def check(course: Course) -> None:
    messages = course.house.platform.messages
    assert len({each.key for each in messages}) == len(messages), "a message stands there twice"
    now = Story(course.brief)
    for place, known in course.known.items():
        told = heard(course, place)
        revisions = [revision_of(each) for each in told if revision_of(each)]
        assert revisions == sorted(revisions), "out of order"
        for id, item in now.items.items():
            if isinstance(item, Statement) and item != Story(known).items.get(id):
                last = [each for each in told if id in each.part.items][-1:]
                assert last, f"{place.channel} never heard of {id}"
                text = " ".join(last[0].lines)
                assert ("no longer in the brief" if item.withdrawn else item.gist) in text, (id, text)


def revision_of(message: Message) -> int:
    start = "– As of revision "
    found = [line for line in message.lines if line.startswith(start)]
    return int(found[0].removeprefix(start).partition(",")[0]) if found else 0


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(OPERATIONS, min_size=3, max_size=14))
def test_every_channel_hears_the_last_state_of_everything_in_order_and_nothing_twice(
    operations: list[tuple[str, Any]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(asyncio.run(live(operations, Path(folder))))
