"""Edits: every post that carried what was wrong gets a message of its own, in the lane of its place."""

from __future__ import annotations

from msgspec.structs import replace

from bot.delivery.outbox import Ended
from tests.support.queue import STORY, Queue, names, next_due, place, post, thread


async def test_every_post_that_carried_the_items_is_to_be_edited(queue: Queue) -> None:
    await queue.store.ledger.record(
        [
            post(place(1), "m-1", 1, "s-1", "s-2"),
            post(place(2), "m-2", 1, "s-3"),
            post(place(3), "m-3", 1, "s-2"),
            replace(post(place(4), "m-4", 1, "s-1"), story="harbour"),
        ]
    )
    await queue.publish(2, "edit", items=["s-1", "s-2"])
    assert await queue.spread() == 2
    assert sorted(names(await queue.claim())) == ["C1", "C3"]


async def test_without_items_it_is_every_post_of_the_story(queue: Queue) -> None:
    await queue.store.ledger.record([post(place(n), f"m-{n}", 1, f"s-{n}") for n in range(5)])
    await queue.store.ledger.record([replace(post(place(9), "m-9"), story=None, revision=None)])
    await queue.publish(2, "edit")
    assert await queue.spread(most=2) == 5


async def test_a_worker_is_given_the_post_as_it_is_on_the_ledger(queue: Queue) -> None:
    said = replace(post(thread(1), "1.1", 1, "s-2", "s-1"), part=1, said=b'{"kind":"update"}')
    await queue.store.ledger.record([said])
    await queue.publish(2, "edit", items=["s-1"])
    await queue.spread()
    delivery = await queue.one()
    assert (delivery.task, delivery.post, delivery.told) == ("edit", said, None)
    assert delivery.lane.place == thread(1), "a lane is made where nobody follows"


async def test_two_posts_of_one_place_are_edited_one_after_the_other(queue: Queue) -> None:
    await queue.store.ledger.record([post(place(1), "m-1"), post(place(1), "m-2")])
    await queue.publish(2, "edit")
    await queue.spread()
    edited = []
    while found := await queue.claim():
        edited += [each.post.message for each in found if each.post]
        await queue.end(*found, state="edited")
    assert edited == ["m-1", "m-2"]


async def test_what_cannot_be_edited_has_expired_with_the_reason(queue: Queue) -> None:
    await queue.store.ledger.record([post(place(1), None), post(place(2), "m-2", editable=False)])
    await queue.publish(2, "edit")
    assert await queue.spread() == 2
    ended = await queue.rows("SELECT state, reason IS NOT NULL, ended_at IS NOT NULL FROM outbox")
    assert ended == [("expired", True, True)] * 2
    assert await queue.claim() == []
    assert await next_due(queue.store) is None


async def test_posts_of_the_revision_itself_are_right(queue: Queue) -> None:
    await queue.store.ledger.record([post(place(1), "m-1", 2), post(place(2), "m-2", 1)])
    await queue.publish(2, "edit")
    await queue.spread()
    assert names(await queue.claim()) == ["C2"]


async def test_spreading_edits_goes_on_at_its_cursor(queue: Queue) -> None:
    await queue.store.ledger.record([post(place(n), f"m-{n}", 1, "s-1", "s-2") for n in range(5)])
    await queue.publish(2, "edit", items=["s-1", "s-2"])
    steps = [await queue.outbox.spread(most=2) for _ in range(3)]
    assert [(step.rows, step.done) for step in steps if step] == [(2, False), (2, False), (1, True)]
    assert len(await queue.states()) == 5


async def test_a_post_that_comes_during_the_spreading_is_edited_once(queue: Queue) -> None:
    await queue.store.ledger.record([post(place(n), f"m-{n}") for n in range(4)])
    await queue.publish(2, "edit")
    await queue.outbox.spread(most=2)
    await queue.store.ledger.record([post(place(7), "m-7")])
    await queue.spread(most=2)
    assert len(await queue.states()) == 5


async def test_an_edited_post_is_not_edited_again_for_the_same(queue: Queue) -> None:
    await queue.store.ledger.record([post(place(1), "m-1")])
    await queue.publish(2, "edit")
    await queue.spread()
    edited = post(place(1), "m-1", 2)
    ended = Ended(delivery=await queue.one(), state="edited", posts=(edited,))
    assert await queue.outbox.settle([ended]) == [True]
    assert await queue.states() == ["edited"]
    assert await queue.store.ledger.find(place(1), "m-1") == edited
    assert await queue.store.ledger.story_in(replace(place(1), thread="m-1")) == STORY
