"""Publishing a library: what becomes a revision, what is refused, and what is served then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from bot.brief.library import Library, load
from bot.brief.model import Brief
from bot.config import Settings
from bot.delivery.publish import Publisher
from bot.delivery.tasks import preview, revised
from bot.errors import StoreError
from bot.storage.store import Store, open_store
from tests.support.briefs import make_lock, write
from tests.support.ferry import ferry_brief
from tests.support.revisions import edited, entry, said
from tests.support.stores import Clock

START = ferry_brief()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    async with open_store(Settings(data_dir=tmp_path / "var"), clock=clock) as opened:
        yield opened


@pytest.fixture
def publisher(store: Store, clock: Clock) -> Publisher:
    return Publisher(store.revisions, store.outbox, clock)


def called(slug: str, brief: Brief = START) -> Brief:
    return replace(brief, slug=slug, aliases=())


async def test_the_first_time_is_a_baseline_and_the_same_again_is_nothing(publisher: Publisher) -> None:
    library = Library.of([START, called("other")])
    first = await publisher.publish(library)
    assert [(made.story, made.number, made.tasks, made.first) for made in first.made] == [
        ("ferry", 3, (), True),
        ("other", 3, (), True),
    ]
    again = await publisher.publish(library)
    assert (again.made, again.unchanged, again.library) == ((), 2, library)


async def test_a_revision_counts_its_changes_and_makes_one_task_for_each_urgency(
    publisher: Publisher, clock: Clock
) -> None:
    await publisher.publish(Library.of([START]))
    new = edited(
        {"s-refund": {"gist": "Half is refunded."}},
        add=entry("s-refund") | said("s-new") | said("s-other", "nordpress"),
    )
    [made] = (await publisher.publish(Library.of([new]))).made
    assert made.counts == {"CORRECTED": 2, "NEW": 2}
    assert [(task.task, (task.due - clock()).seconds) for task in made.tasks] == [
        ("loud", 0),
        ("soon", 900),
        ("digest", 0),
        ("edit", 0),
    ]
    assert set(made.tasks[-1].items) >= {"s-refund", "c-refund"}


async def test_the_ids_of_an_edit_are_those_under_which_any_earlier_snapshot_showed_the_item(
    publisher: Publisher,
) -> None:
    await publisher.publish(Library.of([START]))
    parted = entry("c-yard", "c-refund", id="k-parted", class_="clarified")
    apart = edited({"c-yard": {"positions": ()}, "c-refund": {"positions": ()}}, add=parted)
    await publisher.publish(Library.of([apart]))
    new = edited({"s-refund": {"gist": "Half."}}, brief=apart, add=entry("s-refund", revision=5))
    [made] = (await publisher.publish(Library.of([new]))).made
    assert {"s-refund", "c-refund", "c-yard"} <= set(made.tasks[-1].items)


async def test_what_may_not_follow_is_refused_with_its_line_and_the_published_goes_on_being_served(
    tmp_path: Path, publisher: Publisher
) -> None:
    lock = make_lock(tmp_path / "scratch")
    folder = tmp_path / "briefs"
    path = write(folder, "norrhamn", lock=lock)
    write(folder, "other", lock=lock)
    before = load(folder, tmp_path / "archive", tmp_path / "data")
    await publisher.publish(before)
    path.write_text(path.read_text().replace("title: Norrhamn argues", "title: Norrhamn quarrels"))
    write(folder, "other", lock=lock, revision={"number": 2, "at": "2026-03-03T08:00:00Z"})
    after = load(folder, tmp_path / "archive", tmp_path / "data")
    published = await publisher.publish(after)
    await publisher.publish(after)
    [refused] = published.refused
    assert refused.story == "norrhamn"
    [problem] = refused.problems
    assert (problem.code, problem.file) == ("E-GUARD-NUMBER", "briefs/norrhamn.yaml")
    assert problem.line > 1
    assert [made.story for made in published.made] == ["other"]
    served = published.library
    assert served.story("norrhamn").brief.title.startswith("Norrhamn argues")
    assert served.entries["norrhamn"].title.startswith("Norrhamn argues")
    assert served.story("other").brief.revision.number == 2


async def test_a_file_that_is_older_than_what_is_published_publishes_nothing(publisher: Publisher) -> None:
    await publisher.publish(Library.of([START]))
    await publisher.publish(Library.of([new := edited(add=said("s-new"))]))
    published = await publisher.publish(Library.of([START]))
    assert [(each.story, each.number) for each in published.behind] == [("ferry", 4)]
    assert published.library.story("ferry").brief == new


async def test_of_two_publishers_one_makes_the_revision(publisher: Publisher, store: Store) -> None:
    await publisher.publish(Library.of([START]))
    late = Publisher(Blinkered(store.revisions, await store.revisions.heads()), store.outbox, Clock())  # type: ignore[arg-type]
    new = Library.of([edited(add=said("s-new"))])
    assert len((await publisher.publish(new)).made) == 1
    second = await late.publish(new)
    assert (second.made, second.unchanged, second.refused) == ((), 1, ())
    newer = Library.of([edited(add=said("s-more"))])
    [behind] = (await late.publish(newer)).behind
    assert behind.number == 4


class Blinkered:
    """Revisions as a publisher sees them who has looked a moment too early."""

    def __init__(self, inner: Any, heads: Any) -> None:
        self._inner, self._heads = inner, heads

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def heads(self) -> Any:
        return self._heads

    async def since(self, *_: object) -> list[object]:
        return []


async def test_a_fault_with_one_story_keeps_no_other_back(store: Store, clock: Clock) -> None:
    class Outbox:
        async def publish(self, revision: Any, snapshot: Brief, tasks: Any) -> bool:
            if revision.story == "ferry":
                raise StoreError("the disk is full")
            return await store.outbox.publish(revision, snapshot, tasks)

    publisher = Publisher(store.revisions, Outbox(), clock)  # type: ignore[arg-type]
    published = await publisher.publish(Library.of([START, called("other")]))
    assert [(each.story, each.reason) for each in published.failed] == [("ferry", "the disk is full")]
    assert [made.story for made in published.made] == ["other"]


async def test_where_nothing_changed_one_look_is_enough_for_a_thousand_stories(
    publisher: Publisher, store: Store
) -> None:
    library = Library.of([called(f"story-{number}") for number in range(20)])
    await publisher.publish(library)
    looks = Counting(store.revisions)
    await Publisher(looks, store.outbox, Clock()).publish(library)
    assert looks.asked == ["heads"]


class Counting:
    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self._inner, name)


async def test_when_a_hold_is_lifted_what_was_kept_back_gets_its_tasks(publisher: Publisher) -> None:
    await publisher.publish(Library.of([START]))
    held = edited(status="hold")
    more = edited(brief=held, add=said("s-new"))
    lifted = edited(brief=more, status="live")
    made = [(await publisher.publish(Library.of([each]))).made[0] for each in (held, more, lifted)]
    assert [[task.task for task in each.tasks] for each in made] == [["loud"], [], ["loud", "soon", "digest"]]


def test_a_preview_says_who_would_be_told_when() -> None:
    new = edited(
        {"s-refund": {"gist": "Half is refunded."}},
        add=entry("s-refund") | said("s-new") | said("s-other", "nordpress"),
    )
    found = preview(START, new, {"instantly": 9, "daily": 3})
    assert [(each.task, each.places, each.when) for each in found] == [
        ("loud", 12, "at once, to all 12, quiet hours or not"),
        (
            "soon",
            12,
            "within 15 minutes, outside quiet hours, to 9; in their next hourly or daily message, to 3",
        ),
        ("digest", 12, "in the next digest, to 12"),
        ("edit", 0, "earlier posts that show it are edited at once"),
    ]
    assert [change.item for change in found[1].changes] == ["s-new"]
    assert preview(None, START, {"instantly": 9}) == ()
    assert preview(START, START, {"instantly": 9}) == ()


def test_a_withdrawn_story_has_every_post_of_it_edited() -> None:
    assert revised(START, edited(status="withdrawn"), None, [START]).edited == ()
    assert revised(START, edited(add=said("s-new")), None, [START]).edited is None
