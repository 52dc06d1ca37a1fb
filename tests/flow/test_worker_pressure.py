"""One platform, workspace or message that makes trouble holds up none of the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.config import Settings
from bot.delivery.inspection import Which
from bot.delivery.outbox import Again, Result
from bot.delivery.sender import Budget
from bot.delivery.sending import UNKEPT
from bot.delivery.worker import Worker
from bot.errors import RowError
from bot.query.request import Place
from bot.storage.store import open_store
from tests.support.deliveries import HERE, House, Platform, corrected
from tests.support.ferry import ferry_brief
from tests.support.stores import SLACK, Clock
from tests.support.waiting import until


class Workspaces(Platform):
    """Slack, with a rate for each workspace."""

    def budget(self, place: Place, *, edit: bool = False) -> Budget:
        return Budget(f"slack:{place.tenant}")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    clock = Clock()
    async with open_store(Settings(data_dir=tmp_path / "var"), clock=clock) as store:
        yield House(store, clock, Platform(clock), Workspaces(clock, "slack"))


async def test_those_who_wait_for_a_slot_of_slack_keep_nobody_from_discord(house: House) -> None:
    await house.publish(ferry_brief())
    for tenant in range(20):
        for channel in range(4):
            await house.follow(replace(SLACK, tenant=f"T{tenant}", channel=f"C{channel}"))
    safe = corrected(s_safe="It is not safe yet.")
    await house.publish(safe)
    worker = Worker(
        house.store.outbox,
        house.store.rates,
        house.store.revisions,
        house.platforms,
        per_second={"discord": 49.0, "slack": 4.0},
        clock=house.clock,
        pause=stand_still,
    )
    working = asyncio.create_task(worker.run())
    try:
        await until(lambda: len(house.platforms[1].messages) > 13)  # the others wait for the next slot
        await house.follow(HERE, revision=4)
        await house.publish(corrected(safe, s_refund="Half is refunded."))
        worker.wake()
        await until(lambda: len(house.platform.messages) == 1)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def test_a_message_that_the_ledger_cannot_take_is_sent_once_and_the_record_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = house.store.outbox.settle

    async def refuse(results: Sequence[Result]) -> list[bool]:
        if any(not isinstance(each, Again) and each.posts for each in results):
            raise RowError("a value is too large")
        return await settle(results)

    monkeypatch.setattr(house.store.outbox, "settle", refuse)
    await house.publish(ferry_brief())
    await house.follow()
    await house.publish(corrected(s_safe="It is not safe yet."))
    await house.step()
    await house.go(hours=1)
    assert len(house.platform.messages) == 1
    assert house.platform.asked == ["send"]
    [listed] = await house.store.inspection.deliveries(Which(), 5)
    assert (listed.state, listed.reason) == ("sent", UNKEPT)


async def stand_still(seconds: float) -> None:
    await asyncio.Event().wait()
