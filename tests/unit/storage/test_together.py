"""What comes while work is on its way is done as one, in order; a failure reaches all who share in it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.storage.together import Together


async def test_what_comes_meanwhile_is_done_together_and_in_order() -> None:
    done: list[list[int]] = []

    async def double(given: Sequence[int]) -> list[int]:
        done.append(list(given))
        await asyncio.sleep(0)
        return [2 * each for each in given]

    together = Together(double, most=4)
    assert await asyncio.gather(*(together(number) for number in range(9))) == [2 * n for n in range(9)]
    assert await together(9) == 18
    assert done == [[0, 1, 2, 3], [4, 5, 6, 7], [8], [9]]


async def test_a_failure_is_told_to_all_of_one_share_and_to_nobody_else() -> None:
    async def refuse_three(given: Sequence[int]) -> Sequence[int]:
        if 3 in given:
            raise OSError("three")
        return given

    together = Together(refuse_three, most=2)
    told = await asyncio.gather(*(together(number) for number in range(6)), return_exceptions=True)
    assert [isinstance(each, OSError) for each in told] == [False, False, True, True, False, False]
    with pytest.raises(OSError, match="three"):
        await together(3)
