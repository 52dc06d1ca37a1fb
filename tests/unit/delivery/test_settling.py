"""What became of deliveries is entered together: a store that fails is waited for, a bad row is not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from bot.delivery.outbox import Ended, Result
from bot.delivery.settling import Settling
from bot.errors import RowError, StoreError
from tests.support.deliveries import delivery


class Shelf:
    """An outbox of which only settling is asked; `spoilt` is a delivery that it can never take."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault
        self.spoilt = 0
        self.down = 0
        self.entered: list[int] = []

    async def settle(self, results: Sequence[Result]) -> list[bool]:
        if self.down:
            self.down -= 1
            raise StoreError("the store is away")
        ids = [each.delivery.id for each in results]
        if self.spoilt in ids:
            raise self.fault
        self.entered += ids
        return [True] * len(ids)


def ended(id: int) -> Ended:
    return Ended(delivery=replace(delivery(), id=id), state="sent")


def settling(shelf: Any) -> Settling:
    async def wait(seconds: float) -> None:
        await asyncio.sleep(0)

    return Settling(shelf, wait)


@pytest.mark.parametrize("fault", [RowError("a value is too large"), OverflowError("int too large")])
async def test_one_that_can_never_be_entered_holds_up_no_other(fault: Exception) -> None:
    shelf = Shelf(fault)
    shelf.spoilt = 3
    settle = settling(shelf)
    found = await asyncio.gather(*(settle(ended(id)) for id in range(1, 6)), return_exceptions=True)
    assert found == [True, True, fault, True, True]
    assert shelf.entered == [1, 2, 4, 5]


async def test_a_store_that_is_away_is_waited_for() -> None:
    shelf = Shelf(RowError(""))
    shelf.down = 7
    settle = settling(shelf)
    assert await asyncio.gather(*(settle(ended(id)) for id in range(1, 4))) == [True] * 3
    assert shelf.entered == [1, 2, 3]
